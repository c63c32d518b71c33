import { describe, expect, it } from "vitest";
import { anchor, collect, placed, settle, world, type Server } from "./kit.js";

/** A world whose tokens live so long, in milliseconds, and what was asked for. */
const expiring = (life: number, give: (count: number) => unknown = () => undefined) => {
  const asked: string[] = [];
  const made = world({
    token: ({ reason }) => {
      asked.push(reason);
      const other = give(asked.length);
      return (other ?? { token: `t${asked.length}`, expiresAt: made.clock.time + life }) as string;
    },
  });
  return { ...made, asked };
};

/** Time passes, with heartbeats, so that nothing is taken for silent. */
const pass = async ({ clock, server }: ReturnType<typeof world>, milliseconds: number): Promise<void> => {
  for (let left = milliseconds; left > 0; left -= 10_000) {
    await clock.advance(Math.min(left, 10_000));
    for (const connection of server.connections) if (!connection.isAborted) await connection.send(":\n").catch(() => {});
  }
};

describe("a token that says when it ends", () => {
  it("is replaced within the last fifth: the new connection first, then the old one is let go", async () => {
    const made = expiring(100_000);
    const { server, orders, states, asked } = made;
    const told = collect(orders);
    await settle();
    const old = server.last;
    await old.send(anchor("e1.0"), placed(1));
    await pass(made, 89_000);
    expect(asked).toEqual(["connect"]);
    await pass(made, 2000);
    expect(asked).toEqual(["connect", "unauthorized"]);
    expect(server.connections).toHaveLength(2);
    expect([server.last.header("authorization"), server.last.lastEventId, old.isAborted]).toEqual(["Bearer t2", "e1.1", true]);
    await server.last.send(anchor("e1.1"), placed(2));
    expect(told).toEqual([1, 2]);
    // No flicker: it was open all the time.
    expect(states.map(({ status }) => status)).toEqual(["connecting", "open", "open"]);
  });

  it("what the old connection still tells until then is told once", async () => {
    const made = expiring(100_000);
    const { server, orders } = made;
    const told = collect(orders);
    await settle();
    const old = server.last;
    await old.send(anchor("e1.0"), placed(1));
    server.script.push("hang");
    await pass(made, 91_000);
    // The new one hangs; the old one goes on.
    expect(server.connections).toHaveLength(2);
    await old.send(placed(2), placed(3));
    expect([told, old.isAborted]).toEqual([[1, 2, 3], false]);
    // In the end the old one is cut, and all goes its ordinary way.
    old.fail();
    await pass(made, 5000);
    expect(server.last.lastEventId).toBe("e1.3");
    expect(server.connections[1]?.isAborted).toBe(true);
    await server.last.send(anchor("e1.3"), placed(3), placed(4));
    expect(told).toEqual([1, 2, 3, 4]);
  });

  it.each([
    ["is refused", (server: Server): void => void server.script.push({ status: 401 })],
    ["cannot be reached", (server: Server): void => void server.script.push("refuse")],
    ["is sent to a page", (server: Server): void => void server.script.push({ type: "text/html" })],
  ] as const)("the old connection is served on where the new one %s", async (_, plan) => {
    const made = expiring(100_000);
    const told = collect(made.orders);
    await settle();
    const old = made.server.last;
    await old.send(anchor("e1.0"));
    plan(made.server);
    await pass(made, 95_000);
    expect(made.server.connections).toHaveLength(2);
    await old.send(placed(1));
    expect([told, old.isAborted, made.orders.state.status]).toEqual([[1], false, "open"]);
  });

  it.each([
    ["rejects", () => Promise.reject(new Error("no")), 1],
    ["never returns", () => new Promise(() => {}), 0],
    ["throws", () => { throw new Error("no"); }, 1],
  ] as const)("the old connection is served on where the callback %s", async (_, second, reports) => {
    const made = expiring(100_000, (count) => (count === 2 ? second() : undefined));
    const told = collect(made.orders);
    await settle();
    await made.server.last.send(anchor("e1.0"));
    await pass(made, 100_000);
    await made.server.last.send(placed(1));
    expect([told, made.orders.state.status, made.errors.length, made.server.connections.length]).toEqual([[1], "open", reports, 1]);
  });

  it("a consumer that is busy holds the move up, and gets nothing twice or out of order", async () => {
    const made = expiring(100_000);
    const told: number[] = [];
    let go = (): void => {};
    void (async () => {
      for await (const e of made.orders) {
        if (e.type === "order.placed") told.push(e.data.total);
        if (told.length === 2) await new Promise<void>((resolve) => (go = resolve));
      }
    })();
    await settle();
    const old = made.server.last;
    await old.send(anchor("e1.0"), placed(1), placed(2), placed(3));
    await pass(made, 91_000);
    expect([told, made.server.connections.length]).toEqual([[1, 2], 2]);
    await made.server.last.send(anchor("e1.1"), placed(2), placed(3), placed(4));
    expect(told).toEqual([1, 2]);
    go();
    await settle();
    expect(told).toEqual([1, 2, 3, 4]);
  });

  it("one that is over, or nearly so, plans nothing, and neither does one without an end", async () => {
    for (const life of [-5000, 0, 4000]) {
      const made = expiring(life);
      collect(made.orders);
      await settle();
      await pass(made, 60_000);
      expect(made.asked).toEqual(["connect"]);
    }
  });

  it("closing gives up what is planned and what is under way", async () => {
    const made = expiring(100_000);
    collect(made.orders);
    await settle();
    made.server.script.push("hang");
    await pass(made, 91_000);
    expect(made.server.connections).toHaveLength(2);
    made.orders.close();
    await settle();
    expect([made.server.connections.every(({ isAborted }) => isAborted), made.clock.pending]).toEqual([true, 0]);
  });
});
