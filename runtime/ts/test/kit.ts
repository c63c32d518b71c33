import { v1 } from "../src/index.js";
import type { BaseOptions, Platform, State } from "../src/index.js";

/** A clock that stands until it is told to move. */
export class Clock {
  time = 1_000_000;
  #timers: { readonly at: number; readonly run: () => void }[] = [];

  readonly after: Platform["after"] = (delay, run) => {
    const timer = { at: this.time + delay, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  };

  get pending(): number {
    return this.#timers.length;
  }

  /** Moves on, running what falls due in order, and lets promises settle in between. */
  async advance(milliseconds: number): Promise<void> {
    const until = this.time + milliseconds;
    await settle();
    for (;;) {
      const next = this.#timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#timers = this.#timers.filter((other) => other !== next);
      this.time = Math.max(this.time, next.at);
      next.run();
      await settle();
    }
    this.time = until;
  }
}

/** Lets everything that is ready run: promises, streams, microtasks. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

/** One request that reached the server, and the connection that answers it. */
export class Connection {
  readonly url: URL;
  readonly init: RequestInit;
  readonly #stream: ReadableStreamDefaultController<Uint8Array>;
  readonly response: Response;
  /** The client hung up. */
  isAborted = false;

  constructor(url: URL, init: RequestInit, head: ResponseInit & { readonly type?: string }) {
    this.url = url;
    this.init = init;
    let stream: ReadableStreamDefaultController<Uint8Array> | undefined;
    const body = new ReadableStream<Uint8Array>({ start: (controller) => void (stream = controller) });
    this.#stream = stream as unknown as ReadableStreamDefaultController<Uint8Array>;
    const headers = new Headers(head.headers);
    if (!headers.has("content-type")) headers.set("content-type", head.type ?? "text/event-stream");
    this.response = new Response(head.status === 204 ? null : body, { ...head, headers });
    init.signal?.addEventListener("abort", () => {
      if (this.isAborted) return;
      this.isAborted = true;
      this.fail();
    });
  }

  header(name: string): string | null {
    return new Headers(this.init.headers).get(name);
  }

  get lastEventId(): string | null {
    return this.header("last-event-id");
  }

  /** Sends text as it stands, and waits until the client has taken it. */
  async send(...frames: readonly string[]): Promise<void> {
    this.#stream.enqueue(new TextEncoder().encode(frames.join("")));
    await settle();
  }

  /** Sends bytes, whatever they are. */
  async bytes(bytes: Uint8Array): Promise<void> {
    this.#stream.enqueue(bytes);
    await settle();
  }

  async end(): Promise<void> {
    this.#stream.close();
    await settle();
  }

  /** A reset: what was sent and not read is lost too. */
  fail(): void {
    try {
      this.#stream.error(new TypeError("terminated"));
    } catch {
      // It ended before.
    }
  }
}

export type Answer = (ResponseInit & { readonly type?: string }) | "refuse" | "hang";

/** A server that answers by a script, and with an open stream where the script ends. */
export class Server {
  readonly connections: Connection[] = [];
  readonly script: Answer[] = [];

  readonly fetch: typeof globalThis.fetch = (input, init = {}) => {
    const answer = this.script.shift() ?? {};
    const connection = new Connection(new URL(String(input)), init, typeof answer === "string" ? {} : answer);
    this.connections.push(connection);
    if (answer === "refuse") return Promise.reject(new TypeError("fetch failed"));
    if (answer === "hang") return new Promise((_, reject) => init.signal?.addEventListener("abort", () => reject(init.signal?.reason)));
    return Promise.resolve(connection.response);
  };

  get last(): Connection {
    const last = this.connections.at(-1);
    if (!last) throw new Error("nobody connected");
    return last;
  }
}

export interface Placed { readonly id: string; readonly total: number }
export interface Paid { readonly id: string; readonly status: "cash" | "card" | "other" }

export interface ShopEvents {
  "order.placed": v1.Typed<2, Placed>;
  "order.paid": v1.Typed<1, Paid>;
}

export const shop: v1.Definition = {
  name: "orders",
  path: "/streams/orders",
  release: "orders@7-1c2e93ab47d0",
  kind: "broadcast",
  envelope: "compact",
  heartbeat: 10_000,
  events: {
    "order.placed": { version: 2, guard: v1.all(v1.type("object"), v1.obj({ members: { id: v1.type("string"), total: v1.all(v1.type("integer"), v1.num({ min: 0 })) }, required: ["id", "total"] })) },
    "order.paid": {
      wire: "orderPaid",
      version: 1,
      guard: v1.all(v1.type("object"), v1.obj({ members: { status: v1.type("string") }, required: ["status"] })),
      fallbacks: v1.inside({ members: { status: v1.fallback(["cash", "card"], "other") } }),
    },
  },
};

/** A frame of `order.placed` at a cursor. */
export const placed = (seq: number, total = seq, epoch = "e1"): string =>
  `id: ${epoch}.${seq}\nevent: order.placed\ndata: {"v":2,"time":1763700000123,"data":{"id":"o-${seq}","total":${total}}}\n\n`;

export const anchor = (cursor: string): string => `id: ${cursor}\n\n`;

export const control = (name: string, data: unknown, id?: string): string =>
  `${id === undefined ? "" : `id: ${id}\n`}event: tidings.${name}\ndata: ${JSON.stringify(data)}\n\n`;

/** A world for one client: its server, its clock, luck of one half, and all states it went through. */
export const world = (options: BaseOptions & { readonly params?: never } = {}, definition: v1.Definition = shop) => {
  const server = new Server();
  const clock = new Clock();
  const errors: unknown[] = [];
  const states: State[] = [];
  const platform: Platform = { fetch: server.fetch, now: () => clock.time, after: clock.after, random: () => 0.5 };
  const all: BaseOptions = { origin: "https://shop.example", onError: (error) => void errors.push(error), platform, ...options };
  const orders = v1.client<ShopEvents>(definition)(all);
  orders.onState((state) => states.push(state));
  return { server, clock, errors, states, orders, all };
};

/** Everything that `on` tells of these types, by what matters of it. */
export const collect = (orders: v1.Client<ShopEvents>): unknown[] => {
  const told: unknown[] = [];
  orders.on("order.placed", (e) => told.push(e.data.total));
  orders.on("order.paid", (e) => told.push(e.data.status));
  orders.on("$gap", (e) => told.push(`gap ${e.reason} ${e.from} ${e.to}`));
  orders.on("$unknown", (e) => told.push(`unknown ${e.reason} ${e.name}`));
  return told;
};
