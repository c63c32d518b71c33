import type { LinkOptions } from "./link.js";
import type { Native, Observer, Resume, Share } from "./parts.js";
import type { Platform, State } from "./state.js";
import type { Definition, Typed } from "./types.js";

/** An event of the stream as a handler sees it. `type` and `version` are literals, so a switch is exhaustive. */
export interface Received<Type, Version, Data> {
  readonly type: Type;
  readonly version: Version;
  readonly data: Data;
  /** The cursor of this event; absent where the server sent none. */
  readonly id: string | undefined;
  /** When the event was emitted: milliseconds since the epoch. Absent in the `bare` envelope. */
  readonly time: number | undefined;
  readonly traceparent: string | undefined;
  /** The text of the frame's data as it came. */
  readonly raw: string;
}

/** Continuity is lost: the state that the events built has to be fetched again. */
export interface Gap {
  readonly type: "$gap";
  readonly from: string | null;
  readonly to: string | null;
  readonly reason: "trimmed" | "epoch" | "unreadable" | (string & {});
  readonly id: string | undefined;
  readonly raw: string;
}

/** An event that this release cannot read: its name or version is unknown, or its payload is not in the accept set. */
export interface Unknown {
  readonly type: "$unknown";
  readonly reason: "name" | "version" | "invalid";
  /** The `event:` field. */
  readonly name: string;
  readonly version: number | undefined;
  readonly id: string | undefined;
  /** The text of the frame's data as it came; cut where the frame was over the size limit. */
  readonly raw: string;
}

/** `tidings.notice`: this release will be retired. */
export interface Notice {
  readonly type: "$notice";
  readonly sunset: string | number | undefined;
  readonly replacement: string | undefined;
  readonly raw: string;
}

/** The state of everything up to `id`, as the `snapshot` option gave it: what follows builds on it. */
export interface Snapshot<Snap = unknown> {
  readonly type: "$snapshot";
  readonly state: Snap;
  readonly id: string | undefined;
  readonly raw: string;
}

/** What a consumer gets, by its type. */
export type Messages<Events> = {
  readonly [Name in keyof Events]: Events[Name] extends Typed<infer Version, infer Data> ? Received<Name, Version, Data> : never;
} & { readonly $gap: Gap; readonly $unknown: Unknown };

/** What `for await` yields. */
export type Message<Events> = Messages<Events>[keyof Messages<Events>];

/** What `on` takes. */
export type Handled<Events, Snap = unknown> = Messages<Events> & { readonly $notice: Notice; readonly $snapshot: Snapshot<Snap> };

/** A table of handlers by type, for `handle`: `{ … } satisfies Handlers<OrdersEvents>`; `Required<…>` of it leaves none out. */
export type Handlers<Events> = { readonly [Name in keyof Handled<Events>]?: (event: Handled<Events>[Name]) => void };

/** Options of every generated client; `Snap` is the state that its `snapshot` gives. */
export interface BaseOptions<Snap = unknown> extends LinkOptions {
  /** `https://api.example.com`; the page's own origin by default. */
  readonly origin?: string;
  /** The stream's address instead of origin and path; its query is kept. */
  readonly url?: string | URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly credentials?: RequestCredentials;
  /** A cursor to begin after, instead of where the stream begins. */
  readonly cursor?: string;
  /** Closes the client. */
  readonly signal?: AbortSignal;
  /** `always` (default), `dev` (not where NODE_ENV is production), `off`. Anything but `always` lets data through that its type does not describe. */
  readonly validate?: "always" | "dev" | "off";
  /** `drop` keeps unknown names and versions from handlers and counts them in `dropped`; an invalid payload is always told. */
  readonly onUnknown?: "emit" | "drop";
  /** What a handler threw, and what the client has to say; `reportError` or the console by default. */
  readonly onError?: (error: unknown) => void;
  readonly platform?: Partial<Platform>;
  /** `memory` resumes while this client lives; `storage()` of `tidings/storage` over a reload too. */
  readonly resume?: "memory" | Resume;
  /**
   * Fetches the state as JSON, and the cursor at which it was taken: at the beginning, and after a gap. Handlers of
   * `$snapshot` get it, and then everything that followed. A stream that declares a snapshot of its own needs none.
   */
  readonly snapshot?: () => PromiseLike<{ readonly state: Snap; readonly cursor: string }>;
  /** `share()` of `tidings/share`: one connection for all tabs. Broadcast streams only. */
  readonly share?: Share;
  /** `native()` of `tidings/native`: the browser's EventSource instead of fetch. */
  readonly native?: Native;
  /** `telemetry()` of `tidings/telemetry`. */
  readonly telemetry?: Observer;
}

type WithParams<Params> = {} extends Params ? { readonly params?: Params } : { readonly params: Params };
type WithRequest<Request> = [Request] extends [undefined] ? {} : { readonly request: Request };

/** Options of a generated client: topic parameters and a session's request are required where the stream has them. */
export type Options<Params = {}, Request = undefined, Snap = unknown> = BaseOptions<Snap> & WithParams<Params> & WithRequest<Request>;

/** Options that may be left out where none is required. */
export type Given<Params, Request> = Options<Params, Request> | ({} extends Options<Params, Request> ? undefined : never);

/** A generated client's constructor: `createOrders(options)`. */
export interface Create<Events, Params = {}, Request = undefined> {
  <Snap = unknown>(...args: {} extends Options<Params, Request> ? [options?: Options<Params, Request, Snap>] : [options: Options<Params, Request, Snap>]): Client<Events, Snap>;
  /** What it was generated from; `tidings/testing` reads it. */
  readonly definition: Definition;
}

/**
 * A client of one topic. It connects in the microtask after the first handler or iterator, never before.
 *
 * It hands out one event at a time: the next follows when every iterator asked for it. A loop that is left ends its
 * iterator; who calls `next()` by hand has to call `return()` too, or holds the stream up.
 */
export interface Client<Events, Snap = unknown> extends AsyncIterable<Message<Events>> {
  /** Calls `handler` for every event of that type, in order; returns what takes it off. */
  on<Name extends keyof Handled<Events>>(type: Name, handler: (event: Handled<Events, Snap>[Name]) => void): () => void;
  /** Calls `listener` after every change of `state`; returns what takes it off. Does not connect. */
  onState(listener: (state: State) => void): () => void;
  /** One identity per state, so it can be compared. */
  readonly state: State;
  /** The cursor up to which every consumer has finished; `undefined` before the first. */
  readonly cursor: string | undefined;
  /** Unknown names and versions kept back by `onUnknown: "drop"`. */
  readonly dropped: number;
  /** Ends the connection for good; iterators end after what they hold. */
  close(): void;
}
