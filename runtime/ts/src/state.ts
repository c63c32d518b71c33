/** Where a connection stands, why, and the world that it stands in. */
/** Why the client is not connected. */
export type WaitCause =
  | "ended" | "network" | "stalled" | "status" | "token"
  | "drain" | "expired" | "limit" | "unknown" | (string & {});

/** Why the client will not connect again. */
export type Closed =
  | { readonly status: "closed"; readonly cause: "closed" | "aborted" | "finished" | "cut" }
  | { readonly status: "closed"; readonly cause: "status"; readonly code: number }
  | { readonly status: "closed"; readonly cause: "content-type"; readonly contentType: string }
  | { readonly status: "closed"; readonly cause: "release-retired"; readonly release: string; readonly newest: string | undefined; readonly message: string };

/** The state of a client that has ended. */
export const closed = (cause: Closed["cause"], more?: object): Closed => ({ status: "closed", cause, ...more }) as Closed;

/** Where the connection stands. */
export type State =
  | { readonly status: "connecting"; readonly attempt: number }
  | { readonly status: "open"; readonly since: number }
  | { readonly status: "waiting"; readonly retryAt: number; readonly cause: WaitCause; readonly attempt: number }
  | Closed;

/** Time, randomness and network, so that tests need no sleeps. Times are milliseconds. */
export interface Platform {
  readonly fetch: typeof globalThis.fetch;
  readonly now: () => number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Calls `run` after `delay`; returns what cancels it. */
  readonly after: (delay: number, run: () => void) => () => void;
  /** Calls `run` whenever the page or the network came back, until the signal aborts; `isStale` says that connections did not survive. */
  readonly onWake?: (run: (isStale: boolean) => void, signal: AbortSignal) => void;
}
