import { retryAfter } from "./backoff.js";
import type { Closed, TokenRequest, WaitCause } from "./options.js";

/** How far a session is: not asked for, asked for, or kept by the server under an id. */
export type WorkStatus = "fresh" | "sent" | "kept";

/** What follows an attempt: another one, at the earliest after `wait` milliseconds; at once where there is no cause. */
export interface Again {
  readonly cause?: WaitCause;
  readonly wait?: number;
  readonly reason?: TokenRequest["reason"];
}

/**
 * Judges the head of a response: `undefined` opens the stream, `Closed` is final. `retried`: 401 was answered with a
 * fresh token already, or there is none to ask for. Work that was sent is never sent again, unless it was refused for
 * its token; of work that is kept, what is gone is only cut.
 */
export const judge = ({ status: code, headers }: Response, now: number, retried: boolean, work: WorkStatus | undefined): Again | Closed | undefined => {
  const contentType = headers.get("content-type") ?? "";
  const closed = (cause: "cut" | "unauthorized" | "no-content"): Closed => ({ status: "closed", cause });
  if (code === 401) return retried ? closed("unauthorized") : { reason: "unauthorized" };
  if (work !== "sent" && (code === 408 || code === 429 || code >= 500)) return { cause: "status", wait: retryAfter(headers.get("retry-after"), now) };
  if (work === "kept" && (code === 204 || code === 404 || code === 410)) return closed("cut");
  if (code === 204) return closed("no-content");
  if (code !== 200) return { status: "closed", cause: "status", code };
  return /^\s*text\/event-stream\s*(;|$)/i.test(contentType) ? undefined : { status: "closed", cause: "content-type", contentType };
};
