/**
 * A page reads a real server through the fault server, which breaks connection after connection in every way it knows,
 * while events are emitted. The page's client ends with what the log holds: every event once, in order.
 */

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { faults } from "./chaos.js";
import { Port } from "./faults.js";
import { root, startBrowser, startFaults, startPage } from "./setting.js";
import { chromiumPath, collectComplaints } from "../suite/browser/chromium.js";
import { sequence, type Told } from "../suite/browser/collect.js";
import { start, type Running } from "../suite/browser/process.js";
import { randomOf, seedOf } from "../suite/browser/random.js";

const EVENTS = Number(process.env["TIDINGS_CHAOS_EVENTS"] ?? 1000);
const FAULTS = Number(process.env["TIDINGS_CHAOS_FAULTS"] ?? 40);
/** An event takes more bytes than this on the wire, so there is always enough to reach the next fault. */
const SMALLEST = 80;
const IN_FLIGHT = 16;

const executable = chromiumPath();
if (executable === undefined && process.env["TIDINGS_NO_SKIP"] !== undefined) {
  throw new Error("Chromium is absent: apt-get install chromium, or name it in CHROMIUM_PATH");
}

async function emit(server: string, id: string): Promise<string> {
  const answer = await fetch(`${server}/emit/probe.scalars`, { method: "POST", body: JSON.stringify({ id, count: 1 }) });
  if (answer.status !== 200) throw new Error(`emit: ${answer.status} ${await answer.text()}`);
  return ((await answer.json()) as { readonly cursor: string }).cursor;
}

/** Emits events as the client meets faults, so that every fault comes while events are on their way. */
async function emitAlong(server: string, port: Port): Promise<string[]> {
  const cursors: string[] = [];
  let emitted = 0;
  while (emitted < EVENTS) {
    const { count } = await port.seen();
    const due = Math.min(EVENTS, Math.ceil((EVENTS * (count + 1)) / FAULTS));
    if (due <= emitted) {
      await port.seen(count + 1, 10_000);
      continue;
    }
    for (; emitted < due; emitted += IN_FLIGHT) {
      const batch = Array.from({ length: Math.min(IN_FLIGHT, EVENTS - emitted) }, (_, index) => (emitted + index).toString(36));
      cursors.push(...await Promise.all(batch.map((id) => emit(server, id))));
    }
  }
  return cursors;
}

describe.skipIf(executable === undefined)("chaos in Chromium", () => {
  let folder: string;
  let server: Running;
  let broken: Running;

  beforeAll(async () => {
    const binary = process.env["TIDINGS_SUITE_SERVER"] ?? join(process.env["CARGO_TARGET_DIR"] ?? join(root, "target"), "debug/suite-server");
    if (process.env["TIDINGS_SUITE_SERVER"] === undefined) {
      execFileSync("cargo", ["build", "--quiet", "--locked", "-p", "tidings-suite", "--bin", "suite-server"], { cwd: root, stdio: "inherit" });
    }
    folder = mkdtempSync(join(tmpdir(), "tidings-chaos-"));
    server = await start(binary, ["--db", join(folder, "probe.redb")]);
    broken = await startFaults();
  }, 600_000);

  afterAll(async () => {
    await broken.kill();
    await server.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  it(`${EVENTS} events over ${FAULTS} faults: none lost, none doubled, all in order`, async () => {
    const began = Date.now();
    const drawn = faults(FAULTS, (EVENTS / FAULTS) * SMALLEST, server.url, randomOf(seedOf("chaos")));
    const port = await Port.open(broken.url, {
      routes: [{ path: "/streams/probe", replies: drawn.map(({ steps }) => steps), then: [{ proxy: { to: server.url } }] }],
    });
    const browser = await startBrowser(executable ?? "");
    const pages = await startPage(`${root}/conformance/clients/page-chaos.ts`);
    try {
      // The page begins after an event that is there before it, so that a fault before its first frame loses nothing.
      const first = await emit(server.url, "a-");
      const page = await browser.newPage();
      const complaints = collectComplaints(page);
      await page.goto(`${pages.url}?origin=${encodeURIComponent(port.url)}&cursor=${first}`);
      const cursors = await emitAlong(server.url, port);
      await port.seen(FAULTS + 1, 60_000);
      const last = await emit(server.url, "z-");
      const arrived = page.waitForFunction((cursor) => (window.told.at(-1) as { readonly id?: string } | undefined)?.id === cursor, last, { timeout: 60_000 });
      await arrived.catch(async (cause: unknown) => {
        const seen = await page.evaluate(() => ({ count: window.told.length, newest: window.told.at(-1), states: window.states.slice(-5) }));
        throw new Error(`the last event did not arrive; the page has seen ${JSON.stringify(seen)} and complained ${JSON.stringify(complaints.slice(-3))}`, { cause });
      });

      const told = await page.evaluate(() => window.told) as Told[];
      expect(told.filter(({ type }) => type !== "probe.scalars")).toEqual([]);
      const seen = told.map(({ id }) => id ?? "");
      const wanted = [...cursors, last].sort((left, right) => sequence(left) - sequence(right));
      expect(seen).toEqual(wanted);
      const { count, requests } = await port.seen();
      expect(count).toBeGreaterThan(FAULTS);
      const kinds = new Map<string, number>();
      for (const { kind } of drawn) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      console.log(`chaos: ${[...kinds].map(([kind, times]) => `${times} ${kind}`).join(", ")}`);
      console.log(`chaos: ${wanted.length} events, ${FAULTS} faults, ${requests.length} connections asked for, 0 lost, 0 doubled, in order, 0 gaps, ${Date.now() - began} ms`);
    } finally {
      await browser.close();
      pages.stop();
      await port.close();
    }
  }, 600_000);
});
