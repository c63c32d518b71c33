/**
 * The connection to one topic: asks for a token, connects, reads, watches for silence, waits, and connects again, until
 * it is stopped or the server's answer is final.
 *
 * Invariants: at most one attempt is under way, and one that was given up hands out nothing more; no wait is shorter
 * than what the server asked for; the backoff starts anew only after a connection that lived; nobody watches while
 * consumers are behind, since the silence is ours then.
 */
import { judge, type Again } from "./answer.js";
import { delay, HEALTHY, MISSED, PATIENCE } from "./backoff.js";
import type { BaseOptions, Closed, Platform, State, TokenRequest } from "./options.js";
import { parser, type Frame } from "./parser.js";

/** Makes the connection of one client; `heartbeat` is the stream's, in milliseconds. Both results may be called any number of times. */
export const connection = (
  ask: (token: string | undefined, signal: AbortSignal) => Promise<Response>,
  /** Takes a frame, and says when it is finished with and what follows this connection, if it is that frame's to say. */
  take: (frame: Frame) => Promise<Again | Closed | undefined>,
  tell: (state: State) => void,
  report: (error: unknown) => void,
  { token, backoff, limit }: BaseOptions,
  { now, random, after, onWake }: Platform,
  heartbeat = 0,
  /** A stream's own rules of what follows. */
  rule: (next: Again | Closed) => Again | Closed = (next) => next,
): readonly [start: () => void, stop: () => void] => {
  const patience = heartbeat * MISSED;
  /** Stands for the wait under way and the attempt after it; aborted when they are given up. */
  let current: AbortController | undefined;
  let cancel = (): void => {};
  let failures = 0;
  /** The server's `retry:`. */
  let floor = 0;
  /** While waiting: when the server asked not to be asked before. */
  let notBefore = Infinity;
  /** When something was heard last; beyond all time while nothing is expected, or consumers are busy with what was heard. */
  let heard = Infinity;
  let opened = Infinity;
  let isRefused = false;
  let reason: TokenRequest["reason"] = "connect";

  const stop = (): void => {
    cancel();
    current?.abort();
    if (now() - opened >= HEALTHY) failures = 0;
    opened = heard = notBefore = Infinity;
  };

  /** Gives up the attempt when nothing is heard for so long. */
  const watch = (limit: number): void => {
    cancel();
    heard = now();
    if (limit) cancel = after(limit, () => follow({ cause: "stalled" }));
  };

  const attempt = async (signal: AbortSignal): Promise<Again | Closed> => {
    let cause = "token";
    try {
      const asked = token?.({ reason });
      reason = "reconnect";
      const bearer = await asked;
      cause = "network";
      signal.throwIfAborted();
      watch(patience);
      const response = await ask(bearer, signal);
      signal.throwIfAborted();
      const verdict = judge(response, now(), isRefused || !token);
      isRefused = !!verdict && (isRefused || response.status === 401);
      if (verdict) return verdict;
      tell({ status: "open", since: (opened = now()) });
      const reader = response.body?.getReader();
      const frames: Frame[] = [];
      const feed = parser((frame) => frames.push(frame), { onRetry: (retry) => (floor = retry), limit });
      for (let chunk; (chunk = await reader?.read())?.value; watch(patience)) {
        signal.throwIfAborted();
        // Nobody watches while consumers are busy.
        cancel();
        heard = Infinity;
        feed(chunk.value);
        for (const frame of frames.splice(0)) {
          const next = await take(frame);
          signal.throwIfAborted();
          if (next) return next;
        }
      }
      return { cause: "ended" };
    } catch (error) {
      if (cause === "token") report(error);
      return { cause };
    }
  };

  /** Gives up what is under way, and goes on as `next` says. */
  const follow = (next: Again | Closed): void => {
    stop();
    const then = rule(next);
    if ("status" in then) return tell(then);
    const { cause, wait = 0 } = then;
    reason = then.reason ?? reason;
    const { signal } = (current = new AbortController());
    // What is late is done now.
    onWake?.((isStale) => {
      if (now() >= notBefore || (isStale ? heard < Infinity : patience && now() - heard >= patience)) follow({});
    }, signal);
    if (cause) {
      const pause = delay(failures++, Math.max(wait, floor), random(), backoff);
      notBefore = now() + wait;
      cancel = after(pause, () => follow({}));
      return tell({ status: "waiting", attempt: failures, cause, retryAt: now() + pause });
    }
    watch(Math.max(patience, PATIENCE));
    tell({ status: "connecting", attempt: failures });
    // Who hangs and heeds no signal, such as a token that never comes, is left behind.
    void attempt(signal).then((next) => signal.aborted || follow(next));
  };

  return [
    () => {
      failures = 0;
      follow({});
    },
    stop,
  ];
};
