/**
 * Handlers and iterators: who gets a message, and when it is finished with.
 *
 * Invariants: messages reach every consumer in order, once; a message is finished when every consumer is, handlers by
 * returning and iterators by asking for the next; what a consumer throws reaches nobody else; nothing is queued, since
 * the next message is not handed out before.
 */

/** Takes a message, or `undefined` when none will follow. Who is not finished on return gives a promise of it. */
type Consumer<M> = (message: M | undefined) => Promise<void> | undefined;

/** All consumers of one client. */
type Consumers<M> = readonly [
  on: (type: string, handler: (message: M) => unknown) => () => void,
  iterate: () => AsyncIterator<M, undefined>,
  /** Hands a message out and returns what to wait for: nothing where no iterator takes part. Without a message, iterators end. */
  give: (message?: M) => Promise<unknown> | undefined,
  all: ReadonlySet<unknown>,
];

/** Runs what a user gave us, at once. Nobody waits for an async one, but its rejection is reported too. */
export const guarded = async <V>(run: (value: V) => unknown, value: V, report: (error: unknown) => void): Promise<void> => {
  try {
    await run(value);
  } catch (error) {
    report(error);
  }
};

/** Makes the consumers of one client; `changed` runs whenever one came or went. */
export const consumers = <M extends { readonly type: string }>(report: (error: unknown) => void, changed: () => unknown): Consumers<M> => {
  const all = new Set<Consumer<M>>();

  const add = (consumer: Consumer<M>): (() => void) => {
    all.add(consumer);
    changed();
    return () => {
      all.delete(consumer);
      changed();
    };
  };

  const iterate = (): AsyncIterator<M, undefined> => {
    /** A message fills the slot, and nothing does when none will follow. It is filled at most once before it is emptied. */
    let fill: (message?: M) => void;
    let slot: Promise<M | undefined> | undefined;
    /** Finishes with the message that was put in the slot last. */
    let finish: (() => void) | undefined;
    const empty = (): unknown => (slot = new Promise((resolve) => (fill = resolve)));
    empty();
    const off = add((message) => {
      // Notices and snapshots are for handlers only.
      if (/^\$[ns]/.test(message?.type as string)) return undefined;
      fill(message);
      return message && new Promise((resolve) => (finish = resolve));
    });
    const loop = (async function* () {
      for (let message; (message = await slot); finish?.()) {
        empty();
        yield message;
      }
    })() as AsyncGenerator<M, undefined>;
    return {
      next: () => loop.next(),
      return: () => {
        off();
        finish?.();
        return loop.return(fill() as undefined);
      },
    };
  };

  return [
    (type, handler) => add((message) => {
      if (message?.type === type) void guarded(handler, message, report);
      return undefined;
    }),
    iterate,
    (message) => {
      // A copy, so that who comes meanwhile waits for the next; who goes meanwhile gets no more.
      const holding = [...all].flatMap((consumer) => (all.has(consumer) && consumer(message)) || []);
      return holding[0] && Promise.all(holding);
    },
    all,
  ];
};
