import { all, fail, stream, when, type Behaviour } from "../behaviour.js";

/** So many clients are watched at once, for so many milliseconds: jitter is seen between clients, growth in their means. */
const CLIENTS = 8;
const TIME = 20_000;

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const deviation = (values: readonly number[]): number => Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));

/** The waits between requests, and the one that is under way. */
const waits = (times: readonly number[], now: number): number[] => [...times.slice(1), now].map((time, index) => time - (times[index] ?? 0));

export const backoff: Behaviour = {
  id: "B12",
  title: "delays grow with jitter on endless 503",
  run: async (arena) => {
    const scenario = { routes: [{ then: [{ head: { status: 503, headers: { "content-type": "text/plain" } } }] }] };
    const ports = await Promise.all(Array.from({ length: CLIENTS }, () => arena.port(scenario)));
    await Promise.all(ports.map((port) => arena.connect({ url: stream(port) })));
    await arena.wait(TIME);
    const all503 = await Promise.all(ports.map((port) => port.seen()));
    if (all503.some(({ count }) => count < 3)) return fail(`asked ${Math.min(...all503.map(({ count }) => count))} times in ${TIME / 1000} s`);
    const each = all503.map(({ requests, now }) => waits(requests.map(({ at }) => at), now));
    const first = each.map(([wait = 0]) => wait);
    // The wait under way counts where it is longer than those before: it will not be shorter.
    const last = each.flatMap((all) => all.slice(1, -1).slice(-2).concat(Math.max(...all.slice(-2))));
    const growth = mean(last) / mean(first);
    // Jitter is seen where waits are long: at the last round that every client has finished.
    const round = Math.min(...each.map(({ length }) => length)) - 2;
    const same = each.map((all) => all[round] ?? NaN);
    const jitter = deviation(same) / mean(same);
    return all(
      when(growth >= 1.6, `the last waits were ${growth.toFixed(1)} times the first`, `the last waits were ${growth.toFixed(1)} times the first`),
      when(jitter >= 0.05, `waits ${round + 1} differ by ${Math.round(jitter * 100)} %`, `waits ${round + 1} of ${CLIENTS} clients differ by ${Math.round(jitter * 100)} % only`),
    );
  },
};
