import { describe, expect, it } from "vitest";
import { anchor, collect, placed, settle, shop, world } from "./kit.js";

const MIB = 2 ** 20;

describe("what a server may do", () => {
  it("an endless line costs bounded memory, is told cut, and the stream goes on", async () => {
    const { server, orders } = world({ limit: 1000 });
    const told: [string, number][] = [];
    orders.on("$unknown", (u) => told.push([u.reason, u.raw.length]));
    orders.on("order.placed", (e) => told.push([e.type, e.data.total]));
    await settle();
    await server.last.send("event: order.placed\ndata: ");
    const before = process.memoryUsage().heapUsed;
    for (let at = 0; at < 64; at++) await server.last.send("x".repeat(MIB));
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(48 * MIB);
    await server.last.send("\n\n", placed(1));
    expect(told).toEqual([["invalid", 1000], ["order.placed", 1]]);
  });

  it("a million lines of one event, and a million ids, cost bounded memory too", async () => {
    const { server, orders } = world({ limit: 1000 });
    const told: unknown[] = [];
    orders.on("$unknown", (u) => told.push(u.raw.length));
    await settle();
    const lines = "data: xxxxxxxxxxxxxxxx\n".repeat(50_000);
    for (let at = 0; at < 20; at++) await server.last.send(lines);
    await server.last.send("\n", `id: ${"9".repeat(100_000)}\n`.repeat(50), "\n");
    expect(told).toEqual([1000]);
    // An id that could not be sent back is none.
    expect(orders.cursor).toBeUndefined();
  });

  it("bytes that are no UTF-8, and no text at all, harm nothing", async () => {
    const { server, orders, errors } = world();
    const told = collect(orders);
    await settle();
    let seed = 1;
    for (let at = 0; at < 200; at++) {
      const bytes = Uint8Array.from({ length: 500 }, () => (seed = (seed * 1103515245 + 12345) >>> 0) >>> 24);
      await server.last.bytes(bytes);
    }
    await server.last.send("\n\n", placed(7));
    expect([told.at(-1), orders.state.status, errors]).toEqual([7, "open", []]);
  });

  it("a foreign server whose ids repeat and that has no heartbeat: every event is told, and silence is no fault", async () => {
    const { server, clock, orders } = world({}, { ...shop, heartbeat: 0 });
    const told = collect(orders);
    await settle();
    for (let at = 1; at <= 5; at++) await server.last.send(placed(at).replace(/^id: .*/, "id: 1763700000123"));
    await clock.advance(3_600_000);
    expect([told, server.connections.length]).toEqual([[1, 2, 3, 4, 5], 1]);
  });
});

describe("what an application may do", () => {
  it("handlers that throw or reject, listeners and callbacks that throw: each is reported, and nobody else is harmed", async () => {
    const { server, clock, orders, errors } = world({ token: () => "t" });
    const seen: unknown[] = [];
    orders.onState(() => { throw new Error("listener"); });
    orders.on("order.placed", () => { throw new Error("handler"); });
    orders.on("order.placed", async () => { await undefined; throw new Error("async"); });
    orders.on("order.placed", (e) => seen.push(e.data.total));
    await settle();
    await server.last.send(anchor("e1.0"), placed(1), placed(2));
    server.last.fail();
    await clock.advance(5000);
    await server.last.send(anchor("e1.2"), placed(3));
    expect(seen).toEqual([1, 2, 3]);
    const count = (text: string): number => errors.filter((error) => String(error).includes(text)).length;
    expect([count("handler"), count("async"), count("listener") > 3]).toEqual([3, 3, true]);
  });
});
