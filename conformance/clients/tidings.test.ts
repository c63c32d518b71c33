/** Our own client shows every behaviour, in Chromium and, where no page is needed, in Node; a careless one is caught. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Adapter } from "./adapter.js";
import { behaviours } from "./behaviours/index.js";
import { Chromium } from "./in-chromium.js";
import { inNode } from "./in-node.js";
import { run, type Row } from "./run.js";
import { root, startBrowser, startFaults, startPage } from "./setting.js";
import { reasons, score } from "./table.js";
import { tidings } from "./tidings.js";
import { chromiumPath } from "../suite/browser/chromium.js";
import type { Running } from "../suite/browser/process.js";

const executable = chromiumPath();
if (executable === undefined && process.env["TIDINGS_NO_SKIP"] !== undefined) {
  throw new Error("Chromium is absent: apt-get install chromium, or name it in CHROMIUM_PATH");
}

/** Asks once, tells whatever looks like data, and never comes back. */
const careless: Adapter = {
  name: "careless",
  runs: ["node"],
  connect: ({ url, onEvent }) => {
    const abort = new AbortController();
    const read = async (): Promise<void> => {
      const { body } = await fetch(url, { signal: abort.signal });
      const decoder = new TextDecoder();
      for await (const chunk of body ?? []) {
        for (const line of decoder.decode(chunk as Uint8Array).split("\n")) if (line.startsWith("data: ")) onEvent({ type: "tick", data: line.slice(6) });
      }
    };
    read().catch(() => {});
    return { close: () => abort.abort() };
  },
};

describe("behaviours", () => {
  let faults: Running;
  beforeAll(async () => {
    faults = await startFaults();
  }, 600_000);
  afterAll(() => faults.kill());

  const told = (row: Row): string => `${score(row)}\n${reasons(behaviours, row)}`;

  it.skipIf(executable === undefined).concurrent("tidings in Chromium shows all twenty", async () => {
    const browser = await startBrowser(executable ?? "");
    const page = await startPage(`${root}/conformance/clients/page-tidings.ts`);
    const client = new Chromium(browser, page.url, tidings.name);
    try {
      const outcomes = await run(behaviours, (behaviour) => client.place(behaviour), faults.url);
      expect(told({ name: tidings.name, place: "chromium", outcomes })).toBe("20 of 20\ntidings, chromium: nothing failed");
    } finally {
      await browser.close();
      page.stop();
    }
  });

  it.concurrent("tidings in Node shows all that need no page", async () => {
    const outcomes = await run(behaviours, inNode(tidings), faults.url);
    expect(told({ name: tidings.name, place: "node", outcomes })).toBe("17 of 17\ntidings, node: nothing failed");
  });

  it.concurrent("a careless client fails every one that it can be asked", async () => {
    const outcomes = await run(behaviours, inNode(careless), faults.url);
    const passed = behaviours.filter((_, index) => outcomes[index]?.passed).map(({ id }) => id);
    expect(passed).toEqual([]);
  });
});
