/** Tabs of a real browser. */

import type { Browser, BrowserContext, Page } from "playwright-core";
import type { Behaviour, Client, Tab } from "./behaviour.js";
import type { Plan } from "./hearing.js";
import type { Place } from "./run.js";

async function ready(page: Page): Promise<void> {
  await page.waitForFunction(() => "hearings" in window);
}

async function connect(page: Page, name: string, plan: Plan): Promise<Client> {
  const hearing = await page.evaluate(([name, plan]) => window.hearings.connect(name, plan), [name, plan] as const);
  return {
    heard: (count = 0, within = 0) =>
      page.evaluate(([hearing, count, within]) => window.hearings.until(hearing, count, within), [hearing, count, within] as const),
    close: () => page.evaluate((hearing) => window.hearings.close(hearing), hearing),
  };
}

/** Makes tabs of one arena: they are of one browser context, and load the page at `url`. */
class Context implements Place {
  readonly #context: Promise<BrowserContext>;
  readonly #url: string;
  readonly #name: string;

  constructor(browser: Browser, url: string, name: string) {
    this.#context = browser.newContext();
    this.#url = url;
    this.#name = name;
  }

  async tab(): Promise<Tab> {
    const context = await this.#context;
    const page = await context.newPage();
    await page.goto(this.#url);
    await ready(page);
    return {
      connect: (plan) => connect(page, this.#name, plan),
      reload: async () => {
        await page.reload();
        await ready(page);
      },
      away: async (meanwhile) => {
        await page.evaluate(() => window.addEventListener("pageshow", ({ persisted }) => (document.title = persisted ? "kept" : "new")));
        // Another host, so that the page is not merely replaced within its own.
        await page.goto(`${this.#url.replace("127.0.0.1", "localhost")}away`);
        await meanwhile();
        // A page from the cache tells no new load, so there is nothing to wait for but its being there.
        await page.goBack({ waitUntil: "commit" });
        await ready(page);
        return (await page.title()) === "kept";
      },
      offline: (isOffline) => context.setOffline(isOffline),
      close: () => page.close({ runBeforeUnload: false }),
    };
  }

  async close(): Promise<void> {
    await (await this.#context).close();
  }
}

/** One client in Chromium. Behaviours that do nothing to their page share one: a page for each would starve the machine. */
export class Chromium {
  readonly #context: () => Context;
  #common: Context | undefined;
  #tab: Promise<Tab> | undefined;

  constructor(browser: Browser, url: string, name: string) {
    this.#context = () => new Context(browser, url, name);
  }

  place(behaviour: Behaviour): Place {
    if (behaviour.page) return this.#context();
    return { tab: () => (this.#tab ??= (this.#common ??= this.#context()).tab()), close: async () => {} };
  }

  async close(): Promise<void> {
    await this.#common?.close();
  }
}
