/** How long to stay away, and how long to be patient. All times are milliseconds. */

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

/**
 * Growing delay with full jitter on top of a floor: the server's `retry:`, or what it asked for this once.
 *
 * @example delay(3, 5500, 0.5) // 13500: the floor, and half of the window 2000 * 2^3
 */
export const delay = (attempt: number, floor: number, random: number, { base = 2000, cap = 30_000 }: BackoffOptions = {}): number =>
  floor + random * Math.min(cap, base * 2 ** attempt);

/** The milliseconds that a Retry-After header asks for, as seconds or as a date; 0 where it says neither. */
export const retryAfter = (header: string | null, now: number): number => Math.max(Number(header) * 1000 || Date.parse(header as string) - now || 0, 0);
