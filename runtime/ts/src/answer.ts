import { retryAfter } from "./backoff.js";
import type { Closed, TokenRequest, WaitCause } from "./options.js";

/** What follows an attempt: another one, at the earliest after `wait` milliseconds; at once where there is no cause. */
export interface Again {
  readonly cause?: WaitCause;
  readonly wait?: number;
  readonly reason?: TokenRequest["reason"];
}

/** The rules of a session stream: what was begun is not begun again. */
export interface Work {
  /** It was asked for, and the server does not keep it: whatever ends the connection, cuts it. */
  readonly isLost: () => boolean;
  /** The server kept it, and says by this status that it does no more. */
  readonly isGone: (code: number) => boolean;
  /** Completes the address and says what to send. */
  readonly request: (url: URL) => RequestInit;
  /** `tidings.session`: the server keeps the work under this id. */
  readonly keep: (id: string | undefined) => void;
  readonly isEnd: (type: string) => boolean;
}

/** The state of a client that has ended. */
export const closed = (cause: Closed["cause"], more: object = {}): Closed => ({ status: "closed", cause, ...more }) as Closed;

/** Judges the head of a response: `undefined` opens the stream. `isFinal`: 401 was answered with a fresh token already, or there is none to ask for. */
export const judge = ({ status: code, headers }: Response, now: number, isFinal: boolean, work: Work | undefined): Again | Closed | undefined => {
  const contentType = headers.get("content-type") ?? "";
  if (code === 401 && !isFinal) return { reason: "unauthorized" };
  if (!work?.isLost() && (code === 408 || code === 429 || code >= 500)) return { cause: "status", wait: retryAfter(headers.get("retry-after"), now) };
  if (work?.isGone(code)) return closed("cut");
  if (code !== 200) return closed("status", { code });
  return /^text\/event-stream\s*(;|$)/i.test(contentType) ? undefined : closed("content-type", { contentType });
};
