/** Fifty frames share one connection. The one that leads is removed ten times: nobody else waits long, or misses anything. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Port, type Seen } from "./faults.js";
import { root, startBrowser, startFaults, startPage } from "./setting.js";
import { chromiumPath } from "../suite/browser/chromium.js";
import type { Running } from "../suite/browser/process.js";

const FRAMES = 50;
const DEATHS = 10;
/** An event comes this often, in milliseconds. */
const EVERY = 20;
/** So many events come between a death and the next. */
const BETWEEN = 40;
/** The longest time that a frame may hear nothing while a reader beside it, whom nobody cuts, hears something; in milliseconds. */
const LIMIT = 1000;

const executable = chromiumPath();
if (executable === undefined && process.env["TIDINGS_NO_SKIP"] !== undefined) {
  throw new Error("Chromium is absent: apt-get install chromium, or name it in CHROMIUM_PATH");
}

describe.skipIf(executable === undefined)("fifty frames in Chromium", () => {
  let faults: Running;
  beforeAll(async () => {
    faults = await startFaults();
  }, 600_000);
  afterAll(() => faults.kill());

  it(`share one connection, and lose nothing when the leader dies ${DEATHS} times`, async () => {
    const port = await Port.open(faults.url, { log: { size: 1 }, routes: [{ then: [{ entries: { live: true } }] }] });
    const beside = await Port.open(faults.url, { log: { size: 1 }, routes: [{ then: [{ entries: { live: true } }] }] });
    const browser = await startBrowser(executable ?? "");
    const pages = await startPage(`${root}/conformance/clients/page-frames.ts`);
    let source: NodeJS.Timeout | undefined;
    try {
      const page = await browser.newPage();
      await page.goto(pages.url);
      await page.evaluate(([count, stream]) => window.add(count, stream), [FRAMES, `${port.url}/stream`] as const);
      /** The connections that are open, once there is one, and only that. */
      const leading = async (): Promise<Seen> => {
        const open = async (): Promise<Seen[]> => (await port.seen()).requests.filter(({ ended, status }) => ended === null && status === 200);
        await expect.poll(async () => (await open()).length, { timeout: 20_000 }).toBe(1);
        return (await open())[0] as Seen;
      };
      const reach = (number: number): Promise<unknown> => page.waitForFunction((number) => window.reached() >= number, number, { timeout: 20_000, polling: 50 });

      await reach(1);
      await page.evaluate((stream) => window.listenBeside(stream), `${beside.url}/stream`);
      let sent = 1;
      source = setInterval(() => {
        sent++;
        void port.append(1);
        void beside.append(1);
      }, EVERY);
      await reach(BETWEEN);
      for (let death = 1; death <= DEATHS; death++) {
        const { headers } = await leading();
        await page.evaluate((frame) => window.remove(frame), Number(headers["x-frame"]));
        await reach(sent + BETWEEN);
      }
      clearInterval(source);
      await leading();
      await reach(sent);

      const report = Object.values(await page.evaluate(() => window.report()));
      expect(report.length).toBe(FRAMES - DEATHS);
      const wanted = Array.from({ length: sent }, (_, index) => index + 1);
      for (const { numbers } of report) expect(numbers).toEqual(wanted);
      const longest = Math.max(...report.map(({ waits }) => waits.longest));
      const anyway = await page.evaluate(() => window.beside());
      const { count, most_open: most } = await port.seen();
      console.log(`tabs: ${FRAMES} frames, ${DEATHS} leaders gone, ${sent} events, 0 lost, 0 doubled; ${count} connections in all, at most ${most} at a time, one at rest; the longest wait was ${Math.round(longest)} ms, and ${Math.round(anyway)} ms beside them`);
      expect(anyway).toBeGreaterThan(0);
      expect(longest - anyway).toBeLessThanOrEqual(LIMIT);
    } finally {
      clearInterval(source);
      await browser.close();
      pages.stop();
      await port.close();
      await beside.close();
    }
  });
});
