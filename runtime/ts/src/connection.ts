/**
 * The connection to one topic: asks for a token, connects, reads, watches for silence, waits, and connects again, until
 * it is stopped or the server's answer is final.
 *
 * Invariants: at most one attempt is under way, and one that was given up hands out nothing more; no wait is shorter
 * than what the server asked for; the backoff starts anew only after a connection that lived; nobody watches while
 * consumers are behind, since the silence is ours then.
 */
import { closed, judge, type Again, type Work } from "./answer.js";
import { delay, HEALTHY } from "./backoff.js";
import type { BaseOptions, Closed, Platform, State, TokenRequest } from "./options.js";
import { parser, type Frame } from "./parser.js";

/** What the connection serves. */
export interface Served {
  readonly ask: (token: string | undefined, signal: AbortSignal) => Promise<Response>;
  /** Takes a frame: nothing to wait for, or a promise until it is finished with, or what follows this connection. */
  readonly take: (frame: Frame) => Promise<void> | Again | void;
  readonly tell: (state: State) => void;
  readonly report: (error: unknown) => void;
}

/** Starts and stops a connection, any number of times. */
export interface Connection {
  readonly start: () => Promise<void>;
  readonly stop: () => void;
}

/** How long a token may take at least: somebody may have to log in for it. */
const PATIENCE = 30_000;

/** A stream is silent when it missed two heartbeats and half of another. */
const MISSED = 2.5;

/** Makes the connection of one client; `heartbeat` is the stream's, in milliseconds. */
export const connection = (
  { ask, take, tell, report }: Served,
  { token, backoff, limit }: BaseOptions,
  { now, random, after }: Platform,
  heartbeat = 0,
  work?: Work,
): Connection => {
  const patience = heartbeat * MISSED;
  /** Stands for the attempt under way and the wait after it; another one, or none, means that they were given up. */
  let current: AbortController | undefined;
  let cancel = (): void => {};
  /** Ends the wait under way. */
  let go: (() => void) | undefined;
  let failures = 0;
  /** The server's `retry:`. */
  let floor = 0;
  /** When the server asked not to be asked before. */
  let notBefore = 0;
  let heard = 0;
  let opened = 0;
  let isBusy = false;
  let isRefused = false;
  let next: Again | Closed = { reason: "connect" };

  /** Gives up the attempt when nothing was heard for so long. */
  const watch = (limit: number): void => {
    if (isBusy) heard = now();
    const left = heard + limit - now();
    if (left > 0) cancel = after(left, () => watch(limit));
    else current?.abort();
  };

  const read = async (reader: ReadableStreamDefaultReader<Uint8Array> | undefined, signal: AbortSignal): Promise<Again> => {
    const frames: Frame[] = [];
    const feed = parser((frame) => frames.push(frame), { onRetry: (retry) => (floor = retry), limit });
    for (;;) {
      const chunk = await reader?.read();
      if (!chunk?.value || signal.aborted) return { cause: "ended" };
      heard = now();
      feed(chunk.value);
      for (const frame of frames.splice(0)) {
        const taken = !signal.aborted && take(frame);
        if (!taken) continue;
        isBusy = true;
        const next = await taken;
        isBusy = false;
        if (next) return next;
      }
    }
  };

  const attempt = async (reason: TokenRequest["reason"], signal: AbortSignal): Promise<Again | Closed> => {
    let cause = "token";
    try {
      const bearer = await token?.({ reason });
      if (signal.aborted) return {};
      cancel();
      heard = now();
      if (patience) watch(patience);
      cause = "network";
      const response = await ask(bearer, signal);
      if (signal.aborted) return {};
      const verdict = judge(response, now(), isRefused || !token, work);
      isRefused = verdict ? isRefused || response.status === 401 : false;
      if (verdict) return verdict;
      tell({ status: "open", since: (opened = now()) });
      return await read(response.body?.getReader(), signal);
    } catch (error) {
      if (cause === "token") report(error);
      return { cause };
    }
  };

  const wait = async (cause: string, wait: number): Promise<void> => {
    if (opened && now() - opened >= HEALTHY) failures = 0;
    const pause = delay(failures++, Math.max(wait, floor), random(), backoff);
    notBefore = now() + wait;
    tell({ status: "waiting", retryAt: now() + pause, cause, attempt: failures });
    await new Promise<void>((resolve) => (cancel = after(pause, (go = resolve))));
    go = undefined;
    cancel();
  };

  const stop = (): void => {
    const mine = current;
    current = undefined;
    failures = 0;
    next = {};
    cancel();
    mine?.abort();
    go?.();
  };

  /** The page or the network came back: what is late is done now. A page from the back-forward cache has lost its stream. */
  const wake = ({ persisted }: Event & { readonly persisted?: boolean }): void => {
    if (globalThis.document?.hidden) return;
    if (go) now() >= notBefore && go();
    else if (!isBusy && (persisted || (patience && now() - heard >= patience))) {
      stop();
      void start();
    }
  };

  const start = async (): Promise<void> => {
    for (;;) {
      const mine = (current = new AbortController());
      const { signal } = mine;
      const { cause, wait: least = 0, reason = "reconnect" } = next as Again;
      for (const type of ["pageshow", "visibilitychange", "online"]) globalThis.addEventListener?.(type, wake, { signal });
      // Only what was refused for its token, and so not begun, is sent again.
      if (work?.isLost() && (cause || reason !== "unauthorized")) return tell(closed("cut"));
      if (cause) await wait(cause, least);
      if (current !== mine) return;
      heard = now();
      opened = 0;
      watch(Math.max(patience, PATIENCE));
      tell({ status: "connecting", attempt: failures });
      // Who hangs and heeds no signal, such as a token that never comes, is left behind.
      const stalled = new Promise<Again>((resolve) => (signal.onabort = () => resolve({ cause: "stalled" })));
      const last = await Promise.race([attempt(reason, signal), stalled]);
      if (current !== mine) return;
      next = last;
      cancel();
      mine.abort();
      if ("status" in next) return tell(next);
    }
  };

  return { start, stop };
};
