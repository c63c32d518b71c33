import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEFINITION, hasChromium, launch, LiveLog, until } from "./live-log.js";

const SCRIPT = `
import { v1 } from "./index.js";
import { native } from "./native.js";
import { storage } from "./storage.js";
import { telemetry } from "./telemetry.js";
const createOrders = v1.client(${DEFINITION});
window.told = [];
window.states = [];
window.shows = [];
addEventListener("pageshow", ({ persisted }) => window.shows.push(persisted));
window.follow = (options) => {
  const orders = (window.orders = createOrders(options));
  orders.onState((state) => window.states.push(state.status));
  orders.on("order.placed", (e) => window.told.push(e.data.total));
  for (const name of ["open", "error"]) orders.on(name, (e) => window.told.push(name + " " + e.data));
  orders.on("$gap", (g) => window.told.push(g.reason));
};
window.make = {
  kept: () => window.follow({ resume: storage({ persist: { load: (state) => (window.told = state), save: () => window.told } }) }),
  // Nothing but being woken ends such a wait in time.
  slow: () => window.follow({ backoff: { base: 600_000, cap: 600_000 } }),
  // Luck would break the limit once in five hundred times; the mean of many clients is judged by behaviour B19.
  plain: () => window.follow({ platform: { random: () => 0.4 } }),
  native: () => window.follow({ native: native({ ticket: "ticket" }), token: () => "abc", backoff: { base: 20, cap: 100 } }),
};
window.telemetry = telemetry;
`;

const run = (from: number, last: number): number[] => Array.from({ length: last - from + 1 }, (_, index) => from + index);

describe.skipIf(!hasChromium)("a page's life, in Chromium", () => {
  const log = new LiveLog();
  let browser: Browser;

  beforeAll(async () => {
    await log.start(SCRIPT);
    // Playwright switches the back-forward cache off.
    browser = await launch({ ignoreDefaultArgs: ["--disable-back-forward-cache"] });
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    log.close();
  });

  const open = async (way: string): Promise<Page> => {
    const page = await (await browser.newContext()).newPage();
    await page.goto(log.url);
    await page.waitForFunction("window.make");
    await page.evaluate(`window.make.${way}()`);
    await page.waitForFunction('window.states.at(-1) === "open"');
    return page;
  };
  const told = (page: Page): Promise<unknown[]> => page.evaluate(() => (window as never as { told: unknown[] }).told);
  const arrived = (page: Page): Promise<unknown> => page.waitForFunction(`window.told.at(-1) === ${log.last}`);

  it("a reload goes on where state and cursor stand", async () => {
    const page = await open("kept");
    const begun = log.last;
    log.emit(5);
    await arrived(page);
    for (let load = 0; load < 3; load++) {
      await page.reload();
      await until("it is gone", () => log.open.size === 0);
      log.emit(3);
      await page.waitForFunction("window.make");
      expect(await told(page)).toEqual([]);
      await page.evaluate("window.make.kept()");
      await arrived(page);
      expect(await told(page)).toEqual(run(begun + 1, log.last));
    }
    await page.context().close();
  }, 60_000);

  it("a page from the back-forward cache reconnects at once and resumes", async () => {
    const page = await open("slow");
    const begun = log.last;
    log.emit(2);
    await arrived(page);
    await page.goto(`${log.url}?other`);
    log.emit(2);
    // Playwright waits for a load that never comes.
    await page.evaluate(() => void setTimeout(() => history.back()));
    await arrived(page);
    log.emit(2);
    await arrived(page);
    expect([await told(page), await page.evaluate("window.shows")]).toEqual([run(begun + 1, log.last), [false, true]]);
    await page.context().close();
  }, 60_000);

  it("when the network is back, so is the client, however long it would wait", async () => {
    const page = await open("slow");
    const begun = log.last;
    await page.context().setOffline(true);
    for (const response of log.open.keys()) response.destroy();
    await page.waitForFunction('window.states.at(-1) === "waiting"');
    log.emit(2);
    await page.context().setOffline(false);
    await arrived(page);
    expect(await told(page)).toEqual(run(begun + 1, log.last));
    await page.context().close();
  }, 60_000);

  it("a flapping server is asked at most six times in 16 s", async () => {
    const page = await open("plain");
    const asked = log.asked.length;
    const flap = setInterval(() => {
      for (const response of log.open.keys()) {
        log.open.delete(response);
        response.destroy();
      }
    }, 20);
    await page.evaluate(() => new Promise((resolve) => { setTimeout(resolve, 16_000); }));
    clearInterval(flap);
    expect(log.asked.length - asked).toBeLessThanOrEqual(6);
    expect(log.asked.length - asked).toBeGreaterThan(1);
    await page.context().close();
  }, 60_000);

  it("through the browser's EventSource: resumes with its own backoff, and tells a gap where no cursor is known", async () => {
    const page = await open("native");
    const begun = log.last;
    log.refusals.push(503, 500);
    for (const response of log.open.keys()) response.destroy();
    await page.waitForFunction('window.told.at(-1) === "unanchored"');
    log.emit(3);
    await arrived(page);
    for (const response of log.open.keys()) response.destroy();
    log.emit(3);
    await arrived(page);
    // Events of the contract may bear the names of the browser's own, and text may hold what some take for line ends.
    log.send('event: error\ndata: {"v":1,"data":"a\u2028b"}\n\nevent: open\ndata: {"v":1,\ndata: "data":"c"}\n\n');
    await page.waitForFunction('window.told.at(-1) === "open c"');
    expect(await told(page)).toEqual(["unanchored", ...run(begun + 1, log.last), "error a\u2028b", "open c"]);
    expect(await page.evaluate('window.states.at(-1)')).toBe("open");
    await page.context().close();
  }, 60_000);
});
