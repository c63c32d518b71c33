/**
 * A fake server for tests of code that uses a generated client: no network, and a clock that stands until it is told to
 * move. It keeps what was emitted and resumes after a cursor as a real server does, so reconnects are real ones.
 *
 * @example
 * const shop = fake(createOrders);
 * const orders = shop.create();
 * orders.on("order.placed", (e) => show(e.data));
 * await shop.emit("order.placed", { id: "o-1", total: 12 });
 * await shop.disconnect();      // orders.state is waiting
 * await shop.advance(2000);     // and open again
 */
import { write } from "./bigint.js";
import type { Client, Create } from "./options.js";
import type { Platform } from "./state.js";
import type { Definition, EventDefinition, Typed } from "./types.js";

/** A request that the client made. */
export interface FakeRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body: BodyInit | null | undefined;
}

/** The fake server of one topic. Every method resolves when the client has taken what it caused. */
export interface Fake<Events, Params, Request> {
  /** The generated constructor, bound to this server and its clock. */
  readonly create: (...args: Parameters<Create<Events, Params, Request>>) => Client<Events>;
  /** What the client asked for, oldest first. */
  readonly requests: readonly FakeRequest[];
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Appends an event and sends it to who is connected. Throws where its guard refuses the data: a server could not have sent it. */
  readonly emit: <Name extends keyof Events & string>(name: Name, data: Events[Name] extends Typed<number, infer Data> ? Data : never) => Promise<void>;
  /** Sends a frame as it stands, such as an event that this release does not know. */
  readonly send: (frame: FakeFrame) => Promise<void>;
  /** Forgets all that was emitted, so that continuity is lost, and says so to who is connected. */
  readonly gap: (reason?: "trimmed" | "epoch" | "unreadable") => Promise<void>;
  /** Announces the end of the connections, as in a deploy. */
  readonly bye: (reason: string, retry?: number) => Promise<void>;
  /** Cuts all connections. */
  readonly disconnect: () => Promise<void>;
  /** Stays connected and falls silent, heartbeats too, until the next connection. */
  readonly stall: () => void;
  /** Answers the next requests with these statuses, one each. */
  readonly refuse: (...statuses: readonly number[]) => void;
  /** Moves the clock, running what falls due; heartbeats go on meanwhile. */
  readonly advance: (milliseconds: number) => Promise<void>;
}

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

/** Who waits for the next chunk. */
interface Reader {
  readonly resolve: (result: { readonly done: false; readonly value: Uint8Array }) => void;
  readonly reject: (error: unknown) => void;
}

/** One open connection: chunks that wait for a reader, or a reader that waits. */
interface Open {
  readonly push: (text: string) => void;
  readonly cut: () => void;
}

const EPOCH = "fake";

/** Lets promises run dry, without a timer that a test framework may have replaced. */
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 100; turn++) await undefined;
};

/** The fields of a frame, as far as it has them. */
export interface FakeFrame {
  readonly event?: string;
  readonly data?: string;
  readonly id?: string;
}

const frame = ({ event, data, id }: FakeFrame): string => {
  const lines = data?.split(/\r\n|\r|\n/).map((line) => `data: ${line}`) ?? [];
  if (event !== undefined) lines.unshift(`event: ${event}`);
  if (id !== undefined) lines.unshift(`id: ${id}`);
  return `${lines.join("\n")}\n\n`;
};

const clock = () => {
  let now = 1_700_000_000_000;
  let timers: readonly Timer[] = [];
  return {
    now: () => now,
    after: (delay: number, run: () => void) => {
      const timer = { at: now + delay, run };
      timers = [...timers, timer];
      return () => void (timers = timers.filter((other) => other !== timer));
    },
    /** Runs what falls due up to then, in order. */
    until: async (then: number): Promise<void> => {
      for (;;) {
        const [due] = timers.filter(({ at }) => at <= then).sort((a, b) => a.at - b.at);
        if (!due) break;
        timers = timers.filter((other) => other !== due);
        now = Math.max(now, due.at);
        due.run();
        await settle();
      }
      now = then;
    },
  };
};

/** A response whose body is read by promises alone. */
const stream = (signal: AbortSignal | null | undefined, gone: (open: Open) => void): readonly [Response, Open] => {
  const chunks: Uint8Array[] = [];
  let waiting: Reader | undefined;
  let isCut = false;
  const fail = (): TypeError => new TypeError("the fake server cut the connection");
  const open: Open = {
    push: (text) => {
      const value = new TextEncoder().encode(text);
      if (waiting) waiting.resolve({ done: false, value });
      else chunks.push(value);
      waiting = undefined;
    },
    cut: () => {
      isCut = true;
      waiting?.reject(fail());
      gone(open);
    },
  };
  signal?.addEventListener("abort", open.cut);
  const read = (): Promise<unknown> => new Promise((resolve, reject) => {
    const value = chunks.shift();
    if (value) resolve({ done: false, value });
    else if (isCut) reject(fail());
    else waiting = { resolve, reject };
  });
  const response = { status: 200, headers: new Headers({ "content-type": "text/event-stream" }), body: { getReader: () => ({ read }) } };
  return [response as unknown as Response, open];
};

/** The log of the fake server, and what it tells who comes with a cursor. */
const log = ({ envelope, events, kind }: Definition, now: () => number) => {
  let first = 1;
  const entries: string[] = [];
  const cursor = (seq: number): string => `${EPOCH}.${seq}`;
  const head = (): number => first + entries.length - 1;
  const gap = (from: string | null, reason: string): string =>
    frame({ event: "tidings.gap", data: JSON.stringify({ from, to: cursor(first - 1), reason }), id: cursor(first - 1) });
  return {
    append: (name: string, data: unknown): string => {
      const { wire = name, version, guard } = (Object.hasOwn(events, name) ? events[name] : undefined) as EventDefinition;
      if (!guard(data)) throw new TypeError(`${name} v${version} refused: not in its accept set`);
      const text = frame({ event: wire, data: write(envelope === "bare" ? data : { v: version, time: now(), data }), id: cursor(head() + 1) });
      entries.push(text);
      return text;
    },
    forget: (reason: string): string => {
      const from = cursor(head());
      first = head() + 2;
      entries.length = 0;
      return gap(from, reason);
    },
    /** What a connection begins with. A session starts at its beginning, a broadcast stream now. */
    greet: (last: string | null): string => {
      const seq = Number(/^fake\.(\d+)$/.exec(last ?? "")?.[1] ?? NaN);
      const session = kind === "session" ? frame({ event: "tidings.session", data: '{"id":"fake"}' }) : "";
      if (last === null && kind === "session") return session + frame({ id: cursor(first - 1) }) + entries.join("");
      if (last === null) return frame({ id: cursor(head()) });
      if (!(seq >= first - 1 && seq <= head())) return session + gap(seq < first ? last : null, seq < first ? "trimmed" : "epoch") + entries.join("");
      return session + frame({ id: last }) + entries.slice(seq - first + 1).join("");
    },
  };
};

/** Makes a fake server for a generated constructor. */
export const fake = <Events, Params, Request>(create: Create<Events, Params, Request>): Fake<Events, Params, Request> => {
  const { definition } = create;
  const { now, after, until } = clock();
  const { append, forget, greet } = log(definition, now);
  const { heartbeat = 15_000 } = definition;
  const requests: FakeRequest[] = [];
  const statuses: number[] = [];
  let connections: readonly Open[] = [];
  let isSilent = false;

  const fetch = async (url: string | URL | globalThis.Request, { method = "GET", headers, body, signal }: RequestInit = {}): Promise<Response> => {
    const request = { method, url: new URL(String(url)), headers: new Headers(headers), body };
    requests.push(request);
    const status = statuses.shift();
    if (status !== undefined) return new Response(null, { status });
    const [response, open] = stream(signal, (gone) => (connections = connections.filter((other) => other !== gone)));
    connections = [...connections, open];
    isSilent = false;
    open.push(greet(request.headers.get("last-event-id")));
    return response;
  };

  const send = async (text: string): Promise<void> => {
    await settle();
    if (!isSilent) for (const { push } of connections) push(text);
    await settle();
  };

  const platform: Platform = { fetch, now, after, random: () => 0.5 };
  const wired = (options: object = {}): Client<Events> =>
    (create as unknown as (options: object) => Client<Events>)({ origin: "https://fake.example", platform, ...options });

  return {
    create: wired,
    requests,
    get now() { return now(); },
    emit: async (name, data) => {
      // Who was made in this turn connects first, or would begin after the event.
      await settle();
      await send(append(name, data));
    },
    send: (parts) => send(frame(parts)),
    gap: async (reason = "trimmed") => {
      await settle();
      await send(forget(reason));
    },
    bye: (reason, retry) => send(frame({ event: "tidings.bye", data: JSON.stringify({ reason, retry }) })),
    disconnect: async () => {
      await settle();
      for (const { cut } of connections) cut();
      await settle();
    },
    stall: () => void (isSilent = true),
    refuse: (...more) => void statuses.push(...more),
    advance: async (milliseconds) => {
      await settle();
      for (const then = now() + milliseconds; now() < then; ) {
        await until(Math.min(then, now() + heartbeat));
        await send(":\n");
      }
    },
  };
};
