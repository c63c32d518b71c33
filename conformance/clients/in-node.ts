/** Clients in this process. Whatever needs a page throws, and is not asked for by behaviours that need none. */

import type { Adapter } from "./adapter.js";
import type { Behaviour, Client, Tab } from "./behaviour.js";
import { Hearing, type Plan } from "./hearing.js";
import type { Place } from "./run.js";

const needsPage = (): never => {
  throw new Error("this needs a page");
};

const connect = (adapter: Adapter, plan: Plan): Client => {
  const hearing = new Hearing(adapter, plan);
  return { heard: (count = 0, within = 0) => hearing.until(count, within), close: async () => hearing.close() };
};

/** Where a client of this process is checked; nowhere for behaviours that need a page. */
export const inNode = (adapter: Adapter) => ({ page }: Behaviour): Place | undefined => {
  const tab: Tab = { connect: async (plan) => connect(adapter, plan), reload: needsPage, away: needsPage, offline: needsPage, close: async () => {} };
  return page ? undefined : { tab: async () => tab, close: async () => {} };
};
