import { describe, expect, it } from "vitest";
import { anchor, control, placed, settle, world, type Connection } from "./kit.js";

const randoms = (seed: number) => (bound: number): number => {
  seed = (Math.imul(seed ^ (seed >>> 15), 2246822519) + 374761393) >>> 0;
  return Math.floor((seed / 2 ** 32) * bound);
};

/** A log that grows, is trimmed, and once is restored under another epoch; and what a client must have been told of it. */
class Log {
  epoch = 1;
  first = 1;
  last = 0;

  /** What a server sends to who comes with this cursor: an anchor or a gap, then a few entries, some of them sent before. */
  answer(cursor: string | null, random: (bound: number) => number): string {
    const [, epoch, seq] = /^e(\d+)\.(\d+)$/.exec(cursor ?? "") ?? [];
    let from = Number(seq ?? 0);
    let text = "";
    if (cursor === null) text = anchor(`e${this.epoch}.${(from = this.first - 1)}`);
    else if (Number(epoch) !== this.epoch || from > this.last) text = control("gap", { from: null, to: `e${this.epoch}.${this.first - 1}`, reason: "epoch" }, `e${this.epoch}.${(from = this.first - 1)}`);
    else if (from < this.first - 1) text = control("gap", { from: cursor, to: `e${this.epoch}.${this.first - 1}`, reason: "trimmed" }, `e${this.epoch}.${(from = this.first - 1)}`);
    else text = anchor(cursor);
    from = Math.max(this.first, from + 1 - (text.startsWith("id") && !text.includes("gap") ? random(3) : 0));
    for (let at = from; at <= this.last; at++) text += random(9) === 0 ? ":\n" + this.entry(at) : this.entry(at);
    return text;
  }

  entry(seq: number): string {
    return placed(seq, seq, `e${this.epoch}`);
  }
}

/** Sends a text in random pieces, and at a random byte may cut it in one of several ways. */
const play = async (connection: Connection, text: string, random: (bound: number) => number): Promise<void> => {
  const way = ["whole", "whole", "end", "fail", "silence", "bye"][random(6)];
  let until = way === "whole" ? text.length : random(text.length + 1);
  // A server says farewell between two frames.
  if (way === "bye") until = text.slice(0, until).split(/(?<=\n\n)/).filter((frame) => frame.endsWith("\n\n")).join("").length;
  for (let from = 0; from < until && !connection.isAborted; ) {
    const to = Math.min(until, from + 1 + random(400));
    await connection.send(text.slice(from, to));
    from = to;
  }
  if (connection.isAborted) return;
  if (way === "end") await connection.end();
  if (way === "fail") connection.fail();
  if (way === "bye") await connection.send(control("bye", { reason: "drain", retry: 50 }));
};

const run = async (seed: number): Promise<{ readonly told: string[]; readonly log: Log; readonly connections: number }> => {
  const random = randoms(seed);
  const log = new Log();
  const { server, clock, orders } = world({ token: ({ reason }) => reason, backoff: { base: 100, cap: 1000 } });
  const told: string[] = [];
  const handled: string[] = [];
  void (async () => {
    for await (const e of orders) {
      // Cut before it had any cursor, it may have missed something: told, and here it has not.
      if (e.type === "$gap" && e.reason === "unanchored") expect(orders.cursor).toBeUndefined();
      else told.push(e.type === "order.placed" ? String(e.id) : `${e.type} ${e.id}`);
      if (random(4) === 0) await settle();
    }
  })();
  let off = orders.on("order.placed", (e) => handled.push(String(e.id)));
  let played = 0;
  for (let step = 0; step < 120; step++) {
    log.last += random(6);
    if (step === 60) Object.assign(log, { epoch: 2, first: 1, last: random(5) });
    if (random(25) === 0) log.first = Math.max(log.first, log.last - 3);
    // A second 401 in a row would be final, so that one only comes when nothing else is planned.
    const fault = ([{ status: 503 }, { status: 429, headers: { "retry-after": "1" } }, "refuse", "hang", { status: 401 }] as const)[random(5)];
    if (fault && !server.script.length && random(6) === 0) server.script.push(fault, {});
    if (random(15) === 0) {
      off();
      off = orders.on("order.placed", (e) => handled.push(String(e.id)));
    }
    await settle();
    const connection = server.connections.at(-1);
    if (connection && orders.state.status === "open" && played < server.connections.length) {
      played = server.connections.length;
      await play(connection, log.answer(connection.lastEventId, random), random);
      // One that stays open goes on live in the next steps: here it ends, so that the next answer has the rest.
      if (!connection.isAborted && random(2)) await connection.end().catch(() => {});
    }
    await clock.advance(random(4000));
    expect(handled.length).toBeLessThanOrEqual(told.length + 1);
  }
  // At last the server is well, and sends all that is left.
  server.script.length = 0;
  for (let tries = 0; tries < 500 && !told.at(-1)?.endsWith(`e2.${log.last}`); tries++) {
    const { last } = server;
    if (orders.state.status === "open" && played < server.connections.length) {
      played = server.connections.length;
      await last.send(log.answer(last.lastEventId, () => 0));
    }
    await clock.advance(1000);
  }
  expect(orders.state.status, `seed ${seed}`).not.toBe("closed");
  orders.close();
  expect(handled).toEqual(told.filter((id) => id.startsWith("e")));
  return { told, log, connections: server.connections.length };
};

describe("whatever a server does", () => {
  it("each event is told once and in order, or a gap is told", async () => {
    let events = 0;
    let gaps = 0;
    let connections = 0;
    for (let seed = 1; seed <= 100; seed++) {
      const { told, log, ...rest } = await run(seed);
      // Who has no cursor begins at the earliest entry that was kept when it first got one.
      let [epoch, seq] = [1, Number(/^e1\.(\d+)$/.exec(told[0] ?? "")?.[1] ?? 1) - 1];
      for (const id of told) {
        const [, gap, toEpoch, to] = /^(\$gap )?e(\d+)\.(\d+)$/.exec(id) ?? [];
        expect(to, `seed ${seed}: ${id}`).toBeDefined();
        if (gap) gaps++;
        else {
          expect(id, `seed ${seed}`).toBe(`e${epoch}.${seq + 1}`);
          events++;
        }
        [epoch, seq] = [Number(toEpoch), Number(to)];
      }
      expect([epoch, seq], `seed ${seed}`).toEqual([2, log.last]);
      connections += rest.connections;
    }
    // The faults took place.
    expect(events).toBeGreaterThan(5000);
    expect(gaps).toBeGreaterThan(60);
    expect(connections).toBeGreaterThan(1500);
  });
});
