/**
 * A live client: connection and consumers put together, and the control events obeyed.
 *
 * The way of data: bytes → `parser` → frames → duplicates dropped → `reader` → messages → `consumers` → cursor committed.
 */
import { address, type Whereabouts } from "./address.js";
import { closed, type Again, type Work } from "./answer.js";
import { connection } from "./connection.js";
import { consumers, guarded } from "./consumers.js";
import { isBehind } from "./cursor.js";
import { reader, type Decoded } from "./message.js";
import type { BaseOptions, Gap, Notice, State } from "./options.js";
import type { Frame } from "./parser.js";
import { isProduction, PLATFORM, report } from "./platform.js";
import type { Definition } from "./types.js";

type Told = Decoded | Gap | Notice;

/** What control events may hold. They are the server's own, so what is there is taken to be of its type. */
interface Said {
  readonly from?: string | null;
  readonly to?: string | null;
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
const table = (data: string): Said => {
  try {
    return { ...JSON.parse(data) as object };
  } catch {
    return {};
  }
};

/** Makes the client of one topic; nothing connects before somebody listens. */
export const live = (definition: Definition, options: BaseOptions & Whereabouts = {}, work?: Work) => {
  const { validate = "always", signal, onError = report, headers, credentials = "same-origin" } = options;
  const platform = { ...PLATFORM, ...options.platform };
  const read = reader(definition, validate === "always" || (validate === "dev" && !isProduction()));
  const watching = new Set<(state: State) => void>();
  let state: State = { status: "connecting", attempt: 0 };
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
    link.stop();
    all.end();
  };

  const ask = (token: string | undefined, signal: AbortSignal): Promise<Response> => {
    const url = address(definition, options);
    return platform.fetch(url, {
      cache: "no-store", credentials, ...work?.request(url), signal,
      headers: {
        ...headers, Accept: "text/event-stream", ...(token && { Authorization: `Bearer ${token}` }),
        // Header values are bytes; an id's are those of its UTF-8.
        ...(cursor && { "Last-Event-ID": String.fromCharCode(...new TextEncoder().encode(cursor)) }),
      },
    });
  };

  /** What a control event says: to the connection, to the consumers, or to a later client than this. Its cursor counts. */
  const control = (event: string, raw: string, id: string | undefined): Again | Told | undefined => {
    const { from = null, to = null, reason = "ended", retry, newest, sunset, replacement, id: session } = table(raw);
    if (event === "tidings.gap") return { type: "$gap", from, to, reason, id, raw };
    if (event === "tidings.notice") return { type: "$notice", sunset, replacement, raw };
    if (event === "tidings.session") work?.keep(session);
    if (event !== "tidings.bye") return undefined;
    if (reason !== "retired") {
      const wait = Math.max(Number(retry) || 0, reason === "unknown" ? UNKNOWN_WAIT : 0);
      return { cause: reason, wait, reason: reason === "expired" ? "unauthorized" : "reconnect" };
    }
    const { release } = definition;
    tell(closed("release-retired", { release, newest: newest ?? undefined, message: `${release} is retired: reload or rebuild this page` }));
    return undefined;
  };

  const take = (frame: Frame): Promise<void> | Again | void => {
    const { event, data, id } = frame;
    const isControl = data !== undefined && event.startsWith("tidings.");
    if (isControl && event === "tidings.gap") seen = undefined;
    const isBye = isControl && event === "tidings.bye";
    // The id of a farewell may be marked as an end; it says nothing new.
    const isNew = id !== undefined && !isBye && !isBehind(id, seen);
    // One log entry gives at most one event; control events may stand at a cursor that was there already.
    if (id !== undefined && !isNew && !isControl) return;
    if (isNew) seen = id;
    let message = isControl ? control(event, data, id) : data === undefined ? undefined : read(frame);
    if (message && !("type" in message)) return message;
    if (message && "version" in message && "reason" in message && message.reason !== "invalid" && options.onUnknown === "drop") {
      dropped++;
      message = undefined;
    }
    let release: (() => void) | undefined;
    let isDone = false;
    all.give(message, () => {
      if (isNew) cursor = id;
      isDone = true;
      release?.();
    });
    if (message && work?.isEnd(message.type)) tell(closed("finished"));
    return isDone ? undefined : new Promise((resolve) => (release = resolve));
  };

  const link = connection({ ask, take, tell, report: onError }, options, platform, definition.heartbeat, work);

  /** Connects while somebody listens. It runs in a microtask, so that off and on again, as in a rerender, is no change. */
  const tune = (): void => {
    if (isRunning === all.any() || state.status === "closed") return;
    isRunning = all.any();
    try {
      // Without an origin this is server-side rendering, which must not connect: told, and nothing is begun.
      address(definition, options);
      if (isRunning) return void link.start();
      link.stop();
      tell({ status: "connecting", attempt: 0 });
    } catch (error) {
      onError(error);
    }
  };
  const all = consumers<Told>(onError, () => queueMicrotask(tune));

  const abort = (): void => tell(closed("aborted"));
  signal?.addEventListener("abort", abort);
  if (signal?.aborted) abort();

  return {
    on: all.on,
    onState: (listener: (state: State) => void): (() => void) => {
      watching.add(listener);
      return () => void watching.delete(listener);
    },
    get state() { return state; },
    get cursor() { return cursor; },
    get dropped() { return dropped; },
    close: () => tell(closed("closed")),
    [Symbol.asyncIterator]: all.iterate,
  };
};
