import { assertType, describe, expectTypeOf, it } from "vitest";
import { handle, schema, v1 } from "../src/index.js";
import { native } from "../src/native.js";
import { hook as reactHook } from "../src/react.js";
import { share } from "../src/share.js";
import { storage } from "../src/storage.js";
import { telemetry } from "../src/telemetry.js";
import { hook as vueHook } from "../src/vue.js";
import type { Client, Closed, Gap, Handlers, Message, Notice, Received, Snapshot, State, TokenRequest, Unknown } from "../src/index.js";

interface Placed { readonly id: string; readonly note?: string }
interface Paid { readonly amount: number }
interface Events {
  "order.placed": v1.Typed<2, Placed>;
  "order.paid": v1.Typed<1, Paid>;
}
interface Ask { readonly prompt: string }

declare const definition: v1.Definition;
declare const sessionDefinition: v1.SessionDefinition;
const createOrders = v1.client<Events>(definition);
const createNotes = v1.client<Events, { readonly user: string }>(definition);
const createTalk = v1.session<Events, {}, Ask>(sessionDefinition);
const createFeed = v1.session<Events>(sessionDefinition);
const orders = createOrders();

describe("creating", () => {
  it("takes no options, or options", () => {
    expectTypeOf(createOrders).toBeCallableWith();
    expectTypeOf(createOrders).toBeCallableWith({ token: () => "t", validate: "dev", onUnknown: "drop" });
    expectTypeOf(createOrders()).toEqualTypeOf<Client<Events>>();
    expectTypeOf(createOrders).toEqualTypeOf<v1.Create<Events>>();
  });
  it("wants topic parameters where the stream has them", () => {
    expectTypeOf(createNotes).toBeCallableWith({ params: { user: "u" } });
    // @ts-expect-error params are missing
    createNotes();
    // @ts-expect-error params are missing
    createNotes({});
    // @ts-expect-error user is a string
    createNotes({ params: { user: 1 } });
    // @ts-expect-error no such parameter
    createNotes({ params: { user: "u", room: "r" } });
  });
  it("wants a session's request where the stream has one", () => {
    expectTypeOf(createTalk).toBeCallableWith({ request: { prompt: "p" } });
    expectTypeOf(createFeed).toBeCallableWith();
    // @ts-expect-error the request is missing
    createTalk();
    // @ts-expect-error the request is missing
    createTalk({});
    // @ts-expect-error prompt is a string
    createTalk({ request: { prompt: 1 } });
    // @ts-expect-error there is no request
    createFeed({ request: { prompt: "p" } });
    // @ts-expect-error broadcast streams have no request
    createOrders({ request: { prompt: "p" } });
  });
  it("refuses options that do not exist", () => {
    // @ts-expect-error misspelt
    createOrders({ tokens: () => "t" });
    // @ts-expect-error no such level
    createOrders({ validate: "never" });
    // @ts-expect-error no such choice
    createOrders({ onUnknown: "throw" });
    // @ts-expect-error absent or there, not undefined
    createOrders({ token: undefined });
  });
  it("asks for tokens with a reason", () => {
    createOrders({ token: (request) => { expectTypeOf(request).toEqualTypeOf<TokenRequest>(); return undefined; } });
    createOrders({ token: async ({ reason }) => { expectTypeOf(reason).toEqualTypeOf<"connect" | "reconnect" | "unauthorized">(); return "t"; } });
    // @ts-expect-error a token is a string
    createOrders({ token: () => 1 });
  });
});

describe("parts", () => {
  it("are options of a client", () => {
    expectTypeOf(createOrders).toBeCallableWith({ resume: "memory", share: share(), native: native(), telemetry: telemetry() });
    createOrders({ resume: storage<number[]>({ persist: { load: (state) => expectTypeOf(state).toEqualTypeOf<number[]>(), save: () => undefined } }) });
    createOrders({ token: async () => ({ token: "t", expiresAt: 1 }) });
    createOrders({ snapshot: async () => ({ state: { any: "thing" }, cursor: "e1.1" }) });
    // @ts-expect-error a cursor is kept with the state that it belongs to, or not at all
    storage({});
    // @ts-expect-error a token's end is a number
    createOrders({ token: () => ({ token: "t", expiresAt: "soon" }) });
    // @ts-expect-error a snapshot says at which cursor it was taken
    createOrders({ snapshot: async () => ({ state: 1 }) });
    // @ts-expect-error no such place
    createOrders({ resume: "disk" });
  });
  it("tell snapshots to handlers as the state that was given, and not to loops", () => {
    createOrders({ snapshot: async () => ({ state: { open: 3 }, cursor: "e1.1" }) }).on("$snapshot", (e) => expectTypeOf(e.state).toEqualTypeOf<{ open: number }>());
    orders.on("$snapshot", (e) => expectTypeOf(e).toEqualTypeOf<Snapshot>());
    orders.on("$snapshot", (e) => expectTypeOf(e.state).toEqualTypeOf<unknown>());
  });
  it("hooks give the reduced value and the state", () => {
    const useOrders = reactHook(createOrders);
    const useNotes = vueHook(createNotes);
    const reduction = { initial: 0, reduce: (count: number, e: Message<Events> | Snapshot) => (e.type === "order.placed" ? count + 1 : count) };
    expectTypeOf(() => useOrders({}, reduction)).returns.toEqualTypeOf<readonly [number, State]>();
    expectTypeOf(() => useNotes(() => ({ params: { user: "u" } }), reduction).value[0]).returns.toEqualTypeOf<number>();
    // @ts-expect-error a value of another type
    void (() => useOrders({}, { initial: "", reduce: () => 1 }));
    // @ts-expect-error params are missing
    void (() => useNotes({}, reduction));
    // @ts-expect-error options with params are missing
    void (() => useNotes(undefined, reduction));
    expectTypeOf(() => useOrders(undefined, reduction)).returns.toEqualTypeOf<readonly [number, State]>();
    expectTypeOf(() => reactHook(createTalk)({ request: { prompt: "p" } }, reduction)).returns.toEqualTypeOf<readonly [number, State]>();
    // @ts-expect-error the request is missing
    void (() => reactHook(createTalk)({}, reduction));
  });
});

describe("on", () => {
  it("types the event by its name", () => {
    orders.on("order.placed", (e) => {
      expectTypeOf(e).toEqualTypeOf<Received<"order.placed", 2, Placed>>();
      expectTypeOf(e.type).toEqualTypeOf<"order.placed">();
      expectTypeOf(e.version).toEqualTypeOf<2>();
      expectTypeOf(e.data.note).toEqualTypeOf<string | undefined>();
      expectTypeOf(e.time).toEqualTypeOf<number | undefined>();
      expectTypeOf(e.id).toEqualTypeOf<string | undefined>();
      expectTypeOf(e.traceparent).toEqualTypeOf<string | undefined>();
      expectTypeOf(e.raw).toEqualTypeOf<string>();
    });
    orders.on("order.paid", (e) => expectTypeOf(e.data.amount).toEqualTypeOf<number>());
  });
  it("types gaps, unknowns and notices", () => {
    orders.on("$gap", (e) => expectTypeOf(e).toEqualTypeOf<Gap>());
    orders.on("$unknown", (e) => expectTypeOf(e).toEqualTypeOf<Unknown>());
    orders.on("$notice", (e) => expectTypeOf(e).toEqualTypeOf<Notice>());
    orders.on("$unknown", (e) => expectTypeOf(e.reason).toEqualTypeOf<"name" | "version" | "invalid">());
  });
  it("returns what takes the handler off", () => {
    expectTypeOf(orders.on("$gap", () => {})).toEqualTypeOf<() => void>();
    expectTypeOf(orders.onState(() => {})).toEqualTypeOf<() => void>();
  });
  it("refuses names that the stream has not, and writes to what arrived", () => {
    // @ts-expect-error misspelt
    orders.on("order.place", () => {});
    // @ts-expect-error not a message
    orders.on("$state", () => {});
    // @ts-expect-error readonly
    orders.on("order.placed", (e) => { e.id = "x"; });
    // @ts-expect-error no such member
    orders.on("order.placed", (e) => e.data.total);
    // @ts-expect-error wrong handler
    orders.on("order.paid", (e: Received<"order.placed", 2, Placed>) => e);
  });
});

describe("tables", () => {
  it("of handlers are typed by their keys", () => {
    handle(orders, { "order.placed": (e) => expectTypeOf(e.data).toEqualTypeOf<Placed>(), $gap: (e) => expectTypeOf(e).toEqualTypeOf<Gap>() });
    handle(orders, { "order.paid": (e) => expectTypeOf(e.data.amount).toEqualTypeOf<number>() } satisfies Handlers<Events>);
    // @ts-expect-error misspelt
    handle(orders, { "order.place": () => {} });
    // @ts-expect-error some are left out
    ({ "order.paid": () => {} }) satisfies Required<Handlers<Events>>;
  });
  it("of schemas are typed by their names", () => {
    expectTypeOf(schema(createOrders, "order.paid")).toEqualTypeOf<v1.StandardSchema<Paid>>();
    expectTypeOf(schema(createNotes, "order.placed")).toEqualTypeOf<v1.StandardSchema<Placed>>();
    // @ts-expect-error no such event
    schema(createOrders, "order.place");
  });
});

describe("iteration", () => {
  it("is exhaustive in a switch", async () => {
    for await (const e of orders) {
      expectTypeOf(e).toEqualTypeOf<Message<Events>>();
      switch (e.type) {
        case "order.placed":
          expectTypeOf(e.data).toEqualTypeOf<Placed>();
          expectTypeOf(e.version).toEqualTypeOf<2>();
          break;
        case "order.paid":
          expectTypeOf(e.data).toEqualTypeOf<Paid>();
          break;
        case "$gap":
          expectTypeOf(e.from).toEqualTypeOf<string | null>();
          break;
        case "$unknown":
          expectTypeOf(e.version).toEqualTypeOf<number | undefined>();
          break;
        default:
          e satisfies never;
      }
    }
  });
  it("does not yield notices", () => {
    expectTypeOf<Message<Events>["type"]>().toEqualTypeOf<"order.placed" | "order.paid" | "$gap" | "$unknown">();
    // @ts-expect-error a case is missing
    assertType((e: Exclude<Message<Events>, Gap>) => e satisfies Received<"order.placed", 2, Placed> | Received<"order.paid", 1, Paid>);
  });
});

describe("state", () => {
  it("is told apart by its status", () => {
    expectTypeOf(orders.state).toEqualTypeOf<State>();
    const { state } = orders;
    if (state.status === "waiting") {
      expectTypeOf(state.retryAt).toEqualTypeOf<number>();
      expectTypeOf(state.attempt).toEqualTypeOf<number>();
    }
    if (state.status === "open") expectTypeOf(state.since).toEqualTypeOf<number>();
    if (state.status === "connecting") expectTypeOf(state.attempt).toEqualTypeOf<number>();
    if (state.status === "closed") expectTypeOf(state).toEqualTypeOf<Closed>();
    if (state.status === "closed" && state.cause === "status") expectTypeOf(state.code).toEqualTypeOf<number>();
    if (state.status === "closed" && state.cause === "release-retired") {
      expectTypeOf(state.release).toEqualTypeOf<string>();
      expectTypeOf(state.newest).toEqualTypeOf<string | undefined>();
      expectTypeOf(state.message).toEqualTypeOf<string>();
    }
    // @ts-expect-error only where it is closed
    state.cause === "cut";
    // @ts-expect-error readonly
    orders.state = state;
  });
  it("stands beside cursor and count", () => {
    expectTypeOf(orders.cursor).toEqualTypeOf<string | undefined>();
    expectTypeOf(orders.dropped).toEqualTypeOf<number>();
    expectTypeOf(orders.close).toEqualTypeOf<() => void>();
    orders.onState((state) => expectTypeOf(state).toEqualTypeOf<State>());
  });
});

describe("what generated code names", () => {
  it("is a guard or makes one", () => {
    expectTypeOf(v1.any).toEqualTypeOf<v1.Guard>();
    expectTypeOf(v1.type("string", "null")).toEqualTypeOf<v1.Guard>();
    expectTypeOf(v1.obj({ members: { a: v1.any }, required: ["a"] })).toEqualTypeOf<v1.Guard>();
    expectTypeOf(v1.fallback(["a"], "b")).toEqualTypeOf<v1.Convert>();
    // @ts-expect-error no such type
    v1.type("int");
    // @ts-expect-error events hold typed data
    v1.client<{ "order.placed": string }>(definition);
  });
  it("is a Standard Schema of its type", () => {
    const schema = v1.standard<Placed>(v1.any);
    expectTypeOf(schema).toEqualTypeOf<v1.StandardSchema<Placed>>();
    expectTypeOf(schema["~standard"].vendor).toEqualTypeOf<"tidings">();
  });
});
