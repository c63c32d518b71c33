// The example as a visitor meets it: the real server, the built page, a real browser.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const server = process.env["ORDERS_SERVER"] ?? join(root, "target/debug/orders-server");
const browserPath = [process.env["CHROMIUM_PATH"], "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
  .find((path): path is string => path !== undefined && existsSync(path));
const missing = [
  browserPath === undefined ? "Chromium (apt-get install chromium, or CHROMIUM_PATH)" : undefined,
  existsSync(server) ? undefined : "the server (cargo build -p orders-server)",
  existsSync(join(root, "examples/orders-web/dist/index.html")) ? undefined : "the built page (npm run -w orders-web build)",
].filter((what) => what !== undefined);
if (missing.length > 0 && process.env["TIDINGS_NO_SKIP"] !== undefined) throw new Error(`missing: ${missing.join("; ")}`);
if (missing.length > 0) console.error(`skipped: missing ${missing.join("; ")}`);

describe.skipIf(missing.length > 0)("the dispatch desk", () => {
  const folder = mkdtempSync(join(tmpdir(), "orders-web-"));
  let shop: ChildProcess;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    const dist = join(root, "examples/orders-web/dist");
    const args = ["--port", "0", "--seed", "7", "--pace", "120", "--log", join(folder, "orders.redb"), "--page", dist];
    shop = spawn(server, args, { stdio: ["ignore", "pipe", "inherit"] });
    const url = await new Promise<string>((found, failed) => {
      shop.once("error", failed);
      shop.once("exit", (code) => failed(new Error(`the server ended with ${code} before it listened`)));
      createInterface({ input: shop.stdout! }).on("line", (line) => {
        const address = /^listening on (\S+)$/.exec(line)?.[1];
        if (address !== undefined) found(address);
      });
    });
    browser = await chromium.launch({ executablePath: browserPath!, args: ["--no-sandbox", "--disable-background-networking"] });
    page = await browser.newPage();
    page.on("pageerror", (error) => complaints.push(String(error)));
    await page.goto(url);
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    shop?.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  });

  const text = async (selector: string): Promise<string> => (await page.textContent(selector)) ?? "";
  const figure = async (at: number): Promise<number> => Number(await text(`#streams article:nth-child(1) dd >> nth=${at}`));

  test("orders arrive and move on", async () => {
    await page.waitForFunction(() => document.querySelectorAll("#orders .order").length >= 20);
    await page.waitForFunction(() => document.querySelectorAll('#orders .order[data-step="shipped"]').length >= 3);
    expect(await text("#overall")).toBe("Live");
    const before = await figure(0);
    await page.waitForFunction((least) => Number(document.querySelector("#streams dd")?.textContent) > least + 10, before);
  }, 60_000);

  test("notifications are those of the chosen customer, one per order", async () => {
    await page.selectOption("#user", "tomas");
    await page.waitForFunction(() => document.querySelectorAll("#notifications .notification").length >= 2);
    const titles = await page.locator("#notifications .notification b").allTextContents();
    const orders = titles.map((title) => /A-\d+/.exec(title)?.[0]);
    expect(new Set(orders).size).toBe(orders.length);
  }, 60_000);

  test("a cut loses nothing, and a running answer goes on where it was", async () => {
    await page.fill("#question", "Which lantern for a small balcony?");
    await page.press("#question", "Enter");
    await page.waitForFunction(() => (document.querySelector(".answer.running")?.textContent ?? "").length > 20);
    await page.click("#cut");
    await page.waitForFunction(() => document.getElementById("notice")?.textContent?.startsWith("Back after"), undefined, { timeout: 60_000 });
    expect(await text("#notice")).toMatch(/^Back after [\d.]+ s\. \d+ events? caught up, in order, none twice, no gap\.$/);
    await page.waitForFunction(() => document.querySelector(".answer.running") === null, undefined, { timeout: 60_000 });
    const answer = await text(".answer");
    expect(answer).toContain("For a small balcony, take the solar lantern: it charges on the rail during the day and gives a warm light");
    expect(answer).toContain("there the brass oil lamp is the safest.");
    expect(answer).toMatch(/resumed after (a cut|\d cuts), not asked twice$/);
    expect(await figure(3)).toBeGreaterThan(0);
    expect(await figure(4)).toBe(0);
  }, 120_000);

  test("a question that is refused ends in the declared way", async () => {
    await page.fill("#question", "My card number is 4242 4242");
    await page.press("#question", "Enter");
    await page.waitForSelector(".answer-meta.failed");
    expect(await text(".answer-meta.failed")).toBe("Please never send card numbers or passwords; the assistant does not read them.");
  }, 60_000);

  test("the server ends when it is asked to, although streams are open", async () => {
    const ended = once(shop, "exit");
    shop.kill("SIGTERM");
    expect((await ended)[0]).toBe(0);
    expect(complaints).toEqual([]);
  }, 30_000);
});
