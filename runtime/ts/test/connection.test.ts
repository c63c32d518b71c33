import { afterEach, describe, expect, it, vi } from "vitest";
import { anchor, collect, control, placed, settle, shop, world, type Answer } from "./kit.js";

const closed = (orders: { readonly state: unknown }): unknown => orders.state;

describe("answers", () => {
  const final: readonly (readonly [answer: Answer, state: unknown])[] = [
    [{ status: 204 }, { status: "closed", cause: "status", code: 204 }],
    [{ status: 403 }, { status: "closed", cause: "status", code: 403 }],
    [{ status: 404 }, { status: "closed", cause: "status", code: 404 }],
    [{ status: 400 }, { status: "closed", cause: "status", code: 400 }],
    [{ status: 201 }, { status: "closed", cause: "status", code: 201 }],
    [{ status: 401 }, { status: "closed", cause: "status", code: 401 }],
    [{ type: "text/html; charset=utf-8" }, { status: "closed", cause: "content-type", contentType: "text/html; charset=utf-8" }],
    [{ type: "text/event-streams" }, { status: "closed", cause: "content-type", contentType: "text/event-streams" }],
    [{ type: "application/json" }, { status: "closed", cause: "content-type", contentType: "application/json" }],
  ];
  for (const [answer, state] of final) {
    it(`${JSON.stringify(answer)} is final, and its body is no stream`, async () => {
      const { server, clock, orders } = world();
      server.script.push(answer);
      const told = collect(orders);
      await settle();
      expect(closed(orders)).toEqual(state);
      expect(server.last.isAborted).toBe(true);
      await clock.advance(600_000);
      expect([server.connections.length, told.length, clock.pending]).toEqual([1, 0, 0]);
    });
  }

  for (const type of ["text/event-stream", "text/event-stream;charset=utf-8", "Text/Event-Stream ; x=y"]) {
    it(`${type} opens`, async () => {
      const { server, orders } = world();
      server.script.push({ type });
      collect(orders);
      await settle();
      expect(orders.state.status).toBe("open");
    });
  }

  for (const answer of [{ status: 500 }, { status: 503 }, { status: 408 }, { status: 429 }, "refuse"] as const) {
    it(`${JSON.stringify(answer)} is tried again until the stream is there`, async () => {
      const { server, clock, orders, states } = world();
      server.script.push(answer, answer);
      const told = collect(orders);
      await settle();
      await clock.advance(20_000);
      await server.last.send(placed(1));
      expect(told).toEqual([1]);
      expect(states.map(({ status }) => status)).toEqual(["connecting", "waiting", "connecting", "waiting", "connecting", "open"]);
      expect(states[1]).toEqual({ status: "waiting", retryAt: 1_001_000, cause: answer === "refuse" ? "network" : "status", attempt: 1 });
    });
  }

  it("Retry-After is a floor, in seconds or as a date", async () => {
    const { server, clock, orders, states } = world();
    server.script.push({ status: 503, headers: { "retry-after": "20" } }, { status: 429, headers: { "retry-after": new Date(1_100_000).toUTCString() } }, { status: 503, headers: { "retry-after": "soon" } });
    collect(orders);
    await clock.advance(200_000);
    const waits = states.flatMap((state) => (state.status === "waiting" ? [state.retryAt] : []));
    expect(waits.slice(0, 3)).toEqual([1_000_000 + 20_000 + 1000, 1_100_000 + 2000, 1_102_000 + 4000]);
  });
});

describe("backoff", () => {
  it("grows with jitter up to its cap while the server answers 503", async () => {
    const { server, clock, orders, states } = world();
    for (let i = 0; i < 7; i++) server.script.push({ status: 503 });
    collect(orders);
    await clock.advance(200_000);
    let since = 1_000_000;
    const waits = states.flatMap((state) => {
      if (state.status !== "waiting") return [];
      const wait = state.retryAt - since;
      since = state.retryAt;
      return [wait];
    });
    expect(waits.slice(0, 7)).toEqual([1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
  });

  it("retry: is a floor under it, and stays over reconnects", async () => {
    const { server, clock, orders } = world();
    collect(orders);
    await settle();
    await server.last.send("retry: 5500\n\n");
    await server.last.end();
    expect(orders.state).toMatchObject({ status: "waiting", retryAt: clock.time + 6500, cause: "ended" });
    await clock.advance(6500);
    await server.last.end();
    expect(orders.state).toMatchObject({ retryAt: clock.time + 5500 + 2000 });
  });

  it("starts anew only after a connection that lived, not at its first event", async () => {
    const { server, clock, orders } = world();
    collect(orders);
    await settle();
    for (const wait of [1000, 2000, 4000]) {
      await server.last.send(placed(wait));
      await server.last.end();
      expect(orders.state).toMatchObject({ retryAt: clock.time + wait });
      await clock.advance(wait);
    }
    await clock.advance(5000);
    await server.last.end();
    expect(orders.state).toMatchObject({ retryAt: clock.time + 1000, attempt: 1 });
  });

  it("a server that takes every connection and drops it is asked at most six times in 16 s", async () => {
    const { server, clock, orders } = world();
    collect(orders);
    for (let second = 0; second < 160; second++) {
      await settle();
      const { last } = server;
      if (!last.isAborted && orders.state.status === "open") await last.end();
      await clock.advance(100);
    }
    expect(server.connections.length).toBeLessThanOrEqual(6);
  });
});

describe("silence", () => {
  it("of two heartbeats and a half ends the connection, and the next one resumes", async () => {
    const { server, clock, orders, states } = world();
    const told = collect(orders);
    await settle();
    await server.last.send(placed(1));
    await clock.advance(24_999);
    expect(orders.state.status).toBe("open");
    await clock.advance(1);
    expect(server.connections[0]?.isAborted).toBe(true);
    expect(states.at(-1)).toMatchObject({ status: "waiting", cause: "stalled" });
    await clock.advance(1000);
    expect(server.last.lastEventId).toBe("e1.1");
    await server.last.send(placed(1), placed(2));
    expect(told).toEqual([1, 2]);
  });

  it("is ended by any byte, such as a heartbeat's", async () => {
    const { server, clock, orders } = world();
    collect(orders);
    await settle();
    for (let beat = 0; beat < 10; beat++) {
      await clock.advance(20_000);
      await server.last.send(":\n");
    }
    expect(server.connections).toHaveLength(1);
  });

  it("is nobody's business where no heartbeat is declared", async () => {
    const { heartbeat: _, ...quiet } = shop;
    const { server, clock, orders } = world({}, quiet);
    collect(orders);
    await clock.advance(3_600_000);
    expect([server.connections.length, orders.state.status, clock.pending]).toEqual([1, "open", 0]);
  });

  it("before the answer counts too", async () => {
    const { server, clock, orders } = world();
    server.script.push("hang");
    collect(orders);
    await clock.advance(30_000);
    expect(server.connections.map(({ isAborted }) => isAborted)).toEqual([true, false]);
  });
});

describe("tokens", () => {
  it("are asked for at every connect, with the reason, and sent", async () => {
    const reasons: string[] = [];
    const { server, clock, orders } = world({ token: async ({ reason }) => `t${reasons.push(reason)}` });
    collect(orders);
    await settle();
    expect(server.last.header("authorization")).toBe("Bearer t1");
    await server.last.end();
    await clock.advance(1000);
    expect(server.last.header("authorization")).toBe("Bearer t2");
    expect(reasons).toEqual(["connect", "reconnect"]);
  });

  it("after 401 a fresh one is asked for at once, and once", async () => {
    const reasons: string[] = [];
    const { server, clock, orders } = world({ token: ({ reason }) => (reasons.push(reason), reason) });
    server.script.push({ status: 401 });
    const told = collect(orders);
    await settle();
    expect(orders.state.status).toBe("open");
    await server.last.send(placed(1));
    expect([told, reasons, clock.time]).toEqual([[1], ["connect", "unauthorized"], 1_000_000]);
    server.script.push({ status: 401 }, { status: 401 });
    await server.last.end();
    await clock.advance(60_000);
    expect(orders.state).toEqual({ status: "closed", cause: "status", code: 401 });
    expect(reasons).toEqual(["connect", "unauthorized", "reconnect", "unauthorized"]);
  });

  it("a 503 between two 401s gives no third chance", async () => {
    const { server, clock, orders } = world({ token: () => "t" });
    server.script.push({ status: 401 }, { status: 503 }, { status: 401 }, { status: 401 }, { status: 401 });
    collect(orders);
    await clock.advance(60_000);
    expect(orders.state).toEqual({ status: "closed", cause: "status", code: 401 });
    expect(server.connections).toHaveLength(3);
  });

  it("a callback that rejects is reported and asked again later", async () => {
    let calls = 0;
    const { server, clock, orders, errors } = world({ token: () => (++calls < 3 ? Promise.reject(new Error("offline")) : Promise.resolve("t")) });
    collect(orders);
    await settle();
    expect(orders.state).toMatchObject({ status: "waiting", cause: "token" });
    await clock.advance(10_000);
    expect([server.connections.length, errors.map(String)]).toEqual([1, ["Error: offline", "Error: offline"]]);
  });

  it("a callback that never returns is given up, and its late answer sends nothing", async () => {
    let calls = 0;
    let late = (_: string): void => {};
    const { server, clock, orders } = world({ token: () => (++calls === 1 ? new Promise<string>((resolve) => (late = resolve)) : "t") });
    collect(orders);
    await clock.advance(29_999);
    expect(orders.state.status).toBe("connecting");
    await clock.advance(1);
    expect(orders.state).toMatchObject({ status: "waiting", cause: "stalled" });
    await clock.advance(1000);
    late("late");
    await settle();
    expect(server.connections.map((connection) => connection.header("authorization"))).toEqual(["Bearer t"]);
  });
});

describe("ending", () => {
  it("close ends for good: no event, no timer, no request after it", async () => {
    const { server, clock, orders } = world();
    const told = collect(orders);
    orders.on("order.placed", () => orders.close());
    await settle();
    await server.last.send(placed(1) + placed(2));
    expect(orders.state).toEqual({ status: "closed", cause: "closed" });
    orders.close();
    orders.on("order.placed", () => {});
    await clock.advance(600_000);
    expect([told, server.connections.length, server.last.isAborted, clock.pending]).toEqual([[1], 1, true, 0]);
  });

  it("close while waiting and before connecting", async () => {
    const { server, clock, orders } = world();
    server.script.push({ status: 503 });
    collect(orders);
    await settle();
    orders.close();
    await clock.advance(600_000);
    expect([server.connections.length, clock.pending]).toEqual([1, 0]);
    const other = world();
    collect(other.orders);
    other.orders.close();
    await settle();
    expect(other.server.connections).toHaveLength(0);
  });

  it("a signal closes, also one that was aborted before", async () => {
    const controller = new AbortController();
    const { server, orders } = world({ signal: controller.signal });
    collect(orders);
    await settle();
    controller.abort();
    await settle();
    expect([orders.state, server.last.isAborted]).toEqual([{ status: "closed", cause: "aborted" }, true]);
    const other = world({ signal: controller.signal });
    collect(other.orders);
    await settle();
    expect([other.server.connections.length, other.orders.state.status]).toEqual([0, "closed"]);
  });

  it("a closed client leaves nothing behind on its signal", async () => {
    const { signal } = new AbortController();
    const [added, removed] = [vi.spyOn(signal, "addEventListener"), vi.spyOn(signal, "removeEventListener")];
    world({ signal }).orders.close();
    expect(removed.mock.calls.map(([, listener]) => listener)).toEqual(added.mock.calls.map(([, listener]) => listener));
    expect(added).toHaveBeenCalledOnce();
  });

  it("a state listener that throws is reported; off takes it off; closing from inside one holds", async () => {
    const { server, orders, errors, clock } = world();
    const seen: string[] = [];
    orders.onState(() => { throw new Error("listener"); });
    const off = orders.onState(({ status }) => seen.push(status));
    orders.onState((state) => { if (state.status === "waiting") orders.close(); });
    collect(orders);
    await settle();
    off();
    await server.last.end();
    await clock.advance(600_000);
    expect([seen, orders.state.status, server.connections.length]).toEqual([["connecting", "open"], "closed", 1]);
    expect(new Set(errors.map(String))).toEqual(new Set(["Error: listener"]));
  });
});

describe("waking", () => {
  afterEach(() => vi.unstubAllGlobals());

  /** A page that only has events. */
  const page = (): { readonly fire: (type: string, more?: object) => Promise<void>; readonly listeners: () => number } => {
    const listeners = new Map<string, Set<(event: object) => void>>();
    vi.stubGlobal("addEventListener", (type: string, listener: (event: object) => void, { signal }: { readonly signal: AbortSignal }) => {
      const all = listeners.get(type) ?? new Set();
      listeners.set(type, all.add(listener));
      signal.addEventListener("abort", () => all.delete(listener));
    });
    return {
      fire: async (type, more = {}) => {
        for (const listener of [...(listeners.get(type) ?? [])]) listener({ type, ...more });
        await settle();
      },
      listeners: () => [...listeners.values()].reduce((sum, { size }) => sum + size, 0),
    };
  };

  for (const type of ["online", "visibilitychange", "pageshow"]) {
    it(`${type} ends a wait`, async () => {
      const { fire } = page();
      const { server, orders } = world();
      server.script.push("refuse");
      collect(orders);
      await settle();
      expect(orders.state.status).toBe("waiting");
      await fire(type);
      expect([server.connections.length, orders.state.status]).toEqual([2, "open"]);
    });
  }

  it("a hidden page is left alone", async () => {
    const { fire } = page();
    vi.stubGlobal("document", { hidden: true });
    const { server, orders } = world();
    server.script.push("refuse");
    collect(orders);
    await settle();
    await fire("visibilitychange");
    expect([server.connections.length, orders.state.status]).toEqual([1, "waiting"]);
  });

  it("what the server asked for is waited for all the same", async () => {
    const { fire } = page();
    const { server, clock, orders } = world();
    server.script.push({ status: 503, headers: { "retry-after": "20" } });
    collect(orders);
    await settle();
    await fire("online");
    expect(server.connections).toHaveLength(1);
    await clock.advance(20_000);
    await fire("online");
    expect(server.connections).toHaveLength(2);
  });

  it("after sleep a silent stream is replaced without delay, a live one stays", async () => {
    const { fire } = page();
    const { server, clock, orders } = world();
    collect(orders);
    await settle();
    await server.last.send(placed(1));
    clock.time += 20_000;
    await fire("visibilitychange");
    expect(server.connections).toHaveLength(1);
    clock.time += 3_600_000;
    await fire("visibilitychange");
    await clock.advance(0);
    expect(server.connections).toHaveLength(2);
    expect(server.last.lastEventId).toBe("e1.1");
  });

  it("a page from the back-forward cache mistrusts its stream", async () => {
    const { fire } = page();
    const { server, clock, orders } = world();
    collect(orders);
    await settle();
    await fire("pageshow", { persisted: false });
    expect(server.connections).toHaveLength(1);
    await fire("pageshow", { persisted: true });
    await clock.advance(0);
    expect(server.connections).toHaveLength(2);
    expect(orders.state.status).toBe("open");
  });

  it("listens while connected only", async () => {
    const { listeners } = page();
    const { orders } = world();
    const off = orders.on("order.placed", () => {});
    await settle();
    expect(listeners()).toBe(3);
    off();
    await settle();
    expect(listeners()).toBe(0);
    orders.on("order.placed", () => {});
    await settle();
    orders.close();
    expect(listeners()).toBe(0);
  });
});

describe("iteration", () => {
  it("yields events, gaps and unknowns in order, and notices to handlers only", async () => {
    const { server, orders } = world();
    const told: string[] = [];
    const loop = (async () => {
      for await (const e of orders) {
        told.push(e.type);
        if (e.type === "$unknown") break;
      }
    })();
    await settle();
    await server.last.send(placed(1), control("notice", {}), control("gap", { reason: "trimmed" }, "e1.5"), "event: x\ndata: 1\n\n");
    await loop;
    expect(told).toEqual(["order.placed", "$gap", "$unknown"]);
  });

  it("the cursor is committed at the next next(), and an id-only frame never overtakes", async () => {
    const { server, orders } = world();
    const iterator = orders[Symbol.asyncIterator]();
    const first = iterator.next();
    await settle();
    await server.last.send(placed(1), anchor("e1.5"), placed(6));
    expect((await first).value).toMatchObject({ id: "e1.1" });
    expect(orders.cursor).toBe(undefined);
    const second = await iterator.next();
    expect(second.value).toMatchObject({ id: "e1.6" });
    expect(orders.cursor).toBe("e1.5");
    void iterator.next();
    await settle();
    expect(orders.cursor).toBe("e1.6");
  });

  it("a consumer that is behind holds the stream up, without being taken for silence and without loss", async () => {
    const { server, clock, orders } = world();
    const iterator = orders[Symbol.asyncIterator]();
    const first = iterator.next();
    await settle();
    await server.last.send(placed(1), placed(2));
    await first;
    await clock.advance(3_600_000);
    expect([server.connections.length, orders.state.status]).toEqual([1, "open"]);
    expect((await iterator.next()).value).toMatchObject({ id: "e1.2" });
  });

  it("who breaks off and comes again goes on after what was handed out, over one more connection", async () => {
    const { server, orders } = world();
    const take = async (count: number): Promise<unknown[]> => {
      const taken: unknown[] = [];
      for await (const e of orders) {
        taken.push(e.id);
        if (taken.length === count) break;
      }
      return taken;
    };
    const first = take(2);
    await settle();
    await server.last.send(placed(1), placed(2), placed(3), placed(4));
    expect(await first).toEqual(["e1.1", "e1.2"]);
    await settle();
    expect(server.last.isAborted).toBe(true);
    const second = take(2);
    await settle();
    expect(server.last.lastEventId).toBe("e1.2");
    await server.last.send(placed(3), placed(4));
    expect(await second).toEqual(["e1.3", "e1.4"]);
  });

  it("several loops and handlers each get everything once", async () => {
    const { server, orders } = world();
    const told = [collect(orders), [] as unknown[], [] as unknown[]] as const;
    for (const list of told.slice(1)) void (async () => { for await (const e of orders) list.push(e.type === "order.placed" ? e.data.total : e.type); })();
    await settle();
    await server.last.send(...[1, 2, 3, 4, 5].map((seq) => placed(seq)));
    expect(told).toEqual([[1, 2, 3, 4, 5], [1, 2, 3, 4, 5], [1, 2, 3, 4, 5]]);
  });

  it("ends when the client is closed, also a next() under way and an iterator made later", async () => {
    const { orders } = world();
    const iterator = orders[Symbol.asyncIterator]();
    const pending = iterator.next();
    await settle();
    orders.close();
    expect(await pending).toEqual({ done: true, value: undefined });
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
    expect(await orders[Symbol.asyncIterator]().next()).toEqual({ done: true, value: undefined });
  });

  it("return() ends a next() under way", async () => {
    const { orders } = world();
    const iterator = orders[Symbol.asyncIterator]();
    const pending = iterator.next();
    await iterator.return?.();
    expect((await pending).done).toBe(true);
  });

  it("many next() at once are answered in order", async () => {
    const { server, orders } = world();
    const iterator = orders[Symbol.asyncIterator]();
    const asked = [iterator.next(), iterator.next(), iterator.next()];
    await settle();
    await server.last.send(placed(1), placed(2), placed(3));
    expect((await Promise.all(asked)).map(({ value }) => value?.id)).toEqual(["e1.1", "e1.2", "e1.3"]);
    expect(orders.cursor).toBe("e1.2");
  });
});
