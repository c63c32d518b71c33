/** The page of the suite: a generated client, and everything that it told, in order. */

import { createProbe } from "./contracts/index.js";

declare global {
  interface Window {
    told: unknown[];
    states: string[];
  }
}

window.told = [];
window.states = [];

const origin = new URLSearchParams(location.search).get("origin");
if (origin === null) throw new Error("?origin= is missing");

const probe = createProbe({ origin });
probe.onState((state) => window.states.push(state.status));
async function collect(): Promise<void> {
  for await (const told of probe) window.told.push(told);
}

void collect();
