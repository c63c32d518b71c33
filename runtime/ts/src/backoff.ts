/** How long to stay away, and how long, or how much, to be patient. All times are milliseconds. */

/** The window of the first retry, and the widest one; both are doubled and drawn from. */
export interface BackoffOptions {
  /** 2,000 by default: a server that takes every connection and drops it is seldom asked more than six times in 16 s. */
  readonly base?: number;
  /** 30,000 by default. */
  readonly cap?: number;
}

/** A connection that lived this long was a good one: the next failure starts at the narrowest window again. */
export const HEALTHY = 5000;

/** A stream is silent when it missed two heartbeats and half of another. */
export const MISSED = 2.5;

/** How long a token may take at least: somebody may have to log in for it. */
export const PATIENCE = 30_000;

/** A follower looks this often whether its leader lives: frozen ones are replaced within four looks. */
export const LOOK = 250;

/** So many frames may wait in a tab that is behind; beyond, it catches up on a connection of its own. */
export const WAITING = 4096;
