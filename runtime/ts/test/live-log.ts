/** A server over real sockets for tests in a browser: one log of numbered orders, which every reader gets from its cursor on, and one page. */
import { existsSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { chromium, type Browser, type LaunchOptions } from "playwright-core";

const executablePath = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";

/** Whether there is a browser. Without one these tests are skipped, and say so. */
export const hasChromium = existsSync(executablePath);
if (!hasChromium) console.warn(`skipped: no Chromium at ${executablePath} (set CHROMIUM_PATH)`);

export const launch = (options: LaunchOptions = {}): Promise<Browser> =>
  chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-background-networking"], ...options });

const HEAD = { "content-type": "text/event-stream", "cache-control": "no-store" };
const frame = (seq: number): string => `id: e1.${seq}\nevent: order.placed\ndata: {"v":1,"time":${Date.now()},"data":{"total":${seq}}}\n\n`;

/** The definition of its stream, as text for a page's script. */
export const DEFINITION = `{
  name: "orders", path: "/orders", release: "orders@1-000000000000", kind: "broadcast", envelope: "compact", heartbeat: 1000,
  events: { error: { version: 1, guard: v1.type("string") }, open: { version: 1, guard: v1.type("string") }, "order.placed": { version: 1, guard: v1.obj({ members: { total: v1.type("integer") }, required: ["total"] }) } },
}`;

/** Serves until `close`; `script` is an ES module that stands in `src/`. */
export class LiveLog {
  last = 0;
  /** Who is connected, by the tab that it says it is. */
  readonly open = new Map<ServerResponse, string>();
  /** How often anybody connected, and after which cursor. */
  readonly asked: string[] = [];
  /** The statuses of the next answers. */
  readonly refusals: number[] = [];
  url = "";
  #server: Server | undefined;
  #beat: NodeJS.Timeout | undefined;

  async start(script: string): Promise<void> {
    const { outputFiles } = await build({
      stdin: { contents: script, resolveDir: fileURLToPath(new URL("../src", import.meta.url)), loader: "tsx" },
      bundle: true, format: "esm", write: false, define: { "process.env.NODE_ENV": '"development"' }, jsx: "automatic",
    });
    const text = outputFiles[0]?.text ?? "";
    this.#server = createServer((request, response) => {
      const url = new URL(request.url ?? "/", "http://localhost");
      if (url.pathname === "/orders") this.#serve(request, response, url);
      else if (url.pathname === "/page.js") response.writeHead(200, { "content-type": "text/javascript" }).end(text);
      else response.writeHead(200, { "content-type": "text/html" }).end('<!doctype html><title>tidings</title><div id="root"></div><script type="module" src="/page.js"></script>');
    });
    await new Promise<void>((resolve) => this.#server?.listen(0, "127.0.0.1", resolve));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
    this.#beat = setInterval(() => this.open.forEach((_, response) => response.write(":\n")), 500);
  }

  #serve(request: IncomingMessage, response: ServerResponse, url: URL): void {
    const cursor = String(request.headers["last-event-id"] ?? url.searchParams.get("lastEventId") ?? "");
    this.asked.push(cursor);
    const status = this.refusals.shift();
    if (status !== undefined) return void response.writeHead(status).end();
    const from = Number(/^e1\.(\d+)$/.exec(cursor)?.[1] ?? this.last);
    response.writeHead(200, HEAD);
    let text = `retry: 10\n\nid: e1.${from}\n\n`;
    for (let seq = from + 1; seq <= this.last; seq++) text += frame(seq);
    response.write(text);
    this.open.set(response, String(request.headers["x-tab"] ?? ""));
    response.on("close", () => this.open.delete(response));
  }

  emit(count = 1): void {
    let text = "";
    while (count--) text += frame(++this.last);
    this.open.forEach((_, response) => response.write(text));
  }

  /** Sends text as it stands to who is connected. */
  send(text: string): void {
    this.open.forEach((_, response) => response.write(text));
  }

  close(): void {
    clearInterval(this.#beat);
    this.#server?.closeAllConnections();
    this.#server?.close();
  }
}

/** Waits until it holds, and says what did not. */
export const until = async (what: string, holds: () => boolean | Promise<boolean>, within = 20_000): Promise<void> => {
  for (const end = Date.now() + within; !(await holds()); ) {
    if (Date.now() > end) throw new Error(`never: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};
