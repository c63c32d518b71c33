import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEFINITION, hasChromium, launch, LiveLog, until } from "./live-log.js";

const SCRIPT = `
import { v1 } from "./index.js";
import { share } from "./share.js";
const tab = new URLSearchParams(location.search).get("tab") ?? "";
if (tab === "") window.frame = (name) => { const it = document.createElement("iframe"); it.name = name; it.src = "/?tab=" + name; document.body.append(it); };
else {
  Object.defineProperty(document, "hidden", { get: () => window.isHidden ?? false });
  window.told = [];
  window.states = [];
  window.gap = 0;
  let last = 0;
  const orders = v1.client(${DEFINITION})({ share: share({ subject: "u1" }), headers: { "X-Tab": tab }, backoff: { base: 20, cap: 100 } });
  orders.onState((state) => window.states.push(state.status));
  orders.on("order.placed", (e) => {
    const now = performance.now();
    if (last) window.gap = Math.max(window.gap, now - last);
    last = now;
    window.told.push(e.data.total);
  });
  orders.on("$gap", (g) => window.told.push(g.raw));
  window.orders = orders;
}
`;

interface Tab {
  readonly told: unknown[];
  readonly states: string[];
  readonly gap: number;
}

/** Numbers that follow each other up to `last`. */
const run = (from: number, last: number): number[] => Array.from({ length: last - from + 1 }, (_, index) => from + index);

describe.skipIf(!hasChromium)("tabs that share, in Chromium", () => {
  const log = new LiveLog();
  let browser: Browser;
  let context: BrowserContext;

  beforeAll(async () => {
    await log.start(SCRIPT);
    browser = await launch();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    log.close();
  });

  const open = async (name: string): Promise<Page> => {
    const page = await context.newPage();
    await page.goto(`${log.url}?tab=${name}`);
    await page.waitForFunction('window.states?.at(-1) === "open"');
    return page;
  };
  const tell = (page: Page): Promise<Tab> => page.evaluate(() => ({ told: (window as never as Tab).told, states: (window as never as Tab).states, gap: (window as never as Tab).gap }));
  const leader = (): string => [...log.open.values()].join();

  it("50 frames have one connection; the leader dies ten times, and nobody loses, doubles or waits longer than a second", async () => {
    context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(log.url);
    await page.waitForFunction("window.frame");
    for (let at = 0; at < 50; at++) await page.evaluate((name) => (window as never as { frame: (name: string) => void }).frame(name), `f${at}`);
    const frames = () => page.frames().filter((frame) => frame !== page.mainFrame());
    await until("50 frames are open", async () => (await Promise.all(frames().map((frame) => frame.evaluate('window.states?.at(-1) === "open"')))).filter(Boolean).length === 50, 60_000);
    await until("one connection", () => log.open.size === 1);
    const begun = log.last;
    for (let death = 0; death < 10; death++) {
      for (let count = 0; count < 20; count++) {
        log.emit();
        await page.waitForTimeout(10);
      }
      const dying = leader();
      await page.evaluate((name) => document.querySelector(`iframe[name=${name}]`)?.remove(), dying);
      for (const end = Date.now() + 3000; Date.now() < end && (log.open.size !== 1 || leader() === dying); ) {
        log.emit();
        await page.waitForTimeout(10);
      }
      expect(leader()).not.toBe(dying);
    }
    log.emit(5);
    await until("all have the last", async () => (await Promise.all(frames().map((frame) => frame.evaluate(`window.told.at(-1) === ${log.last}`)))).every(Boolean));
    expect([frames().length, log.open.size]).toEqual([40, 1]);
    let longest = 0;
    for (const frame of frames()) {
      const { told, gap } = await frame.evaluate(() => ({ told: (window as never as Tab).told, gap: (window as never as Tab).gap }));
      expect(told).toEqual(run(begun + 1, log.last));
      longest = Math.max(longest, gap);
    }
    console.log(`50 frames, 10 deaths: ${log.last - begun} events each, ${log.asked.length} connections in all, longest gap ${longest.toFixed(0)} ms`);
    expect(longest).toBeLessThanOrEqual(1000);
    await context.close();
  }, 120_000);

  it("a new tab starts at the log's head on a connection of its own, then shares; a late one resumes", async () => {
    context = await browser.newContext();
    const first = await open("a");
    log.emit(3);
    await first.waitForFunction(`window.told.at(-1) === ${log.last}`);
    const before = log.last;
    const second = await open("b");
    await until("one connection", () => log.open.size === 1);
    log.emit(2);
    await second.waitForFunction(`window.told.at(-1) === ${log.last}`);
    expect((await tell(second)).told).toEqual(run(before + 1, log.last));
    expect(leader()).toBe("a");
    // Who has seen more than another takes over without a break.
    await first.close();
    await until("b leads", () => leader() === "b");
    log.emit(2);
    await second.waitForFunction(`window.told.at(-1) === ${log.last}`);
    expect((await tell(second)).told).toEqual(run(before + 1, log.last));
    await context.close();
  }, 60_000);

  it("a leader that is frozen is replaced, and one that is hidden while another is visible", async () => {
    context = await browser.newContext();
    const first = await open("a");
    const second = await open("b");
    const begun = log.last;
    await until("a leads alone", () => leader() === "a");
    // Frozen for longer than its followers bear, also on a machine that is busy.
    const frozen = first.evaluate(() => { for (const end = Date.now() + 8000; Date.now() < end; ); });
    await until("b leads", () => [...log.open.values()].includes("b"), 7500);
    log.emit(5);
    await second.waitForFunction(`window.told.at(-1) === ${log.last}`);
    await frozen;
    log.emit(5);
    await first.waitForFunction(`window.told.at(-1) === ${log.last}`);
    await until("b leads alone", () => leader() === "b");
    await second.evaluate("window.isHidden = true");
    log.emit(5);
    await until("a leads alone", () => leader() === "a");
    log.emit(5);
    for (const page of [first, second]) {
      await page.waitForFunction(`window.told.at(-1) === ${log.last}`);
      expect((await tell(page)).told).toEqual(run(begun + 1, log.last));
    }
    await context.close();
  }, 60_000);

  it("states are the leader's, and an outage is asked about by one tab alone", async () => {
    context = await browser.newContext();
    const pages = [await open("a"), await open("b"), await open("c")];
    await until("one connection", () => log.open.size === 1);
    const asked = log.asked.length;
    log.refusals.push(503, 503, 503);
    for (const response of log.open.keys()) response.destroy();
    for (const page of pages) await page.waitForFunction('window.states.includes("waiting") && window.states.at(-1) === "open"');
    expect(log.asked.length - asked).toBe(4);
    await context.close();
  }, 60_000);
});
