/**
 * The page of `tidings docs` in Chromium: nothing of it is cut off or pushes the page wide, on a desk or on a phone,
 * what is written can be told from its ground in both colour schemes, and a link opens what it leads to.
 */

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chromiumPath, launch } from "./chromium.js";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const executable = chromiumPath();
if (executable === undefined && process.env["TIDINGS_NO_SKIP"] !== undefined) {
  throw new Error("Chromium is absent: apt-get install chromium, or name it in CHROMIUM_PATH");
}

/** Widths in CSS pixels: a small phone, a phone, a tablet, a desk. */
const WIDTHS = [320, 390, 768, 1280];
/** What WCAG 2.2 asks of text of ordinary size at level AA. */
const CONTRAST = 4.5;

/** A registry whose names and texts are as long as people make them, without a place to break. */
function longRegistry(folder: string): void {
  const endless = "x".repeat(300);
  const event = join(folder, "events", `a.${"very_".repeat(10)}long.name`);
  mkdirSync(event, { recursive: true });
  mkdirSync(join(folder, "streams"));
  writeFileSync(join(folder, "tidings.toml"), `name = "a${"b".repeat(40)}"\n`);
  const schema = {
    title: endless,
    description: `${endless}\n\n${endless}`,
    deprecated: true,
    "x-tidings": { change: endless, owners: [endless] },
    type: "object",
    required: [endless],
    properties: {
      [endless]: { description: endless, type: "string", pattern: `^${endless}$` },
      kind: { enum: [endless, "y"], "x-tidings": { fallback: "y" } },
    },
    examples: [{ [endless]: endless }],
  };
  writeFileSync(join(event, "1.json"), JSON.stringify(schema));
  const name = `a.${"very_".repeat(10)}long.name`;
  writeFileSync(join(folder, "streams", "s.toml"), `title = "${endless}"\nowners = ["${endless}"]\npath = "/${"p".repeat(120)}"\n[events."${name}"]\nwrite = 1\n`);
}

/** Elements that hold more than can be seen of them, other than what is made to be scrolled. */
async function cutOff(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const inScroller = (element: Element): boolean => element.closest("pre, .wide") !== null;
    const found: string[] = [];
    for (const element of document.querySelectorAll("body *")) {
      const box = element.getBoundingClientRect();
      const hidden = box.width === 0 || box.right < 0;
      if (!hidden && !inScroller(element) && box.right > document.documentElement.clientWidth + 1) {
        found.push(`${element.tagName}.${element.className} ends at ${Math.round(box.right)}`);
      }
    }
    const contents = document.querySelector(".contents");
    if (contents !== null && contents.scrollWidth > contents.clientWidth) found.push("the contents scroll sideways");
    if (document.documentElement.scrollWidth > document.documentElement.clientWidth) found.push("the page scrolls sideways");
    return found;
  });
}

/** Texts whose colour is too near to that of their ground, with the ratio. */
async function faint(page: Page, least: number): Promise<string[]> {
  return page.evaluate((asked) => {
    const rgb = (text: string): number[] => (text.match(/[\d.]+/g) ?? []).map(Number);
    const light = (colour: number[]): number => {
      const [r, g, b] = colour.slice(0, 3).map((part) => {
        const share = part / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0);
    };
    const ground = (element: Element | null): number[] => {
      if (element === null) return [255, 255, 255];
      const colour = rgb(getComputedStyle(element).backgroundColor);
      return colour.length === 4 && colour[3] === 0 ? ground(element.parentElement) : colour;
    };
    const found = new Set<string>();
    for (const element of document.querySelectorAll("body *")) {
      const speaks = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && (node.textContent ?? "").trim() !== "");
      if (!speaks) continue;
      const [a, b] = [light(rgb(getComputedStyle(element).color)), light(ground(element))];
      const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      if (ratio < asked) found.add(`${element.tagName}.${element.className} ${ratio.toFixed(2)}`);
    }
    return [...found];
  }, least);
}

describe.skipIf(executable === undefined)("the page of `tidings docs`", () => {
  let browser: Browser;
  let folder: string;
  const urls: Record<string, string> = {};

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "tidings-docs-"));
    const long = join(folder, "long");
    mkdirSync(long);
    longRegistry(long);
    execFileSync("cargo", ["build", "--locked", "--quiet", "-p", "tidings-cli"], { cwd: root, stdio: "inherit" });
    const registries = { shop: join(root, "schemas"), suite: join(root, "conformance/suite/registry"), long };
    for (const [name, registry] of Object.entries(registries)) {
      const file = join(folder, `${name}.html`);
      execFileSync(join(root, "target/debug/tidings"), ["docs", "--registry", registry, "--out", file], { cwd: folder });
      urls[name] = pathToFileURL(file).href;
    }
    browser = await launch(executable ?? "");
  }, 600_000);

  afterAll(async () => {
    await browser?.close();
    if (folder !== undefined) rmSync(folder, { recursive: true });
  });

  for (const name of ["shop", "suite", "long"]) {
    it(`holds everything of ${name} at every width`, async () => {
      for (const width of WIDTHS) {
        const page = await browser.newPage({ viewport: { width, height: 800 } });
        await page.goto(urls[name] ?? "");
        await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
        expect(await cutOff(page), `${width} pixels`).toEqual([]);
        await page.close();
      }
    });
  }

  for (const colorScheme of ["light", "dark"] as const) {
    it(`can be read in ${colorScheme} colours`, async () => {
      const page = await browser.newPage({ colorScheme });
      await page.goto(urls["suite"] ?? "");
      const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      expect(paper).toBe(colorScheme === "light" ? "rgb(251, 250, 247)" : "rgb(20, 24, 26)");
      expect(await faint(page, CONTRAST)).toEqual([]);
      // The measure itself finds what is faint.
      await page.addStyleTag({ content: "h1 { color: var(--line) !important; }" });
      expect(await faint(page, CONTRAST)).toHaveLength(1);
      await page.close();
    });
  }

  it("opens the version that a link leads to", async () => {
    const page = await browser.newPage();
    await page.goto(urls["shop"] ?? "");
    const old = page.locator('details:has([id="event-order.placed-1"])');
    expect(await old.getAttribute("open")).toBeNull();
    await page.click('.facts a[href="#event-order.placed-1"]');
    await page.waitForFunction(() => location.hash === "#event-order.placed-1");
    expect(await old.getAttribute("open")).not.toBeNull();
    await page.close();
  });
});
