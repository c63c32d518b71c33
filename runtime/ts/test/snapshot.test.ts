import { describe, expect, it } from "vitest";
import { anchor, control, placed, settle, world, type Connection } from "./kit.js";

describe("a snapshot of the client's own", () => {
  it("comes first, and the stream goes on at its cursor; a resumed connection fetches none", async () => {
    let fetched = 0;
    const { server, clock, orders } = world({ snapshot: async () => ({ state: [++fetched], cursor: "e1.7" }) });
    const told: unknown[] = [];
    orders.on("$snapshot", ({ state, id }) => told.push([state, id]));
    orders.on("order.placed", (e) => told.push(e.data.total));
    await settle();
    expect(server.last.lastEventId).toBe("e1.7");
    await server.last.send(anchor("e1.7"), placed(8));
    expect(told).toEqual([[[1], "e1.7"], 8]);
    server.last.fail();
    await clock.advance(60_000);
    expect([server.last.lastEventId, fetched, orders.cursor]).toEqual(["e1.8", 1, "e1.8"]);
  });

  it("is fetched again after a gap, which is told before, and may lie behind what was seen", async () => {
    const cursors = ["e1.7", "e2.3"];
    const { server, clock, orders } = world({ snapshot: async () => ({ state: {}, cursor: cursors.shift() ?? "" }) });
    const told: unknown[] = [];
    orders.on("$gap", ({ reason }) => told.push(reason));
    orders.on("$snapshot", ({ id }) => told.push(id));
    orders.on("order.placed", (e) => told.push(e.id));
    await settle();
    await server.last.send(anchor("e1.7"), placed(8), control("gap", { from: "e1.8", to: "e2.9", reason: "epoch" }, "e2.9"));
    expect(orders.state).toMatchObject({ status: "waiting", cause: "gap" });
    await clock.advance(60_000);
    expect(server.last.lastEventId).toBe("e2.3");
    await server.last.send(anchor("e2.3"), placed(4, 4, "e2"));
    expect(told).toEqual(["e1.7", "e1.8", "epoch", "e2.3", "e2.4"]);
  });

  it("that fails, or brings no cursor, is reported and fetched again", async () => {
    const answers = [() => Promise.reject(new Error("503")), async () => ({ state: 1, cursor: "" }), async () => ({ state: 1, cursor: "a\nb" }), async () => ({ state: 1, cursor: "e1.1" })];
    const { server, clock, orders, errors } = world({ snapshot: () => (answers.shift() ?? answers[0])?.() as never });
    const told: unknown[] = [];
    orders.on("$snapshot", ({ state }) => told.push(state));
    await clock.advance(10_000);
    expect([errors.length, server.connections.length, told]).toEqual([3, 1, [1]]);
  });

  it("a refused connection tells no snapshot", async () => {
    const { server, clock, orders } = world({ snapshot: async () => ({ state: 1, cursor: "e1.1" }) });
    server.script.push({ status: 503 });
    const told: unknown[] = [];
    orders.on("$snapshot", ({ state }) => told.push(state));
    await settle();
    expect([told, orders.state.status]).toEqual([[], "waiting"]);
    await clock.advance(60_000);
    expect(told).toEqual([1]);
  });
});

describe("coming back without a cursor", () => {
  it("is a gap, since nobody knows what was missed", async () => {
    const { server, clock, orders } = world();
    const told: unknown[] = [];
    orders.on("$gap", ({ reason }) => told.push(reason));
    orders.on("order.placed", (e) => told.push(e.data.total));
    await settle();
    await server.last.send(placed(1).replace(/^id.*\n/, ""));
    await server.last.end();
    await clock.advance(2000);
    await server.last.send(anchor("e1.5"));
    server.last.fail();
    await clock.advance(2000);
    expect(told).toEqual([1, "unanchored"]);
  });
});

const randoms = (seed: number) => (bound: number): number => {
  seed = (Math.imul(seed ^ (seed >>> 15), 2246822519) + 374761393) >>> 0;
  return Math.floor((seed / 2 ** 32) * bound);
};

describe("the law of snapshots", () => {
  it("state after snapshot and updates is the state from the whole log, under cuts, gaps, new epochs and stale snapshots", async () => {
    let gaps = 0;
    let connections = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const random = randoms(seed);
      const log = { epoch: 1, first: 1, last: 0, sums: [0] };
      const append = (): void => void log.sums.push((log.sums[log.last++] as number) * 3 % 1009 + log.last);
      const { server, clock, orders } = world({
        backoff: { base: 100, cap: 1000 },
        // Caches may serve a state that is a little old, and the endpoint may fail.
        snapshot: async () => {
          if (random(8) === 0) throw new Error("503");
          const at = Math.max(log.first - 1, log.last - random(4));
          return { state: log.sums[at], cursor: `e${log.epoch}.${at}` };
        },
        onError: () => {},
      });
      let state = -1;
      orders.on("$snapshot", (snapshot) => (state = snapshot.state as number));
      orders.on("order.placed", (e) => (state = state * 3 % 1009 + e.data.total));
      orders.on("$gap", () => gaps++);
      const answered = new Set<Connection>();
      const serve = async (isCut: boolean): Promise<void> => {
        const connection = server.connections.at(-1);
        if (!connection || connection.isAborted || answered.has(connection) || orders.state.status !== "open") return;
        answered.add(connection);
        const [, epoch, seq] = /^e(\d+)\.(\d+)$/.exec(connection.lastEventId ?? "") ?? [];
        const isLost = Number(epoch) !== log.epoch || Number(seq) < log.first - 1 || Number(seq) > log.last;
        const from = isLost ? log.first - 1 : Number(seq);
        let text = isLost ? control("gap", { from: null, to: null, reason: "trimmed" }, `e${log.epoch}.${from}`) : anchor(`e${log.epoch}.${from}`);
        for (let at = from + 1; at <= log.last; at++) text += placed(at, at, `e${log.epoch}`);
        await connection.send(isCut ? text.slice(0, random(text.length + 1)) : text);
        if (isCut) random(2) ? connection.fail() : await connection.end().catch(() => {});
      };
      for (let step = 0; step < 60; step++) {
        for (let more = random(5); more > 0; more--) append();
        if (random(12) === 0) log.first = Math.max(log.first, log.last - 2);
        if (step === 30) Object.assign(log, { epoch: 2, first: 1, last: 0, sums: [7] });
        if (random(9) === 0) server.script.push({ status: 503 }, {});
        await clock.advance(random(1500));
        await serve(true);
      }
      server.script.length = 0;
      for (let tries = 0; tries < 100 && orders.cursor !== `e2.${log.last}`; tries++) {
        await clock.advance(1000);
        await serve(false);
      }
      expect([orders.cursor, state], `seed ${seed}`).toEqual([`e2.${log.last}`, log.sums[log.last]]);
      orders.close();
      connections += server.connections.length;
    }
    expect(gaps).toBeGreaterThan(60);
    expect(connections).toBeGreaterThan(600);
  });
});
