/** The fault server as tests see it: scenarios out, observations in. Its README and the crate's docs say what each step does. */

/** Times are milliseconds. */
export type Step =
  | "end" | "cut" | "reset" | "stall"
  | { readonly wait: number }
  | { readonly head: { readonly status?: number; readonly headers?: Readonly<Record<string, string>> } }
  | { readonly send: string }
  | { readonly bytes: string }
  | { readonly split: { readonly size?: number; readonly pause?: number } }
  | { readonly entries: { readonly overlap?: number; readonly count?: number; readonly live?: boolean; readonly every?: number } }
  | { readonly proxy: { readonly to?: string; readonly bytes?: number } }
  | { readonly repeat: { readonly times?: number; readonly every?: number; readonly steps: readonly Step[] } }
  | { readonly down: number };

export interface Route {
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly replies?: readonly (readonly Step[])[];
  readonly then?: readonly Step[];
}

export interface Scenario {
  readonly routes: readonly Route[];
  readonly log?: { readonly prefix?: string; readonly event?: string; readonly data?: string; readonly size?: number; readonly start?: number };
}

export interface Seen {
  readonly at: number;
  readonly connection: number;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly status: number | null;
  readonly sent: number;
  readonly ended: number | null;
  readonly how: "end" | "cut" | "reset" | "client" | "upstream" | null;
}

export interface Observed {
  readonly now: number;
  readonly connections: number;
  readonly preflights: number;
  readonly open: number;
  readonly most_open: number;
  readonly requests: readonly Seen[];
  readonly count: number;
  readonly errors: readonly string[];
}

/** A port that plays a scenario. */
export class Port {
  /** `http://127.0.0.1:port`. */
  readonly url: string;
  readonly #control: string;

  private constructor(url: string, control: string) {
    this.url = url;
    this.#control = control;
  }

  /** Opens a port at the fault server whose control face is `faults`. */
  static async open(faults: string, scenario: Scenario): Promise<Port> {
    const answer = await call(`${faults}/scenarios`, "POST", scenario) as { readonly id: number; readonly url: string };
    return new Port(answer.url, `${faults}/scenarios/${answer.id}`);
  }

  /** What it saw, as soon as it is so many requests, or when the time is over. */
  async seen(requests = 0, within = 0): Promise<Observed> {
    const observed = await call(`${this.#control}?requests=${requests}&within=${within}`, "GET") as Observed;
    if (observed.errors.length > 0) throw new Error(observed.errors.join("; "));
    return observed;
  }

  async append(count: number): Promise<void> {
    await call(`${this.#control}/append?count=${count}`, "POST");
  }

  async switch(scenario: Scenario): Promise<void> {
    await call(this.#control, "PUT", scenario);
  }

  /** Cuts, or resets, every connection. */
  async breakOff(how: "cut" | "reset"): Promise<void> {
    await call(`${this.#control}/${how}`, "POST");
  }

  /** Resets every connection, and refuses new ones for so many milliseconds. */
  async down(time: number): Promise<void> {
    await call(`${this.#control}/down?time=${time}`, "POST");
  }

  async close(): Promise<void> {
    await call(this.#control, "DELETE");
  }
}

async function call(url: string, method: string, body?: unknown): Promise<unknown> {
  const answer = await fetch(url, { method, ...(body !== undefined && { body: JSON.stringify(body) }) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`the fault server says ${answer.status}: ${text}`);
  return text === "" ? undefined : JSON.parse(text);
}
