/**
 * Handlers and iterators: who gets a message, and when it is finished with.
 *
 * Invariants: messages reach every consumer in order, once; a message is finished when every consumer is, handlers by
 * returning and iterators by asking for the next; what a consumer throws reaches nobody else; nothing is queued, since
 * the next message is not handed out before.
 */

/** Takes a message, or `undefined` when none will follow; who is not finished on return calls what `hold` gave later. */
type Consumer<M> = (message: M | undefined, hold: () => () => void) => void;

/** All consumers of one client. */
export interface Consumers<M> {
  readonly on: (type: string, handler: (message: M) => unknown) => () => void;
  readonly iterate: () => AsyncIterator<M, undefined>;
  /** Hands a message out; `done` runs when all have finished, at once where no iterator takes part. */
  readonly give: (message: M | undefined, done: () => void) => void;
  readonly any: () => boolean;
  /** No message will follow: iterators end. */
  readonly end: () => void;
}

/** Runs what a user gave us. An async one is not waited for, but its rejection is reported too. */
export const guarded = (run: () => unknown, report: (error: unknown) => void): void => {
  try {
    (run() as Partial<Promise<unknown>> | undefined)?.then?.(undefined, report);
  } catch (error) {
    report(error);
  }
};

/** Makes the consumers of one client; `changed` runs whenever one came or went. */
export const consumers = <M extends { readonly type: string }>(report: (error: unknown) => void, changed: () => void): Consumers<M> => {
  const all = new Set<Consumer<M>>();
  let over = false;

  const add = (consumer: Consumer<M>): (() => void) => {
    all.add(consumer);
    changed();
    return () => {
      all.delete(consumer);
      changed();
    };
  };

  const give = (message: M | undefined, done: () => void): void => {
    let left = 1;
    const finish = (): void => {
      if (!--left) done();
    };
    // A copy, so that who comes meanwhile waits for the next; who goes meanwhile gets no more.
    for (const consumer of [...all]) if (all.has(consumer)) consumer(message, () => (left++, finish));
    finish();
  };

  return {
    on: (type, handler) => add((message) => {
      if (message?.type === type) guarded(() => handler(message), report);
    }),
    iterate: () => iterator(add, over),
    give: (message, done) => message ? give(message, done) : done(),
    any: () => all.size > 0,
    end: () => {
      over = true;
      give(undefined, () => {});
    },
  };
};

const iterator = <M extends { readonly type: string }>(add: (consumer: Consumer<M>) => () => void, over: boolean): AsyncIterator<M, undefined> => {
  const asking: ((result: IteratorResult<M, undefined>) => void)[] = [];
  let held: M | undefined;
  /** Finishes with the message that was held or handed out last. */
  let finish: (() => void) | undefined;
  const settle = (): void => {
    while (asking.length && (held || finish || over)) {
      if (held || !finish) asking.shift()?.(held ? { done: false, value: held } : { done: true, value: undefined });
      else {
        const done = finish;
        finish = undefined;
        done();
      }
      held = undefined;
    }
  };
  const off = add((message, hold) => {
    // Notices are for handlers only.
    if (message?.type === "$notice") return;
    held = message;
    if (message) finish = hold();
    else over = true;
    settle();
  });
  return {
    next: () => new Promise((resolve) => {
      asking.push(resolve);
      settle();
    }),
    return: async () => {
      off();
      over = true;
      held = undefined;
      finish?.();
      settle();
      return { done: true, value: undefined };
    },
  };
};
