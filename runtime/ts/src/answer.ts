import type { Again } from "./link.js";
import type { Closed } from "./state.js";

/** The state of a client that has ended. */
export const closed = (cause: Closed["cause"], more?: object): Closed => ({ status: "closed", cause, ...more }) as Closed;

/** Judges the head of a response: `undefined` opens the stream. `isFinal`: 401 was answered with a fresh token already, or there is none to ask for. */
export const judge = ({ status: code, headers }: Response, now: number, isFinal: boolean): Again | Closed | undefined => {
  if (code === 401 && !isFinal) return { reason: "unauthorized" };
  // Seconds or a date, which may be over; an absent or strange one asks for nothing.
  const later = headers.get("retry-after");
  if (code === 408 || code === 429 || code >= 500) return { cause: "status", code, wait: Number(later) * 1000 || Date.parse(later as string) - now || 0 };
  if (code !== 200) return closed("status", { code });
  const contentType = headers.get("content-type") ?? "";
  if (!/^text\/event-stream\s*(;|$)/i.test(contentType)) return closed("content-type", { contentType });
  return undefined;
};
