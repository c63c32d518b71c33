import { describe, expect, it, vi } from "vitest";
import { v1 } from "../src/index.js";
import { PLATFORM } from "../src/platform.js";
import { anchor, collect, control, placed, settle, shop, world, type ShopEvents } from "./kit.js";

describe("connecting", () => {
  it("happens in the microtask after the first handler, not before", async () => {
    const { server, orders } = world();
    await settle();
    expect(server.connections).toHaveLength(0);
    orders.on("order.placed", () => {});
    expect(server.connections).toHaveLength(0);
    await settle();
    expect(server.connections).toHaveLength(1);
  });

  it("says the release, asks for an event stream, and sends no Last-Event-ID at first", async () => {
    const { server, orders } = world({ headers: { "X-Shop": "1" } });
    orders.on("$gap", () => {});
    await settle();
    const { last } = server;
    expect(String(last.url)).toBe("https://shop.example/streams/orders?release=orders%407-1c2e93ab47d0");
    expect([last.header("accept"), last.lastEventId, last.init.cache, last.header("x-shop")]).toEqual(["text/event-stream", null, "no-store", "1"]);
  });

  it("asks once for many handlers, and goes through connecting to open", async () => {
    const { server, orders, states, clock } = world();
    for (let i = 0; i < 5; i++) orders.on("order.placed", () => {});
    await settle();
    expect(server.connections).toHaveLength(1);
    expect(states).toEqual([{ status: "connecting", attempt: 0 }, { status: "open", since: clock.time }]);
    expect(orders.state).toBe(orders.state);
  });

  it("off and on again in one turn is no change; nobody listening disconnects, and the next listener resumes", async () => {
    const { server, orders } = world();
    const off = orders.on("order.placed", () => {});
    await settle();
    await server.last.send(anchor("e1.4"), placed(5));
    off();
    const offAgain = orders.on("order.placed", () => {});
    await settle();
    expect(server.connections).toHaveLength(1);
    offAgain();
    await settle();
    expect(server.last.isAborted).toBe(true);
    expect(orders.state).toEqual({ status: "connecting", attempt: 0 });
    const told = collect(orders);
    await settle();
    expect(server.connections).toHaveLength(2);
    expect(server.last.lastEventId).toBe("e1.5");
    await server.last.send(anchor("e1.5"), placed(6));
    expect(told).toEqual([6]);
  });

  it("without an origin nothing connects, and it is said", async () => {
    const errors: unknown[] = [];
    const { server, orders } = world({ origin: undefined as unknown as string, onError: (error) => void errors.push(error) });
    orders.on("order.placed", () => {});
    await settle();
    expect(server.connections).toHaveLength(0);
    expect(orders.state).toEqual({ status: "connecting", attempt: 0 });
    expect(errors).toHaveLength(1);
  });

  it("a url of its own keeps its query", async () => {
    const { server, orders } = world({ url: "https://other.example/x?y=1" });
    orders.on("order.placed", () => {});
    await settle();
    expect(String(server.last.url)).toBe("https://other.example/x?y=1&release=orders%407-1c2e93ab47d0");
  });
});

describe("events", () => {
  it("arrive typed, in order, with cursor, time and raw text", async () => {
    const { server, orders } = world();
    const seen: unknown[] = [];
    orders.on("order.placed", (e) => seen.push(e));
    await settle();
    await server.last.send(placed(1));
    expect(seen).toEqual([{
      type: "order.placed", version: 2, data: { id: "o-1", total: 1 }, id: "e1.1", time: 1763700000123, traceparent: undefined,
      raw: '{"v":2,"time":1763700000123,"data":{"id":"o-1","total":1}}',
    }]);
  });

  it("a wire name of its own is mapped, and an unknown enum member becomes its fallback while raw keeps it", async () => {
    const { server, orders } = world();
    const seen: unknown[] = [];
    orders.on("order.paid", (e) => seen.push([e.data.status, e.raw]));
    await settle();
    await server.last.send('event: orderPaid\ndata: {"v":1,"traceparent":"00-ab-cd-01","data":{"id":"a","status":"barter"}}\n\n');
    expect(seen).toEqual([["other", '{"v":1,"traceparent":"00-ab-cd-01","data":{"id":"a","status":"barter"}}']]);
  });

  it("in the bare envelope the data is the payload", async () => {
    const { server, orders } = world({}, { ...shop, envelope: "bare" });
    const told = collect(orders);
    await settle();
    await server.last.send('event: order.placed\ndata: {"id":"a","total":3}\n\n');
    expect(told).toEqual([3]);
  });

  it("names, versions and payloads that this release cannot read are told with their text, and the cursor moves on", async () => {
    const { server, orders } = world();
    const told: unknown[] = [];
    orders.on("$unknown", (u) => told.push([u.reason, u.name, u.version, u.id, u.raw]));
    await settle();
    const cases = [
      ["name", "order.lost", undefined, '{"v":1,"data":{}}'],
      ["name", "constructor", undefined, '{"v":1,"data":{}}'],
      ["version", "order.placed", 3, '{"v":3,"data":{"id":"a","total":1}}'],
      ["version", "order.placed", 1, '{"v":1,"data":{"id":"a","total":1}}'],
      ["invalid", "order.placed", 2, '{"v":2,"data":{"id":"a","total":-1}}'],
      ["invalid", "order.placed", 2, '{"v":2,"data":{"id":"a","total":9007199254740993}}'],
      ["invalid", "order.placed", 2, '{"v":2}'],
      ["invalid", "order.placed", undefined, '{"data":{"id":"a","total":1}}'],
      ["invalid", "order.placed", undefined, '{"v":"2","data":{"id":"a","total":1}}'],
      ["invalid", "order.placed", undefined, "null"],
      ["invalid", "order.placed", undefined, "7"],
      ["invalid", "order.placed", undefined, "{"],
      ["invalid", "order.placed", undefined, ""],
      ["name", "message", undefined, "hello"],
    ] as const;
    for (const [index, [, name, , raw]] of cases.entries()) await server.last.send(`id: e1.${index}\nevent: ${name}\ndata: ${raw}\n\n`);
    expect(told).toEqual(cases.map(([reason, name, version, raw], index) => [reason, name, version, `e1.${index}`, raw]));
    expect(orders.cursor).toBe(`e1.${cases.length - 1}`);
  });

  it("a payload nested too deeply for the guard is invalid, not a crash", async () => {
    const deep = (value: unknown): boolean => (Array.isArray(value) ? value.every(deep) : true);
    const { server, orders } = world({}, { ...shop, envelope: "bare", events: { "order.placed": { version: 2, guard: deep } } });
    const told = collect(orders);
    await settle();
    await server.last.send(`event: order.placed\ndata: ${"[".repeat(100_000)}${"]".repeat(100_000)}\n\n`);
    expect(told).toEqual(["unknown invalid order.placed"]);
  });

  it("drop keeps unknown names and versions back and counts them; invalid ones are told all the same", async () => {
    const { server, orders } = world({ onUnknown: "drop" });
    const told = collect(orders);
    await settle();
    await server.last.send('id: e1.1\nevent: x\ndata: 1\n\nid: e1.2\nevent: order.placed\ndata: {"v":9,"data":1}\n\nid: e1.3\nevent: order.placed\ndata: {"v":2,"data":1}\n\n');
    expect(told).toEqual(["unknown invalid order.placed"]);
    expect([orders.dropped, orders.cursor]).toEqual([2, "e1.3"]);
  });

  it("validate off lets anything of a known version through", async () => {
    const { server, orders } = world({ validate: "off" });
    const told = collect(orders);
    await settle();
    await server.last.send(placed(1, -5));
    expect(told).toEqual([-5]);
  });

  it("validate dev checks, except in production", async () => {
    const before = process.env.NODE_ENV;
    try {
      for (const [environment, expected] of [["production", [-5]], ["development", ["unknown invalid order.placed"]], [undefined, ["unknown invalid order.placed"]]] as const) {
        if (environment === undefined) delete process.env.NODE_ENV;
        else process.env.NODE_ENV = environment;
        const { server, orders } = world({ validate: "dev" });
        const told = collect(orders);
        await settle();
        await server.last.send(placed(1, -5));
        expect(told, String(environment)).toEqual(expected);
      }
    } finally {
      process.env.NODE_ENV = before;
    }
  });

  it("without onError, what a handler throws goes to the console, or to reportError where there is one", async () => {
    const { onError: _, ...rest } = world().all;
    const [logged, reported] = [vi.spyOn(console, "error").mockImplementation(() => {}), vi.fn()];
    for (const place of [logged, reported]) {
      if (place === reported) vi.stubGlobal("reportError", reported);
      const { server, clock } = world();
      const orders = v1.client<ShopEvents>(shop)({ ...rest, platform: { fetch: server.fetch, now: () => clock.time, after: clock.after } });
      orders.on("order.placed", () => { throw new Error("mine"); });
      await settle();
      await server.last.send(placed(1));
      orders.close();
    }
    vi.unstubAllGlobals();
    expect([logged.mock.calls, reported.mock.calls].map(String)).toEqual(["Error: mine", "Error: mine"]);
    logged.mockRestore();
  });

  it("an event over the limit is told as invalid with its beginning, and the stream goes on", async () => {
    const { server, orders } = world({ limit: 100 });
    const told: unknown[] = [];
    orders.on("$unknown", (u) => told.push([u.reason, u.id, u.raw.length]));
    orders.on("order.placed", (e) => told.push(e.data.total));
    await settle();
    await server.last.send(`id: e1.1\nevent: order.placed\ndata: {"v":2,"data":{"id":"${"x".repeat(20_000)}","total":1}}\n\n`, placed(2));
    expect(told).toEqual([["invalid", "e1.1", 100], 2]);
  });

  it("a handler that throws or rejects is reported, and stops neither the others nor the stream", async () => {
    const { server, orders, errors } = world();
    orders.on("order.placed", () => { throw new Error("one"); });
    orders.on("order.placed", (async () => { throw new Error("two"); }) as () => void);
    const told = collect(orders);
    await settle();
    await server.last.send(placed(1), placed(2));
    expect(told).toEqual([1, 2]);
    expect(errors.map(String)).toEqual(["Error: one", "Error: two", "Error: one", "Error: two"]);
  });

  it("off takes effect at once, also inside a handler; a handler added meanwhile waits for the next event", async () => {
    const { server, orders } = world();
    const told: string[] = [];
    orders.on("order.placed", (e) => {
      told.push(`first ${e.data.total}`);
      offSecond();
      if (e.data.total === 1) orders.on("order.placed", (later) => told.push(`third ${later.data.total}`));
    });
    const offSecond = orders.on("order.placed", () => told.push("second"));
    await settle();
    await server.last.send(placed(1), placed(2));
    expect(told).toEqual(["first 1", "first 2", "third 2"]);
  });
});

describe("cursors", () => {
  it("an event replayed after a reconnect is dispatched once, whatever the number of digits", async () => {
    const { server, clock, orders } = world();
    const told = collect(orders);
    await settle();
    await server.last.send(anchor("e1.8"), placed(9), placed(10));
    await server.last.end();
    await clock.advance(4_000);
    expect(server.last.lastEventId).toBe("e1.10");
    await server.last.send(anchor("e1.8"), placed(9), placed(10), placed(11));
    expect(told).toEqual([9, 10, 11]);
  });

  it("seqs are compared as 64-bit integers", async () => {
    const { server, orders } = world();
    const told = collect(orders);
    await settle();
    const at = (seq: string): string => placed(1).replace("e1.1", `e1.${seq}`);
    await server.last.send(at("18446744073709551614"), at("18446744073709551615"), at("18446744073709551614"));
    expect(told).toEqual([1, 1]);
  });

  it("ids of a foreign server may repeat", async () => {
    const { server, orders } = world();
    const told = collect(orders);
    await settle();
    const at = (id: string): string => placed(1).replace("e1.1", id);
    await server.last.send(at("1763700000123"), at("1763700000123"), at("s~1"), at("s~1"), at("é"), placed(1).replace(/^id.*\n/, ""));
    expect(told).toHaveLength(6);
  });

  it("the header carries the bytes of an id's UTF-8, and nothing after the id was reset", async () => {
    const { server, clock, orders } = world();
    collect(orders);
    await settle();
    await server.last.send("id: é€\ndata: x\n\n");
    await server.last.end();
    await clock.advance(4_000);
    expect(Buffer.from(server.last.lastEventId ?? "", "latin1").toString("utf8")).toBe("é€");
    await server.last.send("id\ndata: x\n\n");
    await server.last.end();
    await clock.advance(4_000);
    expect(server.last.lastEventId).toBe(null);
  });

  it("an event that was cut in the middle is not delivered, and its id is not taken", async () => {
    const { server, clock, orders } = world();
    const told = collect(orders);
    await settle();
    await server.last.send(placed(1), placed(2).slice(0, -1));
    server.last.fail();
    await clock.advance(4_000);
    expect(told).toEqual([1]);
    expect(server.last.lastEventId).toBe("e1.1");
  });

  it("an anchor gives a client on a quiet stream its cursor", async () => {
    const { server, clock, orders } = world();
    collect(orders);
    await settle();
    await server.last.send(anchor("e1.7"));
    expect(orders.cursor).toBe("e1.7");
    await server.last.end();
    await clock.advance(4_000);
    expect(server.last.lastEventId).toBe("e1.7");
  });

  it("a cursor given at the start is resumed after, and what lies behind it is not dispatched", async () => {
    const { server, orders } = world({ cursor: "e1.3" });
    const told = collect(orders);
    await settle();
    expect(server.last.lastEventId).toBe("e1.3");
    await server.last.send(placed(3), placed(4));
    expect(told).toEqual([4]);
  });
});

describe("gaps", () => {
  it("are told, and the stream goes on after them", async () => {
    const { server, orders } = world({ cursor: "e1.3" });
    const told = collect(orders);
    await settle();
    await server.last.send(control("gap", { from: "e1.3", to: "e1.90", reason: "trimmed" }, "e1.90"), placed(91));
    expect(told).toEqual(["gap trimmed e1.3 e1.90", 91]);
    expect(orders.cursor).toBe("e1.91");
  });

  it("a log that was restored goes on behind, in the same epoch", async () => {
    const { server, orders } = world({ cursor: "e1.500" });
    const told = collect(orders);
    await settle();
    await server.last.send(control("gap", { from: null, to: "e1.0", reason: "epoch" }, "e1.0"), placed(1), placed(2), placed(2));
    expect(told).toEqual(["gap epoch null e1.0", 1, 2]);
  });

  it("one without an id, before a snapshot, keeps the cursor: a cut between the two loses neither", async () => {
    const { server, clock, orders } = world({ cursor: "e1.500" });
    const told = collect(orders);
    await settle();
    await server.last.send(control("gap", { from: null, to: null, reason: "epoch" }));
    expect(orders.cursor).toBe("e1.500");
    await server.last.end();
    await clock.advance(4_000);
    expect(server.last.lastEventId).toBe("e1.500");
    await server.last.send(control("gap", { from: null, to: null, reason: "epoch" }), placed(20), placed(21));
    expect(told).toEqual(["gap epoch null null", "gap epoch null null", 20, 21]);
  });

  it("a malformed one is a gap all the same", async () => {
    const { server, orders } = world();
    const told = collect(orders);
    await settle();
    await server.last.send("event: tidings.gap\ndata: nonsense\n\n", "event: tidings.gap\ndata: null\n\n");
    expect(told).toEqual(["gap ended null null", "gap ended null null"]);
  });
});

describe("control events", () => {
  it("a notice is told", async () => {
    const { server, orders } = world();
    const told: unknown[] = [];
    orders.on("$notice", ({ sunset, replacement }) => told.push([sunset, replacement]));
    await settle();
    await server.last.send(anchor("e1.1"), control("notice", { sunset: "2027-01-01", replacement: "orders@8-0a0a0a0a0a0a" }, "e1.1"));
    expect(told).toEqual([["2027-01-01", "orders@8-0a0a0a0a0a0a"]]);
  });

  it("a retired release ends for good, with a readable sentence", async () => {
    const { server, clock, orders } = world();
    collect(orders);
    await settle();
    await server.last.send(placed(3), control("bye", { reason: "retired", newest: "orders@9-0b0b0b0b0b0b" }, "e1.3~end"));
    await clock.advance(600_000);
    expect(orders.state).toEqual({
      status: "closed", cause: "release-retired", release: shop.release, newest: "orders@9-0b0b0b0b0b0b",
      message: "orders@7-1c2e93ab47d0 is retired: reload or rebuild this page",
    });
    expect([server.connections.length, orders.cursor, clock.pending]).toEqual([1, "e1.3", 0]);
  });

  it("a drain is left at once and its retry waited for; events after it belong to nobody", async () => {
    const { server, clock, orders } = world();
    const told = collect(orders);
    await settle();
    await server.last.send(placed(1), control("bye", { reason: "drain", retry: 7000 }), placed(2));
    expect(orders.state).toEqual({ status: "waiting", retryAt: clock.time + 8000, cause: "drain", attempt: 1 });
    expect(server.last.isAborted).toBe(true);
    await clock.advance(7999);
    expect(server.connections).toHaveLength(1);
    await clock.advance(1);
    expect(server.last.lastEventId).toBe("e1.1");
    expect(told).toEqual([1]);
  });

  it("an unknown release waits at least 30 s", async () => {
    const { server, clock, orders } = world();
    collect(orders);
    await settle();
    await server.last.send(control("bye", { reason: "unknown", retry: 10 }));
    await clock.advance(29_999);
    expect(server.connections).toHaveLength(1);
    await clock.advance(10_000);
    expect(server.connections).toHaveLength(2);
  });

  it("after expiry the token is asked for anew", async () => {
    const reasons: string[] = [];
    const { server, clock, orders } = world({ token: ({ reason }) => (reasons.push(reason), "t") });
    collect(orders);
    await settle();
    await server.last.send(control("bye", { reason: "expired" }));
    await clock.advance(4_000);
    expect(reasons).toEqual(["connect", "unauthorized"]);
  });

  it("those of later servers are no events, yet their cursor counts", async () => {
    const { server, orders } = world();
    const told = collect(orders);
    await settle();
    await server.last.send(control("weather", { sun: true }, "e1.5"), placed(5), placed(6));
    expect(told).toEqual([6]);
  });

  it("hostile waits do not fire at once", async () => {
    const { server, clock, orders } = world();
    collect(orders);
    await settle();
    await server.last.send(control("bye", { reason: "drain", retry: 1e300 }));
    expect(orders.state).toMatchObject({ status: "waiting" });
    await clock.advance(3_600_000);
    expect(server.connections).toHaveLength(1);
    // Real timers fire at once beyond 2^31 - 1 ms.
    vi.useFakeTimers();
    const run = vi.fn();
    const cancel = PLATFORM.after(1e300, run);
    vi.advanceTimersByTime(3_600_000);
    expect(run).not.toHaveBeenCalled();
    cancel();
    vi.useRealTimers();
  });
});
