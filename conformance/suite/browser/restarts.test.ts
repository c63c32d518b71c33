/**
 * The server is killed with SIGKILL and started again, at instants drawn from a printed seed, while events are in
 * flight. The page's client ends with what the log holds: every event once, in order, and no acknowledged one missing.
 */

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createParser } from "eventsource-parser";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundlePage, chromiumPath, collectComplaints, launch, servePage } from "./chromium.js";
import { sequence, type Told } from "./collect.js";
import { start, type Running } from "./process.js";
import { randomOf, seedOf } from "./random.js";

const EVENTS = 5_000;
const KILLS = 5;
const IN_FLIGHT = 24;

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const executable = chromiumPath();
if (executable === undefined && process.env["TIDINGS_NO_SKIP"] !== undefined) {
  throw new Error("Chromium is absent: apt-get install chromium, or name it in CHROMIUM_PATH");
}

/** Emits numbered events until enough of them are acknowledged, and calls `moment` with that count after each. */
async function emitUntil(enough: number, url: () => string, moment: (acknowledged: number) => void, up: () => Promise<void>): Promise<Set<string>> {
  const acknowledged = new Set<string>();
  let next = 0;
  const lane = async (): Promise<void> => {
    while (acknowledged.size < enough) {
      const id = next.toString(36);
      next += 1;
      try {
        const answer = await fetch(`${url()}/emit/probe.scalars`, { method: "POST", body: JSON.stringify({ id, count: next % 100 }) });
        const text = await answer.text();
        if (answer.status !== 200) throw new Error(text);
        acknowledged.add(id);
        moment(acknowledged.size);
      } catch (error) {
        // The server is gone; whether this event is in the log is not known, and its number is not used again.
        if (error instanceof Error && error.message.includes("refused at")) throw error;
        await up();
      }
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
  return acknowledged;
}

/** What the log holds after a cursor, up to another, as a plain reader gets it. */
async function readLog(url: string, after: string, upTo: string): Promise<string[]> {
  const found: string[] = [];
  const abort = new AbortController();
  const response = await fetch(`${url}/streams/probe`, { headers: { "Last-Event-ID": after }, signal: abort.signal });
  const parser = createParser({
    onEvent: (event) => {
      if (event.data !== "") found.push(`${event.id} ${(JSON.parse(event.data) as { id: string }).id}`);
      if (event.id === upTo) abort.abort();
    },
  });
  const decoder = new TextDecoder();
  try {
    for await (const chunk of response.body ?? []) parser.feed(decoder.decode(chunk as Uint8Array, { stream: true }));
  } catch (error) {
    if (!abort.signal.aborted) throw error;
  }
  return found;
}

describe.skipIf(executable === undefined)("in Chromium", () => {
  let folder: string;
  let server: Running;
  const binary = process.env["TIDINGS_SUITE_SERVER"] ?? here("../../../target/debug/suite-server");

  beforeAll(async () => {
    if (process.env["TIDINGS_SUITE_SERVER"] === undefined) {
      execFileSync("cargo", ["build", "--quiet", "-p", "tidings-suite", "--bin", "suite-server"], { cwd: here("."), stdio: "inherit" });
    }
    folder = mkdtempSync(join(tmpdir(), "tidings-suite-"));
    server = await start(binary, ["--db", join(folder, "probe.redb")]);
  }, 600_000);

  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("restarts lose nothing, double nothing, and keep the order", async () => {
    const random = randomOf(seedOf("restarts"));
    const instants = Array.from({ length: KILLS }, () => 1 + Math.floor(random() * (EVENTS - 100))).sort((a, b) => a - b);
    console.log(`restarts: killed after ${instants.join(", ")} of ${EVENTS} acknowledged events`);
    const browser = await launch(executable ?? "");
    const pages = await servePage(await bundlePage(here("page.ts")));
    try {
      const page = await browser.newPage();
      const complaints = collectComplaints(page);
      await page.goto(`${pages.url}?origin=${encodeURIComponent(server.url)}`);
      await page.waitForFunction(() => window.states.includes("open"));

      const port = new URL(server.url).port;
      let restarting = Promise.resolve();
      const moment = (acknowledged: number): void => {
        if (instants[0] === undefined || acknowledged < instants[0]) return;
        instants.shift();
        restarting = restarting.then(async () => {
          await server.kill();
          server = await start(binary, ["--db", join(folder, "probe.redb"), "--port", port]);
        });
      };
      const acknowledged = await emitUntil(EVENTS, () => server.url, moment, () => restarting);
      await restarting;
      expect(instants).toEqual([]);

      // One more event, after which nothing is in flight: once it is there, everything is.
      await fetch(`${server.url}/emit/probe.scalars`, { method: "POST", body: JSON.stringify({ id: "last", count: 0 }) });
      const arrived = page.waitForFunction(() => window.told.some((told) => (told as { data?: { id?: string } }).data?.id === "last"), undefined, { timeout: 60_000 });
      await arrived.catch(async (cause: unknown) => {
        const seen = await page.evaluate(() => ({ count: window.told.length, newest: window.told.at(-1), states: window.states }));
        throw new Error(`the last event did not arrive; the page has seen ${JSON.stringify(seen)} and complained ${JSON.stringify(complaints)}`, { cause });
      });

      const told = await page.evaluate(() => window.told) as Told[];
      const states = await page.evaluate(() => window.states);
      expect(told.filter((each) => each.type !== "probe.scalars")).toEqual([]);
      const seen = told.map((each) => `${each.id} ${(each.data as { id: string }).id}`);
      expect(new Set(seen).size).toBe(seen.length);
      for (const [at, each] of told.entries()) {
        if (at > 0) expect(sequence(each.id)).toBeGreaterThan(sequence(told[at - 1]?.id));
      }
      const ids = new Set(told.map((each) => (each.data as { id: string }).id));
      expect([...acknowledged].filter((id) => !ids.has(id))).toEqual([]);

      const epoch = told[0]?.id?.split(".")[0] ?? "";
      expect(seen).toEqual(await readLog(server.url, `${epoch}.0`, told.at(-1)?.id ?? ""));
      expect(states.filter((state) => state === "waiting").length).toBeGreaterThanOrEqual(1);
      console.log(`restarts: ${acknowledged.size} acknowledged, ${seen.length} seen, 0 lost, 0 doubled; complaints of the page: ${complaints.filter((text) => !text.includes("ERR_")).length}`);
    } finally {
      await browser.close();
      pages.server.close();
    }
  }, 300_000);
});
