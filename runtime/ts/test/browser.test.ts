import { existsSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const executablePath = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";
const isThere = existsSync(executablePath);
if (!isThere) console.warn(`skipped: no Chromium at ${executablePath} (set CHROMIUM_PATH)`);

/** What the page's script puts on the window. */
interface InPage {
  readonly tidings: {
    readonly read: (seed: number) => Promise<readonly [ours: string, theirs: string]>;
    readonly take: (count: number) => Promise<{ readonly totals: number[]; readonly states: string[] }>;
  };
}

const SCRIPT = `
import { v1 } from "./index.js";
import { parser } from "./parser.js";
const TYPES = ["message", "a", "data", "id", "x"];
const native = (url) => new Promise((resolve) => {
  const told = [];
  const source = new EventSource(url);
  for (const type of TYPES) source.addEventListener(type, (e) => told.push([e.type, e.data, e.lastEventId]));
  source.onerror = () => { source.close(); resolve(told); };
});
const ours = async (url) => {
  const told = [];
  let last = "";
  const feed = parser(({ event, data, id }) => {
    last = id ?? last;
    if (data !== undefined && TYPES.includes(event)) told.push([event, data, last]);
  });
  const reader = (await fetch(url)).body.getReader();
  for (;;) {
    const { value } = await reader.read().catch(() => ({}));
    if (!value) return told;
    feed(value);
  }
};
const createOrders = v1.client({
  name: "orders", path: "/orders", release: "orders@1-000000000000", kind: "broadcast", envelope: "compact", heartbeat: 1000,
  events: { "order.placed": { version: 1, guard: v1.obj({ members: { total: v1.type("integer") }, required: ["total"] }) } },
});
const take = (count) => new Promise((resolve) => {
  const totals = [], states = [];
  // Begun at a cursor: who is cut off before the first id was read cannot know what was missed, and would be told so.
  const orders = createOrders({ cursor: "e1.0", token: ({ reason }) => reason, backoff: { base: 20, cap: 100 } });
  orders.onState((state) => states.push(state.status === "waiting" || state.status === "closed" ? state.cause : state.status));
  orders.on("order.placed", (e) => { if (totals.push(e.data.total) === count) { orders.close(); resolve({ totals, states }); } });
  orders.on("$unknown", (u) => totals.push(u.raw));
  orders.on("$gap", (g) => totals.push(g.raw));
});
window.tidings = { take, read: async (seed) => Promise.all([ours("/raw?seed=" + seed), native("/raw?seed=" + seed)]).then((both) => both.map((told) => JSON.stringify(told))) };
`;

const randoms = (seed: number) => (bound: number): number => {
  seed = (Math.imul(seed ^ (seed >>> 15), 2246822519) + 374761393) >>> 0;
  return Math.floor((seed / 2 ** 32) * bound);
};

const TOKENS = ["\r", "\n", "\r\n", "\n\n", "\r\r", ":", " ", "data", "data: x", "data:y", "event: a", "event", "event:x", "id: 1", "id", "id: 2\0", "x", "é", "😀", "\ufeff", "\u2028"];

/** A random stream, ill-formed bytes included, as chunks. */
const stream = (seed: number): Buffer[] => {
  const random = randoms(seed);
  return Array.from({ length: 1 + random(4) }, () =>
    Buffer.concat(Array.from({ length: random(14) }, () => (random(15) === 0 ? Buffer.of(128 + random(128)) : Buffer.from(TOKENS[random(TOKENS.length)] as string)))));
};

const HEAD = { "content-type": "text/event-stream", "cache-control": "no-store" };

describe.skipIf(!isThere)("in Chromium", () => {
  let server: Server;
  let browser: Browser;
  let page: Page;
  let script = "";
  let requests = 0;

  const raw = (url: URL, response: ServerResponse): void => {
    const chunks = stream(Number(url.searchParams.get("seed")));
    response.writeHead(200, HEAD);
    const next = (): void => {
      const chunk = chunks.shift();
      if (!chunk) response.end();
      else response.write(chunk, () => setImmediate(next));
    };
    next();
  };

  /** 500 orders. Every request gets some of them, some that were sent before, and is then ended in one of four ways. */
  const orders = (request: IncomingMessage, response: ServerResponse): void => {
    const number = ++requests;
    const random = randoms(number);
    if (number === 1) return void response.writeHead(401).end();
    if (number % 7 === 0) return void response.writeHead(503).end("busy");
    if (number % 5 === 0) return void response.destroy();
    const after = Number(/^e1\.(\d+)$/.exec(String(request.headers["last-event-id"] ?? "e1.0"))?.[1]);
    let body = `retry: 5\n\nid: e1.${after}\n\n`;
    for (let seq = Math.max(1, after - 2); seq <= Math.min(500, after + 40); seq++) body += `id: e1.${seq}\nevent: order.placed\ndata: {"v":1,"time":1,"data":{"total":${seq}}}\n\n`;
    response.writeHead(200, HEAD);
    // The last few are not cut, so that the test ends.
    response.write(after > 480 ? body : body.slice(0, body.length - random(400)), () => {
      if (number % 3 === 0) response.end();
      else if (number % 11 !== 0) response.destroy();
      // Else it falls silent, and the client has to notice.
    });
  };

  beforeAll(async () => {
    const { outputFiles } = await build({ stdin: { contents: SCRIPT, resolveDir: fileURLToPath(new URL("../src", import.meta.url)) }, bundle: true, format: "esm", write: false });
    script = outputFiles[0]?.text ?? "";
    server = createServer((request, response) => {
      const url = new URL(request.url ?? "/", "http://localhost");
      if (url.pathname === "/raw") raw(url, response);
      else if (url.pathname === "/orders") orders(request, response);
      else if (url.pathname === "/page.js") response.writeHead(200, { "content-type": "text/javascript" }).end(script);
      else response.writeHead(200, { "content-type": "text/html" }).end('<!doctype html><title>tidings</title><script type="module" src="/page.js"></script>');
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-background-networking"] });
    page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.waitForFunction("window.tidings");
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    server?.closeAllConnections();
    server?.close();
  });

  it("the parser says what EventSource says, on random streams", async () => {
    let told = 0;
    for (let seed = 1; seed <= 400; seed++) {
      const [ours, theirs] = await page.evaluate((value) => (window as unknown as InPage).tidings.read(value), seed);
      expect(ours, `seed ${seed}: ${JSON.stringify(Buffer.concat(stream(seed)).toString("latin1"))}`).toBe(theirs);
      told += (JSON.parse(ours) as unknown[]).length;
    }
    expect(told).toBeGreaterThan(100);
  }, 120_000);

  it("500 orders arrive once and in order over resets, 401, 503, early ends and silence", async () => {
    const { totals, states } = await page.evaluate((count) => (window as unknown as InPage).tidings.take(count), 500);
    expect(totals).toEqual(Array.from({ length: 500 }, (_, index) => index + 1));
    for (const state of ["open", "network", "ended", "status", "stalled", "closed"]) expect(states).toContain(state);
  }, 120_000);
});
