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

/** What was counted since the beginning. */
export interface Telemetry {
  readonly events: number;
  readonly gaps: number;
  /** Names and versions that the release has not. */
  readonly unknown: number;
  /** Payloads that are not what their schema says. */
  readonly invalid: number;
  readonly reconnects: number;
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

const KEPT = 512;

const spread = (): readonly [add: (value: number) => void, read: () => Spread] => {
  const kept: number[] = [];
  let count = 0;
  return [
    (value) => void (kept[count++ % KEPT] = value),
    () => {
      const sorted = [...kept].sort((a, b) => a - b);
      const at = (part: number): number => sorted[Math.floor((sorted.length - 1) * part)] ?? 0;
      return { count, p50: at(0.5), p99: at(0.99), max: at(1) };
    },
  ];
};

/** Counts for the clients that are given it. */
export const telemetry = ({ beacon }: TelemetryOptions = {}): Observer & { readonly read: () => Telemetry } => {
  const counts = { events: 0, gaps: 0, unknown: 0, invalid: 0, reconnects: 0 };
  const [late, latency] = spread();
  const [rendered, render] = spread();
  const read = (): Telemetry => ({ ...counts, latency: latency(), render: render() });
  if (beacon) globalThis.document?.addEventListener("visibilitychange", () => {
    if (document.hidden) navigator.sendBeacon(beacon, JSON.stringify(read()));
  });
  return {
    told: ({ type, time, reason }, now) => {
      if (type === "$gap") counts.gaps++;
      else if (type === "$unknown") counts[reason === "invalid" ? "invalid" : "unknown"]++;
      else if (type[0] !== "$") counts.events++;
      if (time !== undefined) late(now - time);
    },
    state: ({ status }) => {
      if (status === "waiting") counts.reconnects++;
    },
    shown: (start) => {
      // Frameworks commit in a microtask that stands before this one.
      queueMicrotask(() => rendered(performance.now() - start));
    },
    read,
  };
};
