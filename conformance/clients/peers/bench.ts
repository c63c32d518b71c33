/** `./dev bench client`: the behaviours of our own client and of nine peers, in Chromium and in Node. */

import { readFileSync } from "node:fs";
import type { Adapter } from "../adapter.js";
import { behaviours } from "../behaviours/index.js";
import { Chromium } from "../in-chromium.js";
import { inNode } from "../in-node.js";
import { run, type Row } from "../run.js";
import { root, startBrowser, startFaults, startPage } from "../setting.js";
import { reasons, score, table } from "../table.js";
import { tidings, tidingsAlone } from "../tidings.js";
import { chromiumPath } from "../../suite/browser/chromium.js";
import { inBrowsers } from "./index.js";
import { launchdarkly } from "./launchdarkly-eventsource.js";

/** So many clients are run at once: more would wait for each other, and their times would say little. */
const AT_ONCE = 3;

const here = `${root}/conformance/clients/peers`;
const began = Date.now();

/** Runs tasks a few at a time and keeps their order. */
async function few<Result>(tasks: readonly (() => Promise<Result>)[]): Promise<Result[]> {
  const results: Result[] = [];
  const queue = tasks.map((task, index) => ({ task, index }));
  const lane = async (): Promise<void> => {
    for (let next; (next = queue.shift()); ) results[next.index] = await next.task();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return results;
}

/** What a peer that goes on after its end throws must not end the run; it is said. */
function keepGoing(): void {
  for (const kind of ["uncaughtException", "unhandledRejection"] as const) {
    process.on(kind, (error: unknown) => console.error(`a client threw where nobody could catch it: ${String(error)}`));
  }
}

function versions(): string {
  const { dependencies } = JSON.parse(readFileSync(`${here}/package.json`, "utf8")) as { readonly dependencies: Record<string, string> };
  return Object.entries(dependencies).filter(([name]) => name !== "typescript").map(([name, version]) => `${name} ${version}`).join(", ");
}

async function main(): Promise<void> {
  keepGoing();
  const executable = chromiumPath();
  if (executable === undefined) throw new Error("Chromium is absent: apt-get install chromium, or name it in CHROMIUM_PATH");
  const faults = await startFaults();
  const browser = await startBrowser(executable);
  const page = await startPage(`${here}/page.ts`);
  console.log(`Chromium ${browser.version()}, Node ${process.version}; ${versions()}\n`);
  const adapters = [tidings, tidingsAlone, ...inBrowsers, launchdarkly];
  const row = (adapter: Adapter, place: Row["place"]) => async (): Promise<Row> => {
    if (!adapter.runs.includes(place)) return { name: adapter.name, place, outcomes: behaviours.map(() => undefined) };
    if (place === "node") return { name: adapter.name, place, outcomes: await run(behaviours, inNode(adapter), faults.url) };
    const client = new Chromium(browser, page.url, adapter.name);
    const outcomes = await run(behaviours, (behaviour) => client.place(behaviour), faults.url);
    await client.close();
    return { name: adapter.name, place, outcomes };
  };
  const rows = await few((["chromium", "node"] as const).flatMap((place) => adapters.map((adapter) => row(adapter, place))));
  await browser.close();
  page.stop();
  await faults.kill();

  console.log(table(behaviours, rows));
  console.log("\nwhy not");
  for (const each of rows) if (score(each) !== "n/a") console.log(reasons(behaviours, each));
  console.log(`\n${rows.length} rows of ${behaviours.length} behaviours in ${Math.round((Date.now() - began) / 1000)} s`);
  const ours = rows.filter(({ name }) => name === tidings.name);
  const isGood = ours.every(({ outcomes }) => outcomes.every((outcome) => outcome?.passed !== false));
  if (!isGood) console.error("tidings failed a behaviour");
  process.exit(isGood ? 0 : 1);
}

await main();
