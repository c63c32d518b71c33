/** One event of a stream as its generated type describes it: the version that the client reads, and the data. */
export interface Typed<V extends number = number, D = unknown> {
  readonly version: V;
  readonly data: D;
}

/** What a guard has evaluated at one place of the value; only `rest` asks for it. */
export type Seen = Set<string | number>;

/** Whether a value lies in an accept set. Pure, never throws on JSON values of ordinary depth. */
export type Guard = (value: unknown, seen?: Seen) => boolean;

/** Rewrites a guarded value, in place where it can, and returns it: a reader's fallbacks. */
export type Convert = (value: unknown) => unknown;

/** What the generator says of one event of a release. */
export interface EventDefinition {
  /** The name in the `event:` field, where it differs from the event's own. */
  readonly wire?: string;
  /** The version that this client reads. */
  readonly version: number;
  /** Reads its text where `JSON.parse` would round: `big`, of an event with bigints. */
  readonly read?: (text: string) => unknown;
  /** The accept set of that version. */
  readonly guard: Guard;
  /** Applied after the guard: unknown enum members and union tags become their declared fallbacks. */
  readonly fallbacks?: Convert;
}

/** What the generator says of a broadcast stream. */
export interface Definition {
  readonly name: string;
  /** `/streams/notifications/{user}`: parameters stand in braces. */
  readonly path: string;
  /** `orders@7-1c2e93ab47d0`. */
  readonly release: string;
  readonly kind: "broadcast" | "session";
  readonly envelope: "compact" | "bare";
  /** Milliseconds between the server's heartbeats. Without it there is no watchdog. */
  readonly heartbeat?: number;
  /** By event name. */
  readonly events: Readonly<Record<string, EventDefinition>>;
}

/** What the generator says of a session stream. */
export interface SessionDefinition extends Definition {
  readonly kind: "session";
  readonly session: {
    readonly method: "GET" | "POST";
    /** The names of the events that end a session. */
    readonly end: readonly string[];
    /** Milliseconds for which the server keeps a session, where it keeps one. */
    readonly replay?: number;
  };
}

/** The constraint on a generated table of events: `{ "order.placed": Typed<2, OrderPlaced> }`. */
export type EventTypes<Events> = { readonly [K in keyof Events]: Typed };
