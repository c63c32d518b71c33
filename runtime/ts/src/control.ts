/** Control events: what the server says of the stream itself, under names that begin with `tidings.`. */
import { closed } from "./state.js";
import type { Again } from "./link.js";
import type { Gap, Notice, Snapshot } from "./options.js";
import type { Frame } from "./parser.js";
import type { Closed } from "./state.js";

/** What control events may hold. They are the server's own, so what is there is taken to be of its type. */
interface Said {
  readonly reason?: string;
  readonly retry?: number | null;
  readonly newest?: string | null;
  readonly sunset?: string | number;
  readonly replacement?: string;
  readonly id?: string;
  readonly state?: unknown;
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

/** What a control event is to consumers: nothing where it is another's to obey, or a later client's to understand. */
export const notice = ({ event, data: raw = "", id }: Frame): Gap | Notice | Snapshot | undefined =>
  event === "tidings.gap" ? { from: null, to: null, reason: "ended", ...table(raw), type: "$gap", id, raw } as Gap
  : event === "tidings.snapshot" ? { type: "$snapshot", state: table(raw).state, id, raw }
  : event === "tidings.notice" ? { ...table(raw), type: "$notice", raw } as Notice
  : undefined;

/** What follows a farewell to a client of that release. */
export const farewell = (data: string, release: string): Again | Closed => {
  const { reason = "ended", retry, newest } = table(data);
  return reason === "retired"
    ? closed("release-retired", { release, newest: newest ?? undefined, message: `${release} is retired: reload or rebuild this page` })
    : { cause: reason, wait: Math.max(Number(retry) || 0, reason === "unknown" ? UNKNOWN_WAIT : 0), reason: reason === "expired" ? "unauthorized" : "reconnect" };
};
