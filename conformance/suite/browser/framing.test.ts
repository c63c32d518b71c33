/**
 * The client's parser reads text/event-stream as the framing corpus says and as Chromium's EventSource does. The corpus is
 * read by both, so that neither it nor the parser is its own judge. `TIDINGS_STREAMS` sets how many random streams there are.
 */

import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundlePage, chromiumPath, launch, servePage } from "./chromium.js";
import { read, type Dispatched } from "./framing-read.js";
import { streamOf } from "./framing-streams.js";
import { seedOf } from "./random.js";

const STREAMS = Number(process.env["TIDINGS_STREAMS"] ?? 2_000);
const BATCH = 1_000;
/** Names of this machine: a browser opens only so many connections to one. */
const NAMES = ["127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.4"];

/**
 * Where Chromium's EventSource is known to leave the standard. Its parser takes the byte right behind a byte order mark
 * for part of a line whatever it is, so that a line end there ends nothing.
 */
const CHROMIUM_DIFFERS = new Set(["a line end right behind a byte order mark is a blank line"]);

interface Case {
  readonly rule: string;
  readonly text?: string;
  readonly hex?: string;
  readonly events: readonly Dispatched[];
  readonly last_id: string;
  readonly retry?: number;
}

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const cases = readFileSync(here("../../framing/cases.jsonl"), "utf8").trimEnd().split("\n").map((line) => JSON.parse(line) as Case);
const bytesOf = ({ text, hex }: Case): Uint8Array => (text === undefined ? Uint8Array.from(Buffer.from(hex ?? "", "hex")) : new TextEncoder().encode(text));

describe("the framing corpus", () => {
  it.each(cases)("$rule", (one) => {
    const bytes = bytesOf(one);
    const ways = [[bytes], Array.from(bytes, (byte) => Uint8Array.of(byte))];
    for (let at = 1; at < bytes.length; at++) ways.push([bytes.subarray(0, at), bytes.subarray(at)]);
    for (const chunks of ways) {
      const { events, lastId, retry } = read(chunks);
      expect(events).toEqual(one.events);
      expect(lastId).toBe(one.last_id);
      if (one.retry !== undefined) expect(retry).toBe(one.retry);
    }
  });
});

const executable = chromiumPath();
if (executable === undefined && process.env["TIDINGS_NO_SKIP"] !== undefined) {
  throw new Error("Chromium is absent: apt-get install chromium, or name it in CHROMIUM_PATH");
}

describe.skipIf(executable === undefined)("Chromium's EventSource", () => {
  const seed = seedOf("framing");
  let browser: Browser;
  let page: Page;
  let streams: Server;
  let pages: Server;
  let hosts: string[];

  beforeAll(async () => {
    streams = createServer((request, response) => {
      const [, kind, index] = (request.url ?? "").split("/");
      const one = cases[Number(index)];
      const bytes = kind === "case" && one !== undefined ? bytesOf(one) : streamOf(seed, Number(index));
      response.writeHead(200, { "content-type": "text/event-stream", "access-control-allow-origin": "*", "content-length": bytes.length });
      response.end(bytes);
    });
    await new Promise<void>((listening) => streams.listen(0, "0.0.0.0", listening));
    const { port } = streams.address() as AddressInfo;
    hosts = NAMES.map((name) => `http://${name}:${port}`);
    const served = await servePage(await bundlePage(here("framing-page.ts")));
    pages = served.server;
    browser = await launch(executable ?? "");
    page = await browser.newPage();
    await page.goto(served.url);
  });

  afterAll(async () => {
    await browser?.close();
    streams?.close();
    pages?.close();
  });

  it("reads the corpus as the corpus says", async () => {
    for (const [index, one] of cases.entries()) {
      const types = one.events.map(({ event }) => event);
      const url = `${hosts[0]}/case/${index}`;
      const native = await page.evaluate(([at, names]) => window.native(at, names), [url, types] as const);
      if (CHROMIUM_DIFFERS.has(one.rule)) expect(native, `${one.rule}: Chromium has learned it`).not.toEqual(one.events);
      else expect(native, one.rule).toEqual(one.events);
    }
  });

  it(`reads ${STREAMS} random streams as the parser does at random cuts`, { timeout: 3_600_000 }, async () => {
    const started = performance.now();
    for (let from = 0; from < STREAMS; from += BATCH) {
      const to = Math.min(STREAMS, from + BATCH);
      const differences = await page.evaluate(([on, of, first, last]) => window.compare(on, of, first, last), [hosts, seed, from, to] as const);
      const shown = differences.slice(0, 3).map((one) => ({ ...one, stream: Buffer.from(streamOf(seed, one.index)).toString("latin1") }));
      expect(shown, `seed ${seed}`).toEqual([]);
    }
    console.log(`framing: ${STREAMS} streams, 0 differences, seed ${seed}, ${((performance.now() - started) / 1000).toFixed(1)} s`);
  });
});
