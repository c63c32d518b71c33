/** Control events: what the server says of the stream itself, under names that begin with `tidings.`. */
import { closed, type Again } from "./answer.js";
import type { Closed } from "./options.js";

/** What control events may hold. They are the server's own, so what is there is taken to be of its type. */
export interface Said {
  readonly reason?: string;
  readonly retry?: number | null;
  readonly newest?: string | null;
  readonly sunset?: string | number;
  readonly replacement?: string;
  readonly id?: string;
}

/** What an unknown release waits at least: the next server may know it. */
const UNKNOWN_WAIT = 30_000;

/** The object that a control event's data holds; an empty one where it holds none. */
export const table = (data: string): Said => {
  try {
    return { ...JSON.parse(data) as object };
  } catch {
    return {};
  }
};

/** What follows a farewell to a client of that release. */
export const farewell = ({ reason = "ended", retry, newest }: Said, release: string): Again | Closed =>
  reason === "retired"
    ? closed("release-retired", { release, newest: newest ?? undefined, message: `${release} is retired: reload or rebuild this page` })
    : { cause: reason, wait: Math.max(Number(retry) || 0, reason === "unknown" ? UNKNOWN_WAIT : 0), reason: reason === "expired" ? "unauthorized" : "reconnect" };
