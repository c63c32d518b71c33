/**
 * The connection to one topic: asks for a token, connects, reads, watches for silence, waits, and connects again, until
 * it is stopped or the server's answer is final. Before a token ends it moves over to a fresh one, new connection first.
 *
 * Invariants: at most one attempt hands out frames, one at a time, and one that was given up hands out nothing more; no
 * wait is shorter than what the server asked for; the backoff starts anew only after a connection that lived; nobody
 * watches while consumers are behind, since the silence is ours then.
 */
import { HEALTHY, MISSED, PATIENCE } from "./backoff.js";
import type { Again, Connect, Expiring, Next, TokenRequest } from "./link.js";
import { parser, type Frame } from "./parser.js";
import { closed, type Closed } from "./state.js";

/** Makes the connection of one client. */
export const connection: Connect = (ask, take, tell, report, { token, backoff: { base = 2000, cap = 30_000 } = {}, limit }, { now, random, after, onWake }, heartbeat = 0, rule = (next) => next) => {
  const patience = heartbeat * MISSED;
  /** Stands for the wait under way and the attempt after it; aborted when they are given up. */
  let current: AbortController | undefined;
  let cancel: (() => void) | undefined;
  /** Gives up what is planned or done for a fresh token, beside the attempt that is served. */
  let cancelSpare: (() => void) | undefined;
  let failures: number;
  /** The server's `retry:`. */
  let floor = 0;
  /** While waiting: when the server asked not to be asked before. */
  let notBefore: number;
  /** When something was heard last; beyond all time while nothing is expected, or consumers are busy with what was heard. */
  let heard: number;
  let opened: number;
  let isRefused: boolean | undefined;
  let reason: TokenRequest["reason"] = "connect";
  /** What is being handed out. */
  let taking: Promise<Next> | undefined;

  const stop = (): void => {
    cancel?.();
    cancelSpare?.();
    current?.abort();
    if (now() - opened >= HEALTHY) failures = 0;
    opened = heard = notBefore = Infinity;
  };

  /** Gives up the attempt when nothing is heard for so long. */
  const watch = (limit: number): void => {
    cancel?.();
    heard = now();
    if (limit) cancel = after(limit, () => follow({ cause: "stalled" }));
  };

  /** Judges the head of a response: `undefined` opens the stream. */
  const judge = ({ status: code, headers }: Response): Again | Closed | undefined => {
    // Answered with a fresh token once, until the stream was open again.
    if (code === 401 && token && !isRefused) {
      isRefused = true;
      return { reason: "unauthorized" };
    }
    // Seconds or a date, which may be over; an absent or strange one asks for nothing.
    const later = headers.get("retry-after");
    if (code === 408 || code === 429 || code >= 500) return { cause: "status", code, wait: +(later as string) * 1000 || Date.parse(later as string) - now() || 0 };
    const contentType = headers.get("content-type") ?? "";
    if (code !== 200) return closed("status", { code });
    if (!/^text\/event-stream\s*(;|$)/i.test(contentType)) return closed("content-type", { contentType });
    isRefused = false;
    return undefined;
  };

  /** Serves this attempt from now on, and wakes it: what is late is done when the page comes back. */
  const adopt = (own: AbortController): void => {
    current = own;
    onWake?.((isStale) => {
      if (now() - heard >= (isStale ? 0 : patience || Infinity) || now() >= notBefore) follow({});
    }, own.signal);
  };

  const attempt = async (own: AbortController): Promise<Again | Closed> => {
    const { signal } = own;
    let cause = "token";
    try {
      const asked = token?.({ reason });
      reason = "reconnect";
      const granted = await asked;
      const { token: bearer = granted as string | undefined, expiresAt } = Object(granted) as Partial<Expiring>;
      cause = "network";
      signal.throwIfAborted();
      if (own === current) watch(patience);
      const response = await ask(bearer, signal);
      signal.throwIfAborted();
      const verdict = judge(response);
      if (verdict) return verdict;
      if (own !== current) {
        current?.abort();
        adopt(own);
        await taking;
        signal.throwIfAborted();
      }
      tell({ status: "open", since: (opened = now()) });
      const life = (expiresAt as number) - now();
      // Who has little left is told by the server when it is over: moving over again and again would be a herd.
      if (life > HEALTHY) {
        cancelSpare = after(life * (0.8 + random() / 5), () => {
          reason = "unauthorized";
          const spare = run();
          cancelSpare = () => spare.abort();
        });
      }
      const reader = (response.body as ReadableStream<Uint8Array>).getReader();
      const frames: Frame[] = [];
      const feed = parser((frame) => frames.push(frame), { onRetry: (retry) => (floor = retry), limit });
      for (let chunk; (chunk = await reader.read()).value; watch(patience)) {
        signal.throwIfAborted();
        // Nobody watches while consumers are busy.
        cancel?.();
        heard = Infinity;
        feed(chunk.value);
        for (const frame of frames.splice(0)) {
          const next = await (taking = take(frame));
          signal.throwIfAborted();
          if (next) return next;
        }
      }
      cause = "ended";
    } catch (error) {
      if (cause === "token") report(error);
    }
    return { cause };
  };

  /** What becomes of a spare attempt that came to nothing is nobody's concern: the other is still served. */
  const run = (own: AbortController = new AbortController()): AbortController => {
    void attempt(own).then((next) => own !== current || own.signal.aborted || follow(next));
    return own;
  };

  /** Gives up what is under way, and goes on as `next` says. */
  const follow = (next: Again | Closed): void => {
    stop();
    const then = rule(next);
    if ((then as Closed).status) return tell(then as Closed);
    const { cause, wait = 0 } = then as Again;
    reason = (then as Again).reason ?? reason;
    const own = new AbortController();
    adopt(own);
    if (cause) {
      // Growing, with full jitter, on top of the server's `retry:`, or of what it asked for this once.
      const pause = Math.max(wait, floor) + random() * Math.min(cap, base * 2 ** failures++);
      notBefore = now() + wait;
      cancel = after(pause, () => follow({}));
      return tell({ status: "waiting", attempt: failures, cause, retryAt: now() + pause });
    }
    watch(Math.max(PATIENCE, patience));
    tell({ status: "connecting", attempt: failures });
    // Who hangs and heeds no signal, such as a token that never comes, is left behind.
    run(own);
  };

  return [
    () => {
      failures = 0;
      follow({});
    },
    stop,
  ];
};
