/**
 * A live client: connection and consumers put together, and the control events obeyed.
 *
 * The way of data: bytes → `parser` → frames → duplicates dropped → `reader` → messages → `consumers` → cursor committed.
 */
import { address, type Whereabouts } from "./address.js";
import { closed, type Again } from "./answer.js";
import { connection } from "./connection.js";
import { consumers, guarded } from "./consumers.js";
import { isBehind } from "./cursor.js";
import { reader, type Decoded } from "./message.js";
import type { BaseOptions, Closed, Gap, Notice, State, Unknown } from "./options.js";
import type { Frame } from "./parser.js";
import { isProduction, PLATFORM, report } from "./platform.js";
import type { Definition } from "./types.js";

type Told = Decoded | Gap | Notice;

/** What control events may hold. They are the server's own, so what is there is taken to be of its type. */
interface Said {
  readonly reason?: string;
  readonly retry?: number | null;
  readonly newest?: string | null;
  readonly sunset?: string | number;
  readonly replacement?: string;
  readonly id?: string;
}

/** The rules of a session stream: what was begun is not begun again. */
export interface Work {
  /** Says what really follows. */
  readonly rule: (next: Again | Closed) => Again | Closed;
  /** Completes the address and says what to send. */
  readonly request: (url: URL) => RequestInit;
  /** Sees every message, and control events by the name of their frame; whether this one ends the session. */
  readonly isEnd: (type: string, said: Said) => boolean;
}

const CONNECTING: State = { status: "connecting", attempt: 0 };

/** What an unknown release waits at least: the next server may know it. */
const UNKNOWN_WAIT = 30_000;

/** The object that a control event's data holds; an empty one where it holds none. */
const table = (data: string): Said => {
  try {
    return { ...JSON.parse(data) as object };
  } catch {
    return {};
  }
};

/** What follows a farewell. */
const farewell = ({ reason = "ended", retry, newest }: Said, release: string): Again | Closed =>
  reason === "retired"
    ? closed("release-retired", { release, newest: newest ?? undefined, message: `${release} is retired: reload or rebuild this page` })
    : { cause: reason, wait: Math.max(Number(retry) || 0, reason === "unknown" ? UNKNOWN_WAIT : 0), reason: reason === "expired" ? "unauthorized" : "reconnect" };

/** Makes the client of one topic; nothing connects before somebody listens. */
export const live = (definition: Definition, options: BaseOptions & Whereabouts = {}, work?: Work) => {
  const { validate = "always", signal, onError = report, headers, credentials = "same-origin" } = options;
  const platform = { ...PLATFORM, ...options.platform };
  const read = reader(definition, validate === "always" || (validate === "dev" && !isProduction()));
  const watching = new Set<(state: State) => void>();
  let state = CONNECTING as State;
  let url: URL;
  /** Up to here everything is dispatched and finished with; a reconnect resumes after it. */
  let { cursor } = options;
  /** The last cursor that was seen; none after a gap, since the stream may then go on behind. */
  let seen = cursor;
  let dropped = 0;
  let isRunning = false;

  const tell = (next: State): void => {
    if (state.status === "closed") return;
    state = next;
    for (const listener of [...watching]) guarded(() => listener(next), onError);
    if (next.status !== "closed") return;
    signal?.removeEventListener("abort", abort);
    stop();
    give(undefined);
  };

  const ask = (token: string | undefined, signal: AbortSignal): Promise<Response> =>
    platform.fetch(url, {
      cache: "no-store", credentials, ...work?.request(url), signal,
      headers: {
        ...headers, Accept: "text/event-stream", ...(token && { Authorization: `Bearer ${token}` }),
        // Header values are bytes; an id's are those of its UTF-8.
        ...(cursor && { "Last-Event-ID": String.fromCharCode(...new TextEncoder().encode(cursor)) }),
      },
    });

  /** What a frame is to consumers: nothing where it is an id alone, or a control event of a later server than this client. */
  const message = (frame: Frame, control: string, said: Said): Told | undefined => {
    const { data: raw, id } = frame;
    if (raw === undefined) return undefined;
    if (control === "gap") return { from: null, to: null, reason: "ended", ...said, type: "$gap", id, raw };
    if (control === "notice") return { sunset: undefined, replacement: undefined, ...said, type: "$notice", raw };
    if (control) return undefined;
    const told = read(frame);
    if (options.onUnknown !== "drop" || told.type !== "$unknown" || (told as Unknown).reason === "invalid") return told;
    dropped++;
    return undefined;
  };

  const take = async (frame: Frame): Promise<Again | Closed | undefined> => {
    const { event, data = "", id } = frame;
    const control = frame.data !== undefined && event.startsWith("tidings.") ? event.slice(8) : "";
    if (control === "gap") seen = undefined;
    const said = control ? table(data) : {};
    // The id of a farewell may be marked as an end; it says nothing new.
    if (control === "bye") return farewell(said, definition.release);
    const isNew = id !== undefined && !isBehind(id, seen);
    // One log entry gives at most one event; control events may stand at a cursor that was there already.
    if (id !== undefined && !isNew && !control) return undefined;
    if (isNew) seen = id;
    const told = message(frame, control, said);
    const holding = told ? give(told) : [];
    if (work?.isEnd(told?.type ?? event, said)) tell(closed("finished"));
    // Without iterators the cursor is committed in this very turn: who listens anew at once resumes after it.
    if (holding[0]) await Promise.all(holding);
    if (isNew) cursor = id;
    return undefined;
  };

  const [start, stop] = connection(ask, take, tell, onError, options, platform, definition.heartbeat, work?.rule);

  /** Connects while somebody listens. It runs in a microtask, so that off and on again, as in a rerender, is no change. */
  const tune = (): void => {
    if (isRunning === all.size > 0 || state.status === "closed") return;
    isRunning = !isRunning;
    try {
      // Without an origin this is server-side rendering, which must not connect: told, and nothing is begun.
      url = address(definition, options);
      if (isRunning) return start();
      stop();
      tell(CONNECTING);
    } catch (error) {
      onError(error);
    }
  };
  const [on, iterate, give, all] = consumers<Told>(onError, () => queueMicrotask(tune));

  const abort = (): void => tell(closed("aborted"));
  signal?.addEventListener("abort", abort);
  if (signal?.aborted) abort();

  return {
    on,
    onState: (listener: (state: State) => void): (() => void) => {
      watching.add(listener);
      return () => void watching.delete(listener);
    },
    get state() { return state; },
    get cursor() { return cursor; },
    get dropped() { return dropped; },
    close: () => tell(closed("closed")),
    [Symbol.asyncIterator]: iterate,
  };
};
