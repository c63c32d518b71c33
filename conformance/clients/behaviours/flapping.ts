import { all, fail, inOrder, stream, when, type Behaviour } from "../behaviour.js";

const TIME = 16_000;
const MOST = 6;
/** Delays are random, so the mean of several clients is judged. */
const CLIENTS = 8;

export const flapping: Behaviour = {
  id: "B19",
  title: "a flapping server is asked at most six times in 16 s",
  run: async (arena) => {
    const scenario = { log: { size: 1 }, routes: [{ then: [{ entries: {} }, { wait: 20 }, "end"] as const }] };
    const ports = await Promise.all(Array.from({ length: CLIENTS }, () => arena.port(scenario)));
    const clients = await Promise.all(ports.map((port) => arena.connect({ url: stream(port) })));
    await arena.wait(TIME);
    const counts = (await Promise.all(ports.map((port) => port.seen()))).map(({ count }) => count);
    if (counts.some((count) => count < 2)) return fail("did not reconnect");
    const mean = counts.reduce((sum, count) => sum + count, 0) / CLIENTS;
    const said = `${mean.toFixed(1)} times in 16 s, at most ${Math.max(...counts)}`;
    const [first] = clients;
    return all(when(mean <= MOST, said, said), inOrder((await first?.heard())?.slice(0, 1) ?? [], 1, 1));
  },
};
