/** What a connection is to those that stand around it: what it takes, what it is told, and who may stand in its place. */
import type { BackoffOptions } from "./backoff.js";
import type { Frame } from "./parser.js";
import type { Closed, Platform, State, WaitCause } from "./state.js";

/** What follows an attempt: another one, at the earliest after `wait` milliseconds; at once where there is no cause. */
export interface Again {
  readonly cause?: WaitCause;
  readonly wait?: number;
  readonly reason?: TokenRequest["reason"];
  /** The status that is the cause. */
  readonly code?: number;
}

/** What `token` is told. `unauthorized`: the last one was refused or is about to expire, so a cached one will not do. */
export interface TokenRequest {
  readonly reason: "connect" | "reconnect" | "unauthorized";
}

/** A token that says when it ends, in milliseconds since the epoch. The client moves over to a fresh one before. */
export interface Expiring {
  readonly token: string;
  readonly expiresAt: number;
}

/** What a token callback may give: none, a token, or one with its end. */
export type Token = string | Expiring | undefined;

/** What a connection may be told by its user. */
export interface LinkOptions {
  /** Asked at every connect; sent as `Authorization: Bearer`. One that takes longer than 30 s and the watchdog is asked for again. */
  readonly token?: (request: TokenRequest) => Token | PromiseLike<Token>;
  /** The longest data of one event, in UTF-16 units; 16 Mi by default. A longer one arrives as `$unknown`. */
  readonly limit?: number;
  /** How reconnects are spread. */
  readonly backoff?: BackoffOptions;
}

/** What follows a frame, if it is that frame's to say. */
export type Next = Again | Closed | false | undefined;

/** Makes the connection of one client; `heartbeat` is the stream's, in milliseconds. Both results may be called any number of times. */
export type Connect = (
  ask: (token: string | undefined, signal: AbortSignal) => Promise<Response>,
  /** Takes a frame, and says when it is finished with and what follows this connection, if it is that frame's to say. */
  take: (frame: Frame) => Promise<Next>,
  tell: (state: State) => void,
  report: (error: unknown) => void,
  options: LinkOptions,
  platform: Platform,
  heartbeat?: number,
  /** A stream's own rules of what follows. */
  rule?: (next: Again | Closed) => Again | Closed,
) => readonly [start: () => void, stop: () => void];
