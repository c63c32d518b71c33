import { describe, expect, it } from "vitest";
import { v1 } from "../src/index.js";
import { Clock, control, Server, settle, type Answer } from "./kit.js";
import type { BaseOptions, Platform } from "../src/index.js";

interface TalkEvents {
  "talk.token": v1.Typed<1, { readonly text: string }>;
  "talk.done": v1.Typed<1, { readonly tokens: number }>;
}

interface Ask { readonly prompt: string }

const object = v1.type("object");

const talk = (method: "GET" | "POST"): v1.SessionDefinition => ({
  name: "talk", path: "/talk", release: "talk@1-000000000000", kind: "session", envelope: "compact", heartbeat: 10_000,
  session: { method, end: ["talk.done"] },
  events: { "talk.token": { version: 1, guard: object }, "talk.done": { version: 1, guard: object } },
});

const begin = (method: "GET" | "POST" = "POST", script: readonly Answer[] = [], options: BaseOptions = {}) => {
  const server = new Server();
  const clock = new Clock();
  server.script.push(...script);
  const platform: Platform = { fetch: server.fetch, now: () => clock.time, after: clock.after, random: () => 0.5 };
  const run = v1.session<TalkEvents, {}, Ask>(talk(method))({ origin: "https://a.example", request: { prompt: "hello" }, platform, ...options });
  const told: string[] = [];
  run.on("talk.token", (e) => told.push(e.data.text));
  run.on("talk.done", () => told.push("done"));
  return { server, clock, run, told };
};

const token = (text: string, id: string): string => `id: ${id}\nevent: talk.token\ndata: {"v":1,"data":{"text":"${text}"}}\n\n`;
const done = (id: string): string => `id: ${id}\nevent: talk.done\ndata: {"v":1,"data":{"tokens":2}}\n\n`;

describe("a session", () => {
  it("starts by one POST with the typed body, and ends with its end event", async () => {
    const { server, clock, run, told } = begin();
    await settle();
    const { last } = server;
    const sent = new Request(last.url, last.init);
    expect([sent.method, await sent.text(), sent.headers.get("content-type"), last.url.search]).toEqual(["POST", '{"prompt":"hello"}', "application/json", "?release=talk%401-000000000000"]);
    await last.send(token("a", "e1.1"), done("e1.2"), token("after", "e1.3"));
    expect(told).toEqual(["a", "done"]);
    expect(run.state).toEqual({ status: "closed", cause: "finished" });
    await clock.advance(600_000);
    expect([server.connections.length, last.isAborted, clock.pending]).toEqual([1, true, 0]);
  });

  it("that the server keeps is resumed by GET with its id and cursor, each event once", async () => {
    const { server, clock, told, run } = begin();
    await settle();
    await server.last.send(control("session", { id: "s-42" }, "e1.0"), token("a", "e1.1"));
    server.last.fail();
    await clock.advance(5000);
    const { last } = server;
    expect([last.init.method ?? "GET", last.init.body, last.url.searchParams.get("session"), last.lastEventId]).toEqual(["GET", undefined, "s-42", "e1.1"]);
    await last.send(token("a", "e1.1"), token("b", "e1.2"), done("e1.3"));
    expect(told).toEqual(["a", "b", "done"]);
    expect(run.state).toEqual({ status: "closed", cause: "finished" });
  });

  it("that the server does not keep is cut: never a second POST", async () => {
    for (const cut of ["end", "fail"] as const) {
      const { server, clock, run } = begin();
      await settle();
      await server.last.send(token("a", "s~1"));
      await server.last[cut]();
      await clock.advance(600_000);
      expect([server.connections.length, run.state, clock.pending]).toEqual([1, { status: "closed", cause: "cut" }, 0]);
    }
  });

  it("that is not kept and whose token expired is cut too", async () => {
    const { server, clock, run } = begin("POST", [], { token: () => "t" });
    await settle();
    await server.last.send(control("bye", { reason: "expired" }));
    await clock.advance(600_000);
    expect([server.connections.length, run.state]).toEqual([1, { status: "closed", cause: "cut" }]);
  });

  it("that fell silent before it was kept is cut", async () => {
    const { server, clock, run } = begin();
    await clock.advance(600_000);
    expect([server.connections.length, run.state]).toEqual([1, { status: "closed", cause: "cut" }]);
  });

  it("whose request met no answer, or one that is no stream, is not sent again", async () => {
    for (const [answer, state] of [
      ["refuse", { status: "closed", cause: "cut" }],
      [{ status: 503, headers: { "retry-after": "1" } }, { status: "closed", cause: "status", code: 503 }],
      [{ status: 429 }, { status: "closed", cause: "status", code: 429 }],
      [{ status: 422 }, { status: "closed", cause: "status", code: 422 }],
    ] as const) {
      const { server, clock, run } = begin("POST", [answer]);
      await clock.advance(600_000);
      expect([server.connections.length, run.state]).toEqual([1, state]);
    }
  });

  it("whose token was refused did not start, so a fresh token may try, once", async () => {
    const { server, clock, run } = begin("POST", [{ status: 401 }], { token: ({ reason }) => reason });
    await settle();
    expect(server.connections.map((connection) => [connection.init.method, connection.header("authorization")])).toEqual([["POST", "Bearer connect"], ["POST", "Bearer unauthorized"]]);
    await server.last.end();
    await clock.advance(600_000);
    expect([server.connections.length, run.state]).toEqual([2, { status: "closed", cause: "cut" }]);
  });

  it("survives 503 and a refused connection while it is resumed; when it is gone there, it is cut", async () => {
    for (const status of [204, 404, 410]) {
      const { server, clock, run } = begin("POST", [{}, { status: 503 }, "refuse", { status }]);
      await settle();
      await server.last.send(control("session", { id: "s-42" }, "e1.0"));
      await server.last.end();
      await clock.advance(60_000);
      expect([server.connections.length, run.state]).toEqual([4, { status: "closed", cause: "cut" }]);
    }
  });

  it("by GET starts once as well", async () => {
    const { server, clock, run } = begin("GET");
    await settle();
    expect([server.last.init.method ?? "GET", server.last.init.body]).toEqual(["GET", undefined]);
    await server.last.end();
    await clock.advance(600_000);
    expect([server.connections.length, run.state]).toEqual([1, { status: "closed", cause: "cut" }]);
  });

  it("left by its last consumer is not started again by the next", async () => {
    const { server, run } = begin();
    await settle();
    await server.last.send(token("a", "e1.1"));
    run.close();
    expect(server.connections).toHaveLength(1);
    const other = new Server();
    const clock = new Clock();
    const quiet = v1.session<TalkEvents, {}, Ask>(talk("POST"))({ origin: "https://a.example", request: { prompt: "x" }, platform: { fetch: other.fetch, now: () => clock.time, after: clock.after } });
    const off = quiet.on("talk.token", () => {});
    await settle();
    off();
    await settle();
    quiet.on("talk.token", () => {});
    await settle();
    expect([other.connections.length, quiet.state]).toEqual([1, { status: "closed", cause: "cut" }]);
  });

  it("iterated ends with its end event, and the loop that breaks there finds it finished", async () => {
    for (const breaks of [false, true]) {
      const { server, run } = begin();
      const types: string[] = [];
      const loop = (async () => {
        for await (const e of run) {
          types.push(e.type);
          if (breaks && e.type === "talk.done") break;
        }
      })();
      await settle();
      await server.last.send(token("a", "e1.1"), done("e1.2"));
      await loop;
      expect([types, run.state]).toEqual([["talk.token", "talk.done"], { status: "closed", cause: "finished" }]);
    }
  });
});
