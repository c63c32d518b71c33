/**
 * Resuming over a reload: the cursor is kept together with the state that it belongs to, in one item of the page's
 * storage, and never without it. A cursor alone would skip what a new page has never seen.
 *
 * @example
 * createOrders({ resume: storage({ persist: { load: (kept) => (book = kept), save: () => book } }) });
 *
 * The item's key is the client's address, topic parameters included, without the release. What another release wrote is
 * not loaded, since its state may have another shape. Where storage throws (private mode, a full quota) the client goes
 * on in memory, and `onError` is told `client/storage-failed`: once of reading, and once of writing.
 */
import { failure } from "./failure.js";
import type { Resume } from "./parts.js";

/** What `storage` is told. */
export interface StorageOptions<State> {
  /** `session` (default) belongs to one tab; `local` is shared by all and outlives them. */
  readonly kind?: "session" | "local";
  /** How state and application come together. State is kept as JSON. */
  readonly persist: {
    /** Called while the client is made, where something was kept. If it throws, the client begins anew. */
    readonly load: (state: State) => void;
    /** The state of now; `undefined` where it is not whole, such as after a gap: then nothing is kept. */
    readonly save: () => State | undefined;
  };
  /** The milliseconds for which a change may wait before it is written; 1,000 by default. A page that goes away writes at once. */
  readonly every?: number;
}

/** Resumes from the page's storage. */
export const storage = <State>({ kind = "session", persist, every = 1000 }: StorageOptions<State>): Resume => (topic, { after }, report) => {
  const key = `tidings:${topic.replace(/\brelease=[^&]*/, "")}`;
  let cursor: string | undefined;
  /** Whether a change waits to be written (1), and has done so for long enough (2); below zero, nothing is written any more. */
  let due = 0;

  const attempt = <Value>(run: (store: Storage) => Value): Value | undefined => {
    try {
      return run(globalThis[`${kind}Storage`]);
    } catch (cause) {
      due = -1;
      report(failure("client/storage-failed", cause));
    }
    return undefined;
  };

  /** Writes what is due, at a moment when nothing is half done. */
  const flush = (): void => {
    if (due < 1 || !cursor) return;
    due = 0;
    attempt((store) => {
      const state = persist.save();
      store.setItem(key, JSON.stringify(state === undefined ? [] : [topic, cursor, state]));
    });
  };

  const kept = attempt((store) => {
    const [writer, last, state] = (JSON.parse(store.getItem(key) as string) ?? []) as [string?, string?, State?];
    if (writer !== topic) return undefined;
    persist.load(state as State);
    return { cursor: last as string };
  });
  // What could not be read is written over.
  due = 0;
  return {
    ...kept,
    commit: (now) => {
      cursor = now;
      if (due > 1) return flush();
      if (due || !now) return;
      due = 1;
      after(every, () => {
        due *= 2;
        flush();
      });
      for (const type of ["visibilitychange", "pagehide"]) globalThis.addEventListener?.(type, flush, { once: true });
    },
  };
};
