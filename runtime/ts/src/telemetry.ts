/**
 * What a client lived through, in numbers: how late events came, what was lost or not understood, how often it
 * reconnected, and how long a hook took to render a frame.
 *
 * @example
 * const numbers = telemetry({ beacon: "/metrics" });
 * createOrders({ telemetry: numbers });
 * numbers.read().latency.p99; // milliseconds
 */
import type { Observer } from "./parts.js";

/** A distribution of milliseconds: the count of all, and quantiles of the last 512. */
export interface Spread {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** What was measured since the beginning. */
export interface Telemetry {
  /**
   * How often: events by their type, `$gap`, `$unknown name`, `$unknown version`, `$unknown invalid` (a payload that is not
   * what its schema says), and states as `$connecting`, `$open`, `$waiting` (each a reconnect), `$closed`.
   */
  readonly counts: Readonly<Record<string, number>>;
  /** From the envelope's `time` to the handler; clocks that differ are part of it, so it may be below zero. */
  readonly latency: Spread;
  /** From the start of a frame to its commit, where a hook of this package is used. */
  readonly render: Spread;
}

/** What `telemetry` is told. */
export interface TelemetryOptions {
  /** Where the numbers are sent as JSON whenever the page is hidden. */
  readonly beacon?: string;
}

const spread = (): readonly [add: (value: number) => unknown, read: () => Spread] => {
  const kept: number[] = [];
  let count = 0;
  return [
    (value) => (kept[count++ % 512] = value),
    () => {
      const sorted = [...kept].sort((a, b) => a - b);
      const at = (part: number): number => sorted[(sorted.length * part - part) | 0] ?? 0;
      return { count, p50: at(0.5), p99: at(0.99), max: at(1) };
    },
  ];
};

/** Counts for the clients that are given it. */
export const telemetry = ({ beacon }: TelemetryOptions = {}): Observer & { readonly read: () => Telemetry } => {
  const counts: Record<string, number> = {};
  const [late, latency] = spread();
  const [rendered, render] = spread();
  const count = (what: string): unknown => (counts[what] = 1 + (counts[what] ?? 0));
  const read = (): Telemetry => ({ counts, latency: latency(), render: render() });
  if (beacon) globalThis.document?.addEventListener("visibilitychange", () => {
    if (document.hidden) navigator.sendBeacon(beacon, JSON.stringify(read()));
  });
  return {
    told: ({ type, time, reason }, now) => {
      // A gap's reason is the server's own word, and may be any.
      count(type === "$unknown" ? `${type} ${reason}` : type);
      if (time !== undefined) late(now - time);
    },
    state: ({ status }) => count(`$${status}`),
    // Frameworks commit in a microtask that stands before this one.
    shown: async (start) => {
      await undefined;
      rendered(performance.now() - start);
    },
    read,
  };
};
