/** What a page of the suite collects: everything that a generated client told, in order, and the states it was in. */

import type { State } from "tidings";

declare global {
  interface Window {
    told: unknown[];
    states: string[];
  }
}

interface Told extends AsyncIterable<unknown> {
  onState(listener: (state: State) => void): () => void;
}

/** Makes a client of the server that the page's address names, and keeps what it tells. */
export function collectInto(create: (origin: string) => Told): void {
  window.told = [];
  window.states = [];
  const origin = new URLSearchParams(location.search).get("origin");
  if (origin === null) throw new Error("?origin= is missing");
  const client = create(origin);
  client.onState((state) => window.states.push(state.status));
  const collect = async (): Promise<void> => {
    for await (const told of client) window.told.push(told);
  };
  void collect();
}
