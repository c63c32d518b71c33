import { describe, expect, expectTypeOf, it } from "vitest";
import { v1 } from "../src/index.js";
import { fake } from "../src/testing.js";
import { shop, type Placed, type ShopEvents } from "./kit.js";

const createOrders: v1.Create<ShopEvents> = v1.client<ShopEvents>(shop);

const begin = () => {
  const server = fake(createOrders);
  const orders = server.create();
  const told: unknown[] = [];
  orders.on("order.placed", (e) => told.push(e.data.total));
  orders.on("order.paid", (e) => told.push(e.data.status));
  orders.on("$gap", (e) => told.push(e.reason));
  orders.on("$unknown", (e) => told.push(e.raw));
  return { server, orders, told };
};

describe("the fake server", () => {
  it("emits typed events to a client made in the same turn", async () => {
    const { server, orders, told } = begin();
    await server.emit("order.placed", { id: "a", total: 7 });
    await server.emit("order.paid", { id: "a", status: "cash" });
    await server.send({ event: "order.lost", data: "x" });
    expect([told, orders.state, orders.cursor]).toEqual([[7, "cash", "x"], { status: "open", since: server.now }, "fake.2"]);
    expect(server.requests.map(({ method, url }) => `${method} ${url.pathname}`)).toEqual(["GET /streams/orders"]);
    expectTypeOf(server.emit<"order.placed">).parameter(1).toEqualTypeOf<Placed>();
  });

  it("refuses what a server could not have sent", async () => {
    const { server, told } = begin();
    await expect(server.emit("order.placed", { id: "a", total: -1 })).rejects.toThrow("order.placed v2 refused");
    expect(told).toEqual([]);
  });

  it("keeps what was emitted while nobody was connected, and the client resumes", async () => {
    const { server, orders, told } = begin();
    await server.emit("order.placed", { id: "a", total: 1 });
    await server.disconnect();
    expect(orders.state.status).toBe("waiting");
    await server.emit("order.placed", { id: "b", total: 2 });
    expect(told).toEqual([1]);
    await server.advance(1000);
    expect([told, orders.state.status, server.requests[1]?.headers.get("last-event-id")]).toEqual([[1, 2], "open", "fake.1"]);
  });

  it("lets its clock run for hours without taking its own silence for a stall; a stall is noticed", async () => {
    const { server, orders, told } = begin();
    await server.advance(3_600_000);
    expect([orders.state.status, server.requests.length]).toEqual(["open", 1]);
    server.stall();
    await server.emit("order.placed", { id: "a", total: 1 });
    expect(told).toEqual([]);
    await server.advance(30_000);
    expect([told, server.requests.length]).toEqual([[1], 2]);
  });

  it("loses continuity, says farewell, and refuses", async () => {
    const { server, orders, told } = begin();
    await server.emit("order.placed", { id: "a", total: 1 });
    await server.gap("epoch");
    await server.emit("order.placed", { id: "b", total: 2 });
    await server.bye("drain", 500);
    expect([told, orders.state]).toMatchObject([[1, "epoch", 2], { status: "waiting", cause: "drain", retryAt: server.now + 1500 }]);
    server.refuse(503, 403);
    await server.advance(60_000);
    expect(orders.state).toEqual({ status: "closed", cause: "status", code: 403 });
  });

  it("tells a gap to who comes with what it forgot", async () => {
    const { server, told } = begin();
    await server.emit("order.placed", { id: "a", total: 1 });
    await server.disconnect();
    await server.gap();
    await server.emit("order.placed", { id: "b", total: 2 });
    await server.advance(2000);
    expect(told).toEqual([1, "trimmed", 2]);
  });

  it("keeps a session and resumes it", async () => {
    interface Talk { "talk.token": v1.Typed<1, string>; "talk.done": v1.Typed<1, number> }
    const createTalk = v1.session<Talk, {}, { readonly prompt: string }>({
      name: "talk", path: "/talk", release: "talk@1-000000000000", kind: "session", envelope: "bare",
      session: { method: "POST", end: ["talk.done"] },
      events: { "talk.token": { version: 1, guard: v1.type("string") }, "talk.done": { version: 1, guard: v1.type("integer") } },
    });
    const server = fake(createTalk);
    const run = server.create({ request: { prompt: "hi" } });
    const told: unknown[] = [];
    const loop = (async () => { for await (const e of run) told.push(e.type === "$gap" || e.type === "$unknown" ? e.raw : e.data); })();
    await server.emit("talk.token", "a");
    await server.disconnect();
    await server.emit("talk.token", "b");
    await server.advance(2000);
    await server.emit("talk.done", 2);
    await loop;
    expect([told, run.state, server.requests.map(({ method, url }) => `${method} ${url.searchParams.get("session")}`)]).toEqual([["a", "b", 2], { status: "closed", cause: "finished" }, ["POST null", "GET fake"]]);
  });
});
