/** The suite's ledger as a page and its judge reckon it: what moves come to, whose order matters. */

import type { LedgerMoved } from "../suite/browser/contracts/ledger.js";

export interface Book {
  readonly moves: number;
  readonly trace: number;
  readonly accounts: Readonly<Record<string, number>>;
}

/** Before the first move. */
export const EMPTY: Book = { moves: 0, trace: 0, accounts: {} };

/** The book after one more move. */
export const after = ({ moves, trace, accounts }: Book, { account, amount }: LedgerMoved): Book => ({
  moves: moves + 1,
  trace: (trace * 31 + amount + 1000) % 1_000_003,
  accounts: { ...accounts, [account]: (accounts[account] ?? 0) + amount },
});
