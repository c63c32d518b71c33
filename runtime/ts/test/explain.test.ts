import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterEach, describe, expect, it, vi } from "vitest";
import { settle, world } from "./kit.js";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** A page of that origin, and what its console says. */
const page = (origin: string): string[] => {
  const said: string[] = [];
  vi.stubGlobal("document", {});
  vi.stubGlobal("location", { origin });
  vi.spyOn(console, "info").mockImplementation((text: string) => void said.push(text));
  return said;
};

describe("the line for who develops a page", () => {
  it("says once that the server is down or CORS is in the way, and of its own origin only the first", async () => {
    for (const [origin, isForeign] of [["https://page.example", true], ["https://shop.example", false]] as const) {
      const said = page(origin);
      const { server, clock, orders } = world();
      server.script.push("refuse", "refuse", "refuse");
      orders.on("order.placed", () => {});
      await clock.advance(60_000);
      expect(said.length).toBe(1);
      expect(said[0]).toContain("tidings, orders: https://shop.example/streams/orders?release=orders%407-1c2e93ab47d0 could not be reached");
      expect(said[0]?.includes('"Access-Control-Allow-Origin: https://page.example"')).toBe(isForeign);
    }
  });

  it("says why nobody answers: six connections over HTTP/1.1, unless the origin speaks HTTP/2", async () => {
    for (const [protocol, why] of [["http/1.1", "use share() of tidings/share"], ["h2", "The server took the request"]] as const) {
      const said = page("https://shop.example");
      vi.spyOn(performance, "getEntriesByType").mockReturnValue([{ name: "https://shop.example/app.js", nextHopProtocol: protocol }] as never);
      const { server, clock, orders } = world();
      server.script.push("hang");
      orders.on("order.placed", () => {});
      await clock.advance(4000);
      expect(said).toEqual([]);
      await clock.advance(2000);
      expect(said.length).toBe(1);
      expect(said[0]).toContain(why);
    }
  });

  it("says that a clock is off, and goes on to what counts", async () => {
    const said = page("https://shop.example");
    const told: string[] = [];
    const { server, clock, orders } = world({ telemetry: { told: ({ type }) => void told.push(type), state: ({ status }) => void told.push(status), shown: () => {} } });
    orders.on("order.placed", () => {});
    await settle();
    for (const ahead of [4000, 6000, 60_000]) await server.last.send(`event: order.placed\ndata: {"v":2,"time":${clock.time + ahead},"data":{"id":"o","total":1}}\n\n`);
    expect(said.map((text) => text.slice(0, 50))).toEqual(["tidings, orders: an event comes from the future. A"]);
    expect(told).toEqual(["connecting", "open", "order.placed", "order.placed", "order.placed"]);
  });

  it("says nothing outside a page, and is no part of a bundle for production", async () => {
    const info = vi.spyOn(console, "info").mockImplementation(() => {});
    const { server, clock, orders } = world();
    server.script.push("refuse");
    orders.on("order.placed", () => {});
    await clock.advance(10_000);
    expect(info).not.toHaveBeenCalled();
    const bundle = async (mode: string): Promise<string> => {
      const { outputFiles } = await build({
        stdin: { contents: 'export * from "./client.js"', resolveDir: fileURLToPath(new URL("../src", import.meta.url)) },
        bundle: true, format: "esm", write: false, minifySyntax: true, define: { "process.env.NODE_ENV": JSON.stringify(mode) },
      });
      return outputFiles[0]?.text ?? "";
    };
    expect(await bundle("development")).toContain("Access-Control-Allow-Origin");
    expect(await bundle("production")).not.toContain("Access-Control-Allow-Origin");
  });
});
