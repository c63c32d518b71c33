/**
 * The core of a client: connection and consumers put together, duplicates dropped, and the control events obeyed. Where
 * the stream is, and what its events are, it is told: `live` says it for a generated definition.
 *
 * The way of data: bytes → `parser` → frames → duplicates dropped → `read` → messages → `consumers` → cursor committed.
 */
import { closed, type Again } from "./answer.js";
import { connection } from "./connection.js";
import { consumers, guarded } from "./consumers.js";
import { isBehind } from "./cursor.js";
import type { Decoded } from "./message.js";
import type { BaseOptions, Closed, Gap, Notice, Platform, State } from "./options.js";
import type { Frame } from "./parser.js";

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

/** What the core serves. */
export interface Topic {
  /** Throws where nothing can be connected to. */
  readonly address: () => URL;
  readonly release: string;
  readonly heartbeat?: number;
  /** Makes a message of a frame with data; `undefined` keeps it from consumers, while its cursor counts. */
  readonly read: (frame: Frame) => Decoded | undefined;
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
const table = (data = ""): Said => {
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
export const core = ({ address, release, heartbeat, read }: Topic, options: BaseOptions, platform: Platform, onError: (error: unknown) => void, work?: Work) => {
  const { signal, headers, credentials } = options;
  const watching = new Set<(state: State) => void>();
  let state = CONNECTING as State;
  let url: URL;
  /** Up to here everything is dispatched and finished with; a reconnect resumes after it. */
  let { cursor } = options;
  /** The last cursor that was seen; none after a gap, since the stream may then go on behind. */
  let seen = cursor;
  let isRunning = false;

  const tell = (next: State): void => {
    if (state.status === "closed") return;
    state = next;
    for (const listener of [...watching]) guarded(listener, next, onError);
    if (next.status !== "closed") return;
    signal?.removeEventListener("abort", abort);
    stop();
    give(undefined);
  };

  const ask = (token: string | undefined, signal: AbortSignal): Promise<Response> =>
    platform.fetch(url, {
      cache: "no-store", ...(credentials && { credentials }), ...work?.request(url), signal,
      headers: {
        ...headers, Accept: "text/event-stream", ...(token && { Authorization: `Bearer ${token}` }),
        // Header values are bytes; an id's are those of its UTF-8.
        ...(cursor && { "Last-Event-ID": String.fromCharCode(...new TextEncoder().encode(cursor)) }),
      },
    });

  const take = async (frame: Frame): Promise<Again | Closed | undefined> => {
    const { event, data: raw, id } = frame;
    const control = raw !== undefined && event.startsWith("tidings.") ? event.slice(8) : "";
    if (control === "gap") seen = undefined;
    const said: Said = control ? table(raw) : {};
    // The id of a farewell may be marked as an end; it says nothing new.
    if (control === "bye") return farewell(said, release);
    const isNew = id !== undefined && !isBehind(id, seen);
    // One log entry gives at most one event; control events may stand at a cursor that was there already.
    if (id !== undefined && !isNew && !control) return undefined;
    if (isNew) seen = id;
    // An id alone, and control events of a later server than this client, are nothing to consumers.
    const told = control === "gap" ? { from: null, to: null, reason: "ended", ...said, type: "$gap", id, raw } as Gap
      : control === "notice" ? { ...said, type: "$notice", raw } as Notice
      : control || raw === undefined ? undefined
      : read(frame);
    const holding = told ? give(told) : [];
    if (work?.isEnd(told?.type ?? event, said)) tell(closed("finished"));
    // Without iterators the cursor is committed in this very turn: who listens anew at once resumes after it.
    if (holding[0]) await Promise.all(holding);
    if (isNew) cursor = id;
    return undefined;
  };

  const [start, stop] = connection(ask, take, tell, onError, options, platform, heartbeat, work?.rule);

  /** Connects while somebody listens. It runs in a microtask, so that off and on again, as in a rerender, is no change. */
  const tune = (): void => {
    if (isRunning === all.size > 0 || state.status === "closed") return;
    isRunning = !isRunning;
    try {
      // Without an origin this is server-side rendering, which must not connect: told, and nothing is begun.
      url = address();
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
    close: () => tell(closed("closed")),
    [Symbol.asyncIterator]: iterate,
  };
};
