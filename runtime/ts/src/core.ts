/**
 * The core of a client: connection and consumers put together, duplicates dropped, gaps and farewells obeyed. Where the
 * stream is, and what its events say, it is told: `live` says it for a generated definition.
 *
 * The way of data: bytes → `parser` → frames → duplicates dropped → `read` → messages → `consumers` → cursor committed.
 */
import { closed } from "./state.js";
import { connection } from "./connection.js";
import { consumers, guarded } from "./consumers.js";
import { isBehind } from "./cursor.js";
import type { Again, Connect, Next } from "./link.js";
import type { Decoded } from "./message.js";
import type { BaseOptions, Gap, Notice, Snapshot } from "./options.js";
import type { Frame } from "./parser.js";
import type { Closed, Platform, State } from "./state.js";

/** What consumers get. */
export type Told = Decoded | Gap | Notice | Snapshot;

/** What the core serves. */
export interface Topic {
  /** Throws where nothing can be connected to. */
  readonly address: () => URL;
  readonly heartbeat?: number;
  /** Makes a message of a frame with data; `undefined` keeps it from consumers, while its cursor counts. */
  readonly read: (frame: Frame) => Told | undefined;
  /** What follows a `tidings.bye`. */
  readonly farewell: (data: string) => Again | Closed;
  /** What follows a gap, where it is not simply what comes next. */
  readonly heal?: (() => Again) | undefined;
  /** Another's connection in the place of our own. */
  readonly connect?: Connect | undefined;
  /** Told how far everything is finished with; without a cursor: not at this moment. */
  readonly commit?: ((cursor?: string) => void) | undefined;
}

/** Makes the client of one topic; nothing connects before somebody listens. */
export const core = ({ address, connect = connection, heartbeat, read, farewell, heal, commit }: Topic, options: BaseOptions, platform: Platform, onError: (error: unknown) => void) => {
  const watching = new Set<(state: State) => void>();
  let state = { status: "connecting", attempt: 0 } as State;
  /** Up to here everything is dispatched and finished with; a reconnect resumes after it. */
  let { cursor } = options;
  /** The last cursor that was seen; none after a gap, since the stream may then go on behind. */
  let seen = cursor;
  let isRunning = false;

  const tell = (next: State): void => {
    if (state.status === "closed") return;
    state = next;
    for (const listener of watching) void guarded(listener, next, onError);
    if (next.status !== "closed") return;
    stop();
    give();
  };

  const ask = (token: string | undefined, signal: AbortSignal): Promise<Response> =>
    platform.fetch(address(), {
      signal,
      headers: {
        ...(token && { Authorization: `Bearer ${token}` }),
        ...(cursor && { "Last-Event-ID": cursor }),
      },
    });

  const take = async (frame: Frame): Promise<Next> => {
    const { id, event, data: raw } = frame;
    /** What the server says of the stream itself: nothing for an event. */
    const name = raw === undefined ? "" : event;
    // The id of a farewell may be marked as an end; it says nothing new.
    if (name === "tidings.bye") return farewell(raw as string);
    const isGap = name === "tidings.gap";
    // What follows a gap or a snapshot may lie behind what was seen.
    if (isGap || name === "tidings.snapshot") seen = undefined;
    const isOld = isBehind(id, seen);
    // One log entry gives at most one event; control events may stand at a cursor that was there already.
    if (isOld && !name.startsWith("tidings.")) return undefined;
    const isNew = id !== undefined && !isOld;
    if (isNew) seen = id;
    const told = name && read(frame);
    const holding = told && give(told);
    // Without iterators the cursor is committed in this very turn: who listens anew at once resumes after it.
    if (holding) {
      commit?.();
      await holding;
    }
    if (isNew) cursor = id;
    commit?.(cursor);
    return isGap && heal?.();
  };

  const [start, stop] = connect(ask, take, tell, onError, options, platform, heartbeat);

  /** Connects while somebody listens. It runs in a microtask, so that off and on again, as in a rerender, is no change. */
  const tune = async (): Promise<void> => {
    await undefined;
    // Who comes too late is told that nothing will follow.
    if (state.status === "closed") give();
    else if (isRunning !== all.size > 0) {
      isRunning = !isRunning;
      try {
        // Without an origin this is server-side rendering, which must not connect: told, and nothing is begun.
        address();
        if (isRunning) start();
        else {
          stop();
          tell({ status: "connecting", attempt: 0 });
        }
      } catch (error) {
        onError(error);
      }
    }
  };
  const [on, iterate, give, all] = consumers<Told>(onError, tune);

  return {
    on,
    onState: (listener: (state: State) => void): (() => void) => {
      watching.add(listener);
      return () => watching.delete(listener);
    },
    get state() { return state; },
    get cursor() { return cursor; },
    /** Ends it for good, and says why. */
    end: (cause: "closed" | "aborted") => tell(closed(cause)),
    [Symbol.asyncIterator]: iterate,
  };
};
