import { describe, expect, it } from "vitest";
import { v1 } from "../src/index.js";
import type { Platform } from "../src/index.js";
import { settle, shop, type ShopEvents } from "./kit.js";

const CLIENTS = 1000;
const WINDOW = 100;

/** Numbers in [0, 1), the same on every run. */
const uniform = (seed: number) => (): number => {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), seed | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
};

/** 1,000 clients on one clock, and a server that is up or down. Time passes in steps that run all that is due. */
class Herd {
  now = 1_000_000;
  isUp = true;
  /** When a connection was opened. */
  readonly opened: number[] = [];
  readonly #cuts = new Set<() => void>();
  readonly #due = new Map<number, Set<() => void>>();

  constructor(token?: (now: number) => { readonly token: string; readonly expiresAt: number }) {
    const random = uniform(7);
    const platform: Platform = { now: () => this.now, random, after: (delay, run) => this.#after(delay, run), fetch: (_, init) => this.#fetch(init?.signal ?? undefined) };
    for (let at = 0; at < CLIENTS; at++) {
      v1.client<ShopEvents>({ ...shop, heartbeat: 0 })({ origin: "https://shop.example", platform, ...(token && { token: () => token(this.now) }) }).on("$gap", () => {});
    }
  }

  #after(delay: number, run: () => void): () => void {
    const at = Math.ceil(this.now + delay);
    const runs = this.#due.get(at) ?? new Set();
    this.#due.set(at, runs.add(run));
    return () => void runs.delete(run);
  }

  async #fetch(signal?: AbortSignal): Promise<Response> {
    if (!this.isUp) throw new TypeError("fetch failed");
    this.opened.push(this.now);
    const read = (): Promise<never> => new Promise((_, reject) => {
      const cut = (): void => {
        this.#cuts.delete(cut);
        reject(new TypeError("terminated"));
      };
      this.#cuts.add(cut);
      signal?.addEventListener("abort", cut);
    });
    return { status: 200, headers: new Headers({ "content-type": "text/event-stream" }), body: { getReader: () => ({ read }) } } as unknown as Response;
  }

  get connected(): number {
    return this.#cuts.size;
  }

  cut(): void {
    for (const cut of [...this.#cuts]) cut();
  }

  async pass(milliseconds: number): Promise<void> {
    const until = this.now + milliseconds;
    await settle();
    for (;;) {
      const at = Math.min(...this.#due.keys());
      if (at > until) break;
      this.now = Math.max(this.now, at);
      const runs = [...this.#due.get(at) ?? []];
      this.#due.delete(at);
      for (const run of runs) run();
      if (runs.length > 0) await settle();
    }
    this.now = until;
  }

  /** The largest share of these openings within any window. */
  static peak(times: readonly number[]): number {
    const sorted = [...times].sort((a, b) => a - b);
    let from = 0;
    let most = 0;
    sorted.forEach((time, index) => {
      while ((sorted[from] as number) <= time - WINDOW) from++;
      most = Math.max(most, index - from + 1);
    });
    return most / sorted.length;
  }
}

describe("1,000 clients", () => {
  it("come back after an outage of 60 s spread out: at most 3 % in any 100 ms", async () => {
    const herd = new Herd();
    await herd.pass(10_000);
    expect(herd.connected).toBe(CLIENTS);
    herd.isUp = false;
    herd.opened.length = 0;
    herd.cut();
    await herd.pass(60_000);
    expect([herd.connected, herd.opened.length]).toEqual([0, 0]);
    herd.isUp = true;
    await herd.pass(120_000);
    expect([herd.connected, herd.opened.length]).toEqual([CLIENTS, CLIENTS]);
    const peak = Herd.peak(herd.opened);
    console.log(`after an outage: at most ${(peak * 100).toFixed(1)} % of the reconnects in 100 ms`);
    expect(peak).toBeLessThanOrEqual(0.03);
  });

  it("move over before a common end of their tokens spread out, and none is cut", async () => {
    const end = 1_000_000 + 300_000;
    const herd = new Herd((now) => ({ token: "t", expiresAt: now < end - 60_000 ? end : end + 3_600_000 }));
    await herd.pass(1000);
    herd.opened.length = 0;
    await herd.pass(299_000);
    expect([herd.connected, herd.opened.length]).toEqual([CLIENTS, CLIENTS]);
    expect(Math.min(...herd.opened)).toBeGreaterThanOrEqual(end - 60_000 - 1000);
    const peak = Herd.peak(herd.opened);
    console.log(`at a common expiry: at most ${(peak * 100).toFixed(1)} % of the moves in 100 ms`);
    expect(peak).toBeLessThanOrEqual(0.03);
  });
});
