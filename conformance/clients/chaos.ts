/** Faults of every kind, drawn from a seed, as replies of a fault server that stands before a real one. */

import type { Step } from "./faults.js";

/** A kind of fault: what a connection gets, `bytes` of the stream at most. */
type Kind = (draw: (most: number) => number, proxy: (bytes: number) => Step, bytes: number) => readonly Step[];

const status = (code: number, headers: Readonly<Record<string, string>> = {}): readonly Step[] =>
  [{ head: { status: code, headers: { "content-type": "text/plain", ...headers } } }, { send: "no" }];

/** A refusal of a token, and what follows it: a second one before the stream was open again would be final. */
const EXPIRED = "401, expired";
const OPENS = "end";

/** Every kind, by name. */
const KINDS: Readonly<Record<string, Kind>> = {
  reset: (draw, proxy, bytes) => [proxy(draw(bytes)), "reset"],
  cut: (draw, proxy, bytes) => [proxy(draw(bytes)), "cut"],
  end: (draw, proxy, bytes) => [proxy(draw(bytes)), "end"],
  stall: (draw, proxy, bytes) => [proxy(draw(bytes)), "stall"],
  split: (draw, proxy, bytes) => [{ split: { size: 1 + draw(16) } }, proxy(draw(bytes)), "reset"],
  delay: (draw, proxy, bytes) => [{ wait: draw(200) }, proxy(draw(bytes / 2)), { wait: draw(200) }, proxy(draw(bytes / 2)), "cut"],
  down: (draw, proxy, bytes) => [proxy(draw(bytes)), { down: 1 + draw(200) }],
  "reset before the head": () => ["reset"],
  "end before the head": () => ["cut"],
  "silence before the head": () => ["stall"],
  "500": () => status(500),
  "503, Retry-After": () => status(503, { "retry-after": "1" }),
  "429": () => status(429),
  [EXPIRED]: () => status(401),
};

export interface Fault {
  readonly kind: string;
  readonly steps: readonly Step[];
}

/**
 * So many faults, every kind among them where there are enough. `to` is the server behind; no connection gets more than
 * `bytes` of its stream.
 */
export function faults(count: number, bytes: number, to: string, random: () => number): Fault[] {
  const draw = (most: number): number => Math.floor(random() * (Math.floor(most) + 1));
  const proxy = (most: number): Step => ({ proxy: { to, bytes: most } });
  const names = Object.keys(KINDS);
  const drawn: Fault[] = [];
  while (drawn.length < count) {
    const any = names[drawn.length] ?? names[draw(names.length - 1)];
    const kind = (drawn.at(-1)?.kind === EXPIRED ? OPENS : any) ?? OPENS;
    drawn.push({ kind, steps: KINDS[kind]?.(draw, proxy, bytes) ?? [] });
  }
  return drawn;
}
