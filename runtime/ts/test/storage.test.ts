import { afterEach, describe, expect, it, vi } from "vitest";
import { storage } from "../src/storage.js";
import { v1 } from "../src/index.js";
import { anchor, control, placed, settle, shop, world, type ShopEvents } from "./kit.js";

/** What a page's storage is, as far as it is used here. */
const memory = () => {
  const items = new Map<string, string>();
  return { items, getItem: (key: string) => items.get(key) ?? null, setItem: (key: string, value: string) => void items.set(key, value), removeItem: (key: string) => void items.delete(key) };
};

/** One load of the page: a list of totals is its state. */
const load = (options: Parameters<typeof world>[0] = {}, save?: () => number[] | undefined) => {
  const page = { totals: [] as number[] };
  const made = world({ resume: storage<number[]>({ persist: { load: (state) => (page.totals = state), save: save ?? (() => page.totals) } }), ...options });
  made.orders.on("order.placed", (e) => page.totals.push(e.data.total));
  return { ...made, page };
};

afterEach(() => vi.unstubAllGlobals());

describe("storage", () => {
  it("a new page goes on with the state, at the cursor that belongs to it", async () => {
    const store = memory();
    vi.stubGlobal("sessionStorage", store);
    const first = load();
    await settle();
    await first.server.last.send(anchor("e1.0"), placed(1), placed(2));
    expect(store.items.size).toBe(0);
    await first.clock.advance(1000);
    expect([...store.items]).toEqual([["tidings:https://shop.example/streams/orders?", '["https://shop.example/streams/orders?release=orders%407-1c2e93ab47d0","e1.2",[1,2]]']]);
    // What is not written when the page dies comes again: state and cursor are older together.
    await first.server.last.send(placed(3));
    const second = load();
    expect(second.page.totals).toEqual([1, 2]);
    await settle();
    expect(second.server.last.lastEventId).toBe("e1.2");
    await second.server.last.send(anchor("e1.2"), placed(3), placed(4));
    expect(second.page.totals).toEqual([1, 2, 3, 4]);
  });

  it("a page that goes away writes at once", async () => {
    const store = memory();
    const target = new EventTarget();
    vi.stubGlobal("sessionStorage", store);
    vi.stubGlobal("addEventListener", target.addEventListener.bind(target));
    const { server } = load();
    await settle();
    await server.last.send(anchor("e1.0"), placed(1));
    target.dispatchEvent(new Event("pagehide"));
    expect([...store.items.values()].join()).toContain('"e1.1",[1]');
  });

  it("nothing is written while a loop is busy with an event, and all of it afterwards", async () => {
    const store = memory();
    vi.stubGlobal("sessionStorage", store);
    const { server, clock, orders, page } = load();
    let go = (): void => {};
    void (async () => {
      for await (const e of orders) if (e.id === "e1.2") await new Promise<void>((resolve) => (go = resolve));
    })();
    await settle();
    await server.last.send(anchor("e1.0"), placed(1), placed(2), placed(3));
    await clock.advance(5000);
    expect([page.totals, store.items.size]).toEqual([[1, 2], 0]);
    go();
    await settle();
    expect([...store.items.values()].join()).toContain('"e1.2",[1,2]');
  });

  it("a state that is not whole is not kept, and what was kept before is gone", async () => {
    const store = memory();
    vi.stubGlobal("sessionStorage", store);
    const { server, clock, orders, page } = load({}, () => (isWhole ? page.totals : undefined));
    let isWhole = true;
    orders.on("$gap", () => (isWhole = false));
    await settle();
    await server.last.send(anchor("e1.0"), placed(1));
    await clock.advance(1000);
    expect(store.items.size).toBe(1);
    await server.last.send(control("gap", { from: "e1.1", to: "e1.9", reason: "trimmed" }, "e1.9"));
    await clock.advance(1000);
    expect([...store.items.values()]).toEqual(["[]"]);
  });

  it("topics and addresses are apart, and what another release wrote is not loaded", async () => {
    const store = memory();
    vi.stubGlobal("sessionStorage", store);
    const notes = (user: string, release = "notes@1-000000000000") => {
      const definition = { ...shop, path: "/notes/{user}", release };
      const page = { loaded: undefined as unknown };
      const made = world({ resume: storage<string>({ persist: { load: (state) => (page.loaded = state), save: () => user } }), params: { user } as never }, definition);
      made.orders.on("order.placed", () => {});
      return { ...made, page };
    };
    const ann = notes("ann");
    await settle();
    await ann.server.last.send(anchor("e1.4"));
    await ann.clock.advance(1000);
    expect([notes("ann").page.loaded, notes("bob").page.loaded, notes("ann", "notes@2-000000000000").page.loaded]).toEqual(["ann", undefined, undefined]);
    expect([...store.items.keys()]).toEqual(["tidings:https://shop.example/notes/ann?"]);
  });

  it.each([
    ["is denied", () => vi.stubGlobal("sessionStorage", { getItem: () => { throw new DOMException("denied", "SecurityError"); }, setItem: () => { throw new DOMException("denied", "SecurityError"); } }), 2],
    ["is absent", () => vi.stubGlobal("sessionStorage", undefined), 2],
    ["is full", () => vi.stubGlobal("sessionStorage", { ...memory(), setItem: () => { throw new DOMException("full", "QuotaExceededError"); } }), 1],
    ["holds rubbish", () => vi.stubGlobal("sessionStorage", { ...memory(), getItem: () => "{" }), 1],
  ])("where it %s, the client goes on in memory and says so", async (_, stub, reports) => {
    stub();
    const { server, clock, errors, page } = load();
    await settle();
    await server.last.send(anchor("e1.0"), placed(1));
    for (let seq = 2; seq < 6; seq++) {
      await clock.advance(2000);
      await server.last.send(placed(seq));
    }
    expect(page.totals).toEqual([1, 2, 3, 4, 5]);
    expect(errors).toHaveLength(reports);
    for (const error of errors) expect(error).toMatchObject({ id: "client/storage-failed", cause: expect.anything() as unknown });
    expect(errors[0]).toBeInstanceOf(Error);
    server.last.fail();
    await clock.advance(5000);
    expect(server.last.lastEventId).toBe("e1.5");
  });

  it("what the application cannot load is let go, and the client begins anew", async () => {
    const store = memory();
    vi.stubGlobal("sessionStorage", store);
    const first = load();
    await settle();
    await first.server.last.send(anchor("e1.7"));
    await first.clock.advance(1000);
    const second = world({ resume: storage<number[]>({ persist: { load: () => { throw new Error("old shape"); }, save: () => [] } }) });
    second.orders.on("order.placed", () => {});
    await settle();
    expect([second.server.last.lastEventId, second.errors.length]).toEqual([null, 1]);
  });

  it("on a server that renders pages nothing is loaded and nothing is said", () => {
    const errors: unknown[] = [];
    v1.client<ShopEvents>(shop)({ resume: storage<number>({ persist: { load: () => {}, save: () => 1 } }), onError: (error) => void errors.push(error) });
    expect(errors).toEqual([]);
  });
});
