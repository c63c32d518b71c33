/**
 * Resuming over a reload: the cursor is kept together with the state that it belongs to, in one item of the page's
 * storage, and never without it. A cursor alone would skip what a new page has never seen.
 *
 * @example
 * createOrders({ resume: storage({ persist: { load: (kept) => (book = kept), save: () => book } }) });
 *
 * The item's key is the client's address, topic parameters included, without the release. What another release wrote is
 * not loaded, since its state may have another shape. Where storage throws (private mode, a full quota) the client goes
 * on in memory, and `onError` is told once with a `StorageError`.
 */
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

/** Storage could not be read or written; `cause` is what it threw. */
export class StorageError extends Error {
  readonly id = "client/storage-failed";
}

/** Resumes from the page's storage. */
export const storage = <State>({ kind = "session", persist, every = 1000 }: StorageOptions<State>): Resume => (topic, { after }, report) => {
  const key = `tidings:${topic.replace(/([?&])release=[^&]*/, "$1")}`;
  let isWell = true;
  let cursor: string | undefined;
  let cancel: (() => void) | undefined;
  let isDue = false;

  const attempt = <Value>(run: (store: Storage) => Value): Value | undefined => {
    if (isWell) try {
      return run(globalThis[`${kind}Storage`]);
    } catch (cause) {
      isWell = false;
      report(new StorageError("the page's storage failed: what follows is kept in memory only", { cause }));
    }
    return undefined;
  };

  /** Writes what is due, at a moment when nothing is half done. */
  const flush = (): void => {
    if (!cancel || cursor === undefined) return;
    cancel();
    cancel = undefined;
    isDue = false;
    listen(removeEventListener);
    attempt((store) => {
      const state = persist.save();
      if (state === undefined) store.removeItem(key);
      else store.setItem(key, JSON.stringify([topic, cursor, state]));
    });
  };
  const listen = (change: typeof addEventListener | typeof removeEventListener): void => ["pagehide", "visibilitychange"].forEach((type) => change(type, flush));

  const kept = attempt((store) => {
    const [writer, last, state] = JSON.parse(store.getItem(key) ?? "[]") as [string?, string?, State?];
    if (writer !== topic || !last) return undefined;
    persist.load(state as State);
    return last;
  });
  // What could not be read is written over.
  isWell = true;
  return {
    ...(kept !== undefined && { cursor: kept }),
    commit: (now) => {
      cursor = now;
      if (!isWell || now === undefined) return;
      if (!cancel) {
        cancel = after(every, () => {
          isDue = true;
          flush();
        });
        listen(addEventListener);
      } else if (isDue) flush();
    },
  };
};
