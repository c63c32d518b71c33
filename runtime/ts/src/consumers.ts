/**
 * Handlers and iterators: who gets a message, and when its cursor is committed.
 *
 * Invariants: messages reach every consumer in order, once; a cursor is committed when every consumer that got its
 * message has finished, handlers by returning and iterators by asking for the next; an id-only frame never overtakes
 * a message before it; what a consumer throws reaches nobody else.
 */
import type { Position } from "./position.js";

/** A frame on its way through the consumers. */
interface Passing {
  readonly id: string | undefined;
  /** Where the client stood before it. */
  readonly before: string | undefined;
  /** Iterators that have not finished with it. */
  left: number;
}

type Consumer<M> = (message: M, passing: Passing) => void;

interface Iterated<M> {
  readonly message: M;
  readonly passing: Passing;
}

/** So many frames may be on their way before the connection stops reading. */
const HIGH_WATER = 1024;

export class Consumers<M extends { readonly type: string }> {
  /** The cursor up to which everything is finished. */
  cursor: string | undefined;
  readonly #position: Position;
  readonly #report: (error: unknown) => void;
  /** Called when a consumer came or went. */
  readonly #changed: () => void;
  readonly #all = new Set<Consumer<M>>();
  readonly #endings = new Set<() => void>();
  #passing: Passing[] = [];
  #resume: () => void = () => {};
  #over = false;

  constructor(position: Position, report: (error: unknown) => void, changed: () => void) {
    this.#position = position;
    this.cursor = position.id;
    this.#report = report;
    this.#changed = changed;
  }

  get size(): number {
    return this.#all.size;
  }

  /** A handler of one type. */
  on(type: string, handler: (message: M) => unknown): () => void {
    return this.#add((message) => {
      if (message.type !== type) return;
      try {
        // A handler may be async: its rejection is reported too, and nobody waits for it.
        (handler(message) as Partial<Promise<unknown>> | undefined)?.then?.(undefined, this.#report);
      } catch (error) {
        this.#report(error);
      }
    });
  }

  #add(consumer: Consumer<M>): () => void {
    this.#all.add(consumer);
    this.#changed();
    return () => {
      this.#all.delete(consumer);
      this.#changed();
    };
  }

  /** Gives a message, or the mere id of a skipped one, to all; `before` is where the client stood. */
  dispatch(message: M | undefined, id: string | undefined, before: string | undefined): void {
    const passing: Passing = { id, before, left: 0 };
    this.#passing.push(passing);
    passing.left++;
    if (message) for (const consumer of [...this.#all]) if (this.#all.has(consumer)) consumer(message, passing);
    this.#finish(passing);
  }

  #finish(passing: Passing): void {
    passing.left--;
    while (this.#passing[0]?.left === 0) this.cursor = this.#passing.shift()?.id ?? this.cursor;
    if (this.#passing.length < HIGH_WATER) this.#resume();
  }

  /** Resolves when there is room for more; `undefined` where there is. */
  room(): Promise<void> | undefined {
    return this.#passing.length < HIGH_WATER ? undefined : new Promise((resolve) => (this.#resume = resolve));
  }

  /** An iterator over all messages from now on; notices are for handlers only. */
  iterate(): AsyncIterator<M, undefined> {
    const queue: Iterated<M>[] = [];
    const asking: ((result: IteratorResult<M, undefined>) => void)[] = [];
    let over = this.#over;
    let current: Iterated<M> | undefined;
    const settle = (): void => {
      while (asking.length && (queue.length || over)) {
        current = queue.shift();
        asking.shift()?.(current ? { done: false, value: current.message } : { done: true, value: undefined });
      }
    };
    const end = (): void => {
      over = true;
      settle();
    };
    const off = over ? () => {} : this.#add((message, passing) => {
      if (message.type === "$notice") return;
      passing.left++;
      queue.push({ message, passing });
      settle();
    });
    this.#endings.add(end);
    return {
      next: () => new Promise((resolve) => {
        const last = current;
        current = undefined;
        if (last) this.#finish(last.passing);
        asking.push(resolve);
        settle();
      }),
      return: async () => {
        off();
        this.#endings.delete(end);
        this.#leave(current, queue.splice(0));
        current = undefined;
        end();
        return { done: true, value: undefined };
      },
    };
  }

  /**
   * An iterator went, and left what it held. If it was the last consumer, the client goes back to before what it never
   * looked at, so that the next consumer gets it. What it was looking at is not committed: the loop may have thrown.
   */
  #leave(current: Iterated<M> | undefined, queue: readonly Iterated<M>[]): void {
    if (this.size) for (const item of [current, ...queue]) item && this.#finish(item.passing);
    else {
      this.#passing = [];
      if (queue[0]) this.#position.rewind(queue[0].passing.before);
      this.#resume();
    }
  }

  /** No message will follow: iterators end after what they hold. */
  end(): void {
    this.#over = true;
    for (const end of this.#endings) end();
    this.#endings.clear();
  }
}
