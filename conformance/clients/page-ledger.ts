/** The page of the law of snapshots: a state that is built of a snapshot and of what follows, by a client whose clock runs fast. */

import { v1 } from "tidings";
import { createLedger, type LedgerEvents, type LedgerState } from "../suite/browser/contracts/ledger.js";
import { hastened, SPEED } from "./hastened.js";
import { after, EMPTY, type Book } from "./ledger.js";

declare global {
  interface Window {
    /** What the page shows, and how often it was told what. */
    book: Book;
    cursor: () => string | undefined;
    times: Record<string, number>;
    opened: number;
  }
}

const create = v1.client<LedgerEvents>({ ...createLedger.definition, heartbeat: 300 * SPEED });
const query = new URLSearchParams(location.search);
const origin = query.get("origin") ?? "";
const place = query.get("state");

window.book = EMPTY;
window.times = {};
window.opened = 0;

const count = (table: Record<string, number>, what: string): void => {
  table[what] = (table[what] ?? 0) + 1;
};
const begin = ({ moves, trace, accounts }: LedgerState): void => {
  window.book = { moves, trace, accounts: Object.fromEntries(accounts.map(({ account, balance }) => [account, balance])) };
};

const fetchState = async (): Promise<{ readonly state: LedgerState; readonly cursor: string }> => {
  const answer = await fetch(`${place}/state`);
  if (!answer.ok) throw new Error(`the state: ${answer.status}`);
  return await answer.json() as { readonly state: LedgerState; readonly cursor: string };
};

const ledger = create({
  origin,
  ...hastened,
  // The stream's own snapshot needs nothing; this is the way of a stream that has none.
  ...(place !== null && { snapshot: fetchState }),
  onError: () => count(window.times, "error"),
});
window.cursor = () => ledger.cursor;
ledger.onState(({ status }) => {
  if (status === "open") window.opened++;
});
ledger.on("ledger.moved", ({ data }) => {
  count(window.times, "moved");
  window.book = after(window.book, data);
});
ledger.on("ledger.state", ({ data }) => {
  count(window.times, "snapshot");
  begin(data);
});
ledger.on("$snapshot", ({ state }) => {
  count(window.times, "snapshot");
  begin(state as LedgerState);
});
ledger.on("$gap", ({ reason }) => count(window.times, `gap ${reason}`));
ledger.on("$unknown", ({ raw }) => count(window.times, `unknown ${raw}`));
