/** A client at work: what it told, and who waits for more. The same code runs in a page and in Node. */

import type { Adapter, Heard } from "./adapter.js";

/** What a behaviour asks of a client, in a form that can be sent to a page. */
export interface Plan {
  readonly url: string;
  readonly events?: readonly string[];
  readonly heartbeat?: number;
  /** What the token callback gives, one after the other; the last one for ever. */
  readonly tokens?: readonly string[];
  readonly resume?: boolean;
  readonly share?: boolean;
}

/** The events of every log of the fault server, unless it says otherwise. */
const EVENTS = ["tick"];

/** A client that was connected. */
export class Hearing {
  readonly heard: Heard[] = [];
  readonly #waiting = new Set<() => void>();
  readonly #client: { readonly close: () => void };

  constructor(adapter: Adapter, { tokens, events = EVENTS, ...plan }: Plan) {
    let asked = 0;
    this.#client = adapter.connect({
      ...plan,
      events,
      ...(tokens && { token: () => tokens[Math.min(asked++, tokens.length - 1)] ?? "" }),
      onEvent: ({ type, data, id }) => {
        this.heard.push({ type, data, id });
        for (const look of [...this.#waiting]) look();
      },
    });
  }

  /** What was heard, as soon as it is so many events, or when the time is over. */
  until(count: number, within: number): Promise<Heard[]> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => done(), within);
      const done = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve([...this.heard]);
      };
      const look = (): void => {
        if (this.heard.length >= count) done();
      };
      this.#waiting.add(look);
      look();
    });
  }

  close(): void {
    this.#client.close();
  }
}

/** All clients of one page or process, by number. */
export class Hearings {
  readonly #adapters: ReadonlyMap<string, Adapter>;
  readonly #hearings: Hearing[] = [];

  constructor(adapters: readonly Adapter[]) {
    this.#adapters = new Map(adapters.map((adapter) => [adapter.name, adapter]));
  }

  connect(name: string, plan: Plan): number {
    const adapter = this.#adapters.get(name);
    if (!adapter) throw new Error(`there is no adapter "${name}" here`);
    return this.#hearings.push(new Hearing(adapter, plan)) - 1;
  }

  async until(hearing: number, count: number, within: number): Promise<Heard[]> {
    return (await this.#hearings[hearing]?.until(count, within)) ?? [];
  }

  close(hearing: number): void {
    this.#hearings[hearing]?.close();
  }
}
