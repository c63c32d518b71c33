/**
 * The core of a client: connection and consumers put together, duplicates dropped, gaps and farewells obeyed. Where the
 * stream is, and what its events say, it is told: `live` says it for a generated definition.
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

/** What consumers get. */
export type Told = Decoded | Gap | Notice;

/** What the core serves. */
export interface Topic {
  /** Throws where nothing can be connected to. */
  readonly address: () => URL;
  readonly heartbeat?: number;
  /** Makes a message of a frame with data; `undefined` keeps it from consumers, while its cursor counts. */
  readonly read: (frame: Frame) => Told | undefined;
  /** What follows a `tidings.bye`. */
  readonly farewell: (data: string) => Again | Closed;
}

/** The rules of a session stream: what was begun is not begun again. */
export interface Work {
  /** Says what really follows. */
  readonly rule: (next: Again | Closed) => Again | Closed;
  /** Completes the address and says what to send. */
  readonly request: (url: URL) => RequestInit;
  /** Sees every frame of an event that is handed out or is the server's own; whether it ends the session. */
  readonly isEnd: (frame: Frame, type: string | undefined) => boolean;
}

const CONNECTING: State = { status: "connecting", attempt: 0 };

/** Makes the client of one topic; nothing connects before somebody listens. */
export const core = ({ address, heartbeat, read, farewell }: Topic, options: BaseOptions, platform: Platform, onError: (error: unknown) => void, work?: Work) => {
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
      cache: "no-store", credentials, ...work?.request(url), signal,
      headers: {
        ...headers, Accept: "text/event-stream", ...(token && { Authorization: `Bearer ${token}` }),
        // Header values are bytes; an id's are those of its UTF-8.
        ...(cursor && { "Last-Event-ID": String.fromCharCode(...new TextEncoder().encode(cursor)) }),
      },
    } as RequestInit);

  const take = async (frame: Frame): Promise<Again | Closed | undefined> => {
    const { event, data: raw, id } = frame;
    const isControl = raw !== undefined && event.startsWith("tidings.");
    if (isControl && event === "tidings.gap") seen = undefined;
    // The id of a farewell may be marked as an end; it says nothing new.
    if (isControl && event === "tidings.bye") return farewell(raw);
    const isOld = isBehind(id, seen);
    // One log entry gives at most one event; control events may stand at a cursor that was there already.
    if (isOld && !isControl) return undefined;
    const isNew = id !== undefined && !isOld;
    if (isNew) seen = id;
    const told = raw === undefined ? undefined : read(frame);
    const holding = told ? give(told) : [];
    if (work?.isEnd(frame, told?.type)) tell(closed("finished"));
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
      return () => {
        watching.delete(listener);
      };
    },
    get state() { return state; },
    get cursor() { return cursor; },
    close: () => tell(closed("closed")),
    [Symbol.asyncIterator]: iterate,
  };
};
