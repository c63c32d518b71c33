/**
 * The law of snapshots, from end to end: a page in Chromium reads a real server through the fault server, which breaks
 * connection after connection in every way it knows, while the state moves, the log is trimmed, and the server is killed
 * and begins anew with nothing. What the page has built of snapshots and of what followed is what the whole log comes to.
 */

import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { faults } from "./chaos.js";
import { Port } from "./faults.js";
import { after, EMPTY, type Book } from "./ledger.js";
import { root, startBrowser, startFaults, startPage } from "./setting.js";
import { chromiumPath, collectComplaints } from "../suite/browser/chromium.js";
import type { LedgerMoved } from "../suite/browser/contracts/ledger.js";
import { start, type Running } from "../suite/browser/process.js";
import { randomOf, seedOf } from "../suite/browser/random.js";

const MOVES = Number(process.env["TIDINGS_LEDGER_MOVES"] ?? 1000);
const FAULTS = Number(process.env["TIDINGS_LEDGER_FAULTS"] ?? 40);
/** A move takes more bytes than this on the wire, so there is always enough to reach the next fault. */
const SMALLEST = 80;
/** One in so many batches is followed by a trim of the log. */
const TRIMS = 6;
/** After these parts of the faults the server is killed. */
const KILLS = [1 / 3, 2 / 3];

const executable = chromiumPath();
if (executable === undefined && process.env["TIDINGS_NO_SKIP"] !== undefined) {
  throw new Error("Chromium is absent: apt-get install chromium, or name it in CHROMIUM_PATH");
}

async function post(url: string, body?: unknown): Promise<string> {
  const answer = await fetch(url, { method: "POST", ...(body !== undefined && { body: JSON.stringify(body) }) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${text}`);
  return text;
}

/** The server, and what a judge knows of it: every move since it began. */
class Ledger {
  #server: Running;
  readonly #binary: string;
  readonly #random: () => number;
  book: Book = EMPTY;
  cursor = "";
  trims = 0;
  kills = 0;

  private constructor(server: Running, binary: string, random: () => number) {
    this.#server = server;
    this.#binary = binary;
    this.#random = random;
  }

  static async start(binary: string, random: () => number): Promise<Ledger> {
    return new Ledger(await start(binary, []), binary, random);
  }

  get url(): string {
    return this.#server.url;
  }

  async move(count: number): Promise<void> {
    const draw = (): LedgerMoved => ({ account: "abcdefgh"[Math.floor(this.#random() * 8)] ?? "a", amount: Math.floor(this.#random() * 2001) - 1000 });
    const moves = Array.from({ length: count }, draw);
    this.cursor = (JSON.parse(await post(`${this.url}/moves`, moves)) as { readonly cursor: string }).cursor;
    this.book = moves.reduce(after, this.book);
  }

  async trim(): Promise<void> {
    await post(`${this.url}/trim`);
    this.trims++;
  }

  /** Kills it; the next one has the same port, and nothing else. */
  async restart(): Promise<void> {
    const { port } = new URL(this.url);
    await this.#server.kill();
    this.#server = await start(this.#binary, ["--port", port]);
    Object.assign(this, { book: EMPTY, cursor: "", kills: this.kills + 1 });
  }

  kill(): Promise<void> {
    return this.#server.kill();
  }
}

/** Moves the state as the client meets faults, so that every fault comes while moves are on their way. */
async function moveAlong(ledger: Ledger, port: Port, random: () => number): Promise<void> {
  const kills = KILLS.map((part) => Math.floor(FAULTS * part));
  for (let moved = 0; moved < MOVES; ) {
    const { count } = await port.seen();
    if (count >= (kills[ledger.kills] ?? Infinity)) await ledger.restart();
    const due = Math.min(MOVES, Math.ceil((MOVES * (count + 1)) / FAULTS));
    if (due <= moved) {
      await port.seen(count + 1, 10_000);
      continue;
    }
    await ledger.move(due - moved);
    moved = due;
    if (random() * TRIMS < 1) await ledger.trim();
  }
}

const total = (table: Readonly<Record<string, number>>, prefix: string): number =>
  Object.entries(table).reduce((sum, [what, times]) => sum + (what.startsWith(prefix) ? times : 0), 0);

describe.skipIf(executable === undefined)("the law of snapshots in Chromium", () => {
  let broken: Running;
  const binary = process.env["TIDINGS_SUITE_LEDGER"] ?? join(process.env["CARGO_TARGET_DIR"] ?? join(root, "target"), "debug/suite-ledger");

  beforeAll(async () => {
    if (process.env["TIDINGS_SUITE_LEDGER"] === undefined) {
      execFileSync("cargo", ["build", "--quiet", "--locked", "-p", "tidings-suite", "--bin", "suite-ledger"], { cwd: root, stdio: "inherit" });
    }
    broken = await startFaults();
  }, 600_000);

  afterAll(() => broken.kill());

  it.each(["server", "page"])("by the %s's own snapshots, the state is that of the whole log", async (way) => {
    const began = Date.now();
    const random = randomOf(seedOf(`ledger, by the ${way}`));
    const ledger = await Ledger.start(binary, random);
    const drawn = faults(FAULTS, (MOVES / FAULTS) * SMALLEST, ledger.url, random);
    const whole = [{ proxy: { to: ledger.url } }] as const;
    const port = await Port.open(broken.url, {
      routes: [{ path: "/streams/ledger", replies: drawn.map(({ steps }) => steps), then: whole }],
    });
    const busy = [{ head: { status: 503, headers: { "content-type": "text/plain" } } }, { send: "busy" }] as const;
    const states = await Port.open(broken.url, { routes: [{ path: "/state", replies: [busy, whole, whole, busy], then: whole }] });
    const browser = await startBrowser(executable ?? "");
    const pages = await startPage(`${root}/conformance/clients/page-ledger.ts`);
    try {
      await ledger.move(5);
      const page = await browser.newPage();
      const complaints = collectComplaints(page);
      await page.goto(`${pages.url}?origin=${encodeURIComponent(port.url)}${way === "page" ? `&state=${encodeURIComponent(states.url)}` : ""}`);
      await moveAlong(ledger, port, random);
      await port.seen(FAULTS + 1, 60_000);
      await ledger.move(3);
      await page.waitForFunction((cursor) => window.cursor() === cursor, ledger.cursor, { timeout: 60_000 }).catch(async (cause: unknown) => {
        const seen = await page.evaluate(() => [window.cursor(), window.times, window.opened]);
        throw new Error(`the page never stood at ${ledger.cursor}: ${JSON.stringify(seen)}, and complained ${JSON.stringify(complaints.slice(-3))}`, { cause });
      });
      const { book, times, opened } = await page.evaluate(() => ({ book: window.book, times: window.times, opened: window.opened }));
      expect(book).toEqual(ledger.book);
      expect(total(times, "unknown")).toBe(0);
      // The faults took place, and what they ask for was told; a gap that was cut off before its snapshot is told again.
      expect(ledger.kills).toBe(KILLS.length);
      for (const what of ["gap epoch", "gap trimmed", "moved"]) expect(times[what] ?? 0, what).toBeGreaterThan(0);
      expect(times["snapshot"]).toBeGreaterThan(KILLS.length);
      console.log(`ledger, by the ${way}: ${MOVES + 8} moves, ${FAULTS} faults, ${ledger.trims} trims, ${ledger.kills} restarts with nothing; ${times["snapshot"]} snapshots, ${total(times, "gap")} gaps told, ${times["moved"]} moves told, ${opened} connections opened; the state is that of the whole log, ${Date.now() - began} ms`);
    } finally {
      await browser.close();
      pages.stop();
      await port.close();
      await states.close();
      await ledger.kill();
    }
  }, 600_000);
});
