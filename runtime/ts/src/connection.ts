/**
 * The connection to one topic: asks for a token, connects, reads, watches for silence, waits, and connects again, until
 * it is stopped or the server's answer is final.
 *
 * Invariants: at most one attempt is under way, and one that was given up hands out nothing more; no wait is shorter
 * than what the server asked for; the backoff starts anew only after a connection that lived; nobody watches while
 * consumers are behind, since the silence is ours then.
 */
import { judge, type Again, type WorkStatus } from "./answer.js";
import { delay, HEALTHY } from "./backoff.js";
import type { BaseOptions, Closed, Platform, State, TokenRequest } from "./options.js";
import { parser, type Frame } from "./parser.js";

/** What the connection serves. */
export interface Served {
  readonly request: () => readonly [url: URL, init: RequestInit];
  /** Of a session: whether its work was asked for, and whether it can be asked for again by its id. */
  readonly work: () => WorkStatus | undefined;
  /** Takes a frame: nothing to wait for, or a promise until it is finished with, or what follows this connection. */
  readonly take: (frame: Frame) => Promise<void> | Again | void;
  readonly tell: (state: State) => void;
  readonly report: (error: unknown) => void;
}

/** Starts, stops and hurries a connection. */
export interface Connection {
  readonly start: (reason: TokenRequest["reason"]) => Promise<void>;
  readonly stop: () => void;
  /** The page or the network came back: what is late is done now; `anew` mistrusts an open stream too. */
  readonly wake: (anew: boolean) => void;
}

/** How long a token may take where no heartbeat says it. */
const PATIENCE = 30_000;

/** A stream is silent when it missed two heartbeats and half of another. */
const MISSED = 2.5;

/** Makes the connection of one client; `heartbeat` is the stream's, in milliseconds. */
export const connection = (served: Served, options: BaseOptions, { now, random, after, fetch }: Platform, heartbeat = 0): Connection => {
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
  let isHurried = false;
  let isRefused = false;

  /** Gives up the attempt when nothing was heard for so long. */
  const watch = (limit: number): void => {
    cancel();
    if (isBusy) heard = now();
    const left = heard + limit - now();
    if (left > 0) cancel = after(left, () => watch(limit));
    else current?.abort();
  };

  const read = async ({ body }: Response, signal: AbortSignal): Promise<Again> => {
    const frames: Frame[] = [];
    const feed = parser((frame) => frames.push(frame), { onRetry: (retry) => (floor = retry), limit: options.limit });
    const reader = body?.getReader();
    for (;;) {
      const chunk = await reader?.read();
      if (!chunk?.value || signal.aborted) return { cause: "ended" };
      heard = now();
      feed(chunk.value);
      for (const frame of frames.splice(0)) {
        const taken = !signal.aborted && served.take(frame);
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
      const token = await options.token?.({ reason });
      if (signal.aborted) return {};
      heard = now();
      if (!patience) cancel();
      cause = "network";
      const [url, { headers, ...init }] = served.request();
      const response = await fetch(url, {
        cache: "no-store", credentials: options.credentials ?? "same-origin", ...init, signal,
        headers: { ...options.headers, ...(token && { Authorization: `Bearer ${token}` }), Accept: "text/event-stream", ...headers as {} },
      });
      const verdict = judge(response, now(), isRefused || !options.token, served.work());
      if (verdict || signal.aborted) {
        isRefused ||= response.status === 401;
        return verdict ?? {};
      }
      isRefused = false;
      served.tell({ status: "open", since: (opened = now()) });
      return await read(response, signal);
    } catch (error) {
      if (cause === "token") served.report(error);
      return { cause };
    }
  };

  const wait = async ({ cause = "", wait = 0 }: Again): Promise<void> => {
    if (opened && now() - opened >= HEALTHY) failures = 0;
    const pause = isHurried ? wait : delay(failures++, Math.max(wait, floor), random(), options.backoff);
    isHurried = false;
    notBefore = now() + wait;
    served.tell({ status: "waiting", retryAt: now() + pause, cause, attempt: failures });
    await new Promise<void>((resolve) => (cancel = after(pause, (go = resolve))));
    go = undefined;
    cancel();
  };

  const start = async (reason: TokenRequest["reason"]): Promise<void> => {
    let next: Again | Closed = { reason };
    for (;;) {
      const mine = (current = new AbortController());
      const { cause, reason = "reconnect" }: Again = next;
      // Only what was refused for its token, and so not begun, is sent again.
      if (served.work() === "sent" && (cause || reason !== "unauthorized")) return served.tell({ status: "closed", cause: "cut" });
      if (cause) await wait(next);
      if (current !== mine) return;
      heard = now();
      opened = 0;
      watch(patience || PATIENCE);
      served.tell({ status: "connecting", attempt: failures });
      // Who hangs and heeds no signal, such as a token that never comes, is left behind.
      next = await Promise.race([attempt(reason, mine.signal), new Promise<Again>((resolve) => (mine.signal.onabort = () => resolve({ cause: "stalled" })))]);
      if (current !== mine) return;
      cancel();
      mine.abort();
      if ("status" in next) return served.tell(next);
    }
  };

  return {
    start,
    stop: () => {
      const mine = current;
      current = undefined;
      failures = 0;
      cancel();
      mine?.abort();
      go?.();
    },
    wake: (anew) => {
      if (go) return now() >= notBefore ? go() : undefined;
      if (isBusy || !(anew || (patience && now() - heard >= patience))) return;
      isHurried = !!current;
      current?.abort();
    },
  };
};
