/**
 * A live client: connection and consumers put together, and the control events obeyed.
 *
 * The way of data: bytes → `parser` → frames → duplicates dropped → `reader` → messages → `consumers` → cursor committed.
 */
import { address, type Whereabouts } from "./address.js";
import type { Again, WorkStatus } from "./answer.js";
import { connection } from "./connection.js";
import { consumers, guarded } from "./consumers.js";
import { isBehind } from "./cursor.js";
import { number, reader, table, text, type Decoded, type Table } from "./message.js";
import type { BaseOptions, Closed, Gap, Notice, State, TokenRequest } from "./options.js";
import type { Frame } from "./parser.js";
import { isProduction, PLATFORM, report } from "./platform.js";
import type { Definition } from "./types.js";

/** The rules of a session stream, where the stream is one. */
export interface Work {
  readonly status: () => WorkStatus;
  /** Completes the address and says what to send. */
  readonly request: (url: URL) => RequestInit;
  /** `tidings.session`: the server keeps the work under this id. */
  readonly keep: (id: string | undefined) => void;
  readonly isEnd: (type: string) => boolean;
}

type Told = Decoded | Gap | Notice;

/** What an unknown release waits at least: the next server may know it. */
const UNKNOWN_WAIT = 30_000;

/** Makes the client of one topic; nothing connects before somebody listens. */
export const live = (definition: Definition, options: BaseOptions & Whereabouts = {}, work?: Work) => {
  const { validate = "always", signal, onError = report } = options;
  const { name, release, heartbeat } = definition;
  const read = reader(definition, validate === "always" || (validate === "dev" && !isProduction()));
  const watching = new Set<(state: State) => void>();
  let state: State = { status: "connecting", attempt: 0 };
  /** Up to here everything is dispatched and finished with; a reconnect resumes after it. */
  let { cursor } = options;
  /** The last cursor that was seen; none after a gap, since the stream may then go on behind. */
  let seen = cursor;
  let dropped = 0;
  let isRunning = false;
  let reason: TokenRequest["reason"] = "connect";

  const tell = (next: State): void => {
    if (state.status === "closed") return;
    state = next;
    for (const listener of [...watching]) guarded(() => listener(next), onError);
    if (next.status !== "closed") return;
    listen(false);
    link.stop();
    all.end();
  };

  const close = (cause: Extract<Closed, { readonly cause: string }>["cause"] & ("closed" | "aborted" | "finished")): void => tell({ status: "closed", cause });

  const request = (): readonly [URL, RequestInit] => {
    const url = address(definition, options);
    const { headers, ...init } = work?.request(url) ?? {};
    // Header values are bytes; an id's are those of its UTF-8.
    return [url, { ...init, headers: { ...headers as {}, ...(cursor && { "Last-Event-ID": String.fromCharCode(...new TextEncoder().encode(cursor)) }) } }];
  };

  /** The server announces the end of this connection. */
  const bye = (said: Table): Again | void => {
    const cause = text(said.reason) ?? "ended";
    if (cause === "retired") return tell({ status: "closed", cause: "release-retired", release, newest: text(said.newest), message: `${name}: ${release} is retired, reload or rebuild this page` });
    return { cause, wait: Math.max(number(said.retry) ?? 0, cause === "unknown" ? UNKNOWN_WAIT : 0), reason: cause === "expired" ? "unauthorized" : "reconnect" };
  };

  /** What a control event tells the consumers. One that is not known here is a later server's; its cursor counts. */
  const control = (event: string, said: Table, id: string | undefined, raw: string): Told | undefined => {
    if (event === "tidings.gap") return { type: "$gap", from: text(said.from) ?? null, to: text(said.to) ?? null, reason: text(said.reason) ?? "", id, raw };
    if (event === "tidings.notice") return { type: "$notice", sunset: text(said.sunset) ?? number(said.sunset), replacement: text(said.replacement), raw };
    if (event === "tidings.session") work?.keep(text(said.id));
    return undefined;
  };

  const decoded = (frame: Frame): Told | undefined => {
    const message = read(frame);
    if (options.onUnknown !== "drop" || !("reason" in message) || message.reason === "invalid") return message;
    dropped++;
    return undefined;
  };

  const take = (frame: Frame): Promise<void> | Again | void => {
    const { event, data, id, cut } = frame;
    const said = data !== undefined && event.startsWith("tidings.") ? table(data) : undefined;
    if (said && event === "tidings.bye") return bye(said);
    if (said && event === "tidings.gap") seen = undefined;
    const moved = id !== undefined && !isBehind(id, seen);
    // One log entry gives at most one event; control events may stand at a cursor that was there already.
    if (id !== undefined && !moved && !said) return;
    if (moved) seen = id;
    const message = said ? control(event, said, id, data ?? "") : data !== undefined || cut ? decoded(frame) : undefined;
    let isDone = false;
    let release = (): void => {};
    all.give(message, () => {
      if (moved) cursor = id;
      isDone = true;
      release();
    });
    if (message && work?.isEnd(message.type)) close("finished");
    return isDone ? undefined : new Promise((resolve) => (release = resolve));
  };

  const platform = { ...PLATFORM, ...options.platform };
  const link = connection({ request, work: () => work?.status(), take, tell, report: onError }, options, platform, heartbeat);

  const wake = ({ type, persisted }: Event & { readonly persisted?: boolean }): void => {
    if (!globalThis.document?.hidden) link.wake(type === "pageshow" && persisted === true);
  };
  const listen = (on: boolean): void => {
    for (const type of ["pageshow", "visibilitychange", "online"]) globalThis[on ? "addEventListener" : "removeEventListener"]?.(type, wake);
  };

  /** Connects while somebody listens. It runs in a microtask, so that off and on again, as in a rerender, is no change. */
  const tune = (): void => {
    if (isRunning === all.any() || state.status === "closed") return;
    isRunning = all.any();
    try {
      // Without an origin this is server-side rendering, which must not connect: told, and nothing is begun.
      address(definition, options);
      listen(isRunning);
      if (isRunning) void link.start(reason);
      else {
        link.stop();
        tell({ status: "connecting", attempt: 0 });
      }
      reason = "reconnect";
    } catch (error) {
      onError(error);
    }
  };
  const all = consumers<Told>(onError, () => queueMicrotask(tune));

  const abort = (): void => close("aborted");
  if (signal?.aborted) abort();
  signal?.addEventListener("abort", abort, { once: true });

  return {
    on: all.on,
    onState: (listener: (state: State) => void): (() => void) => {
      const own = (next: State): void => listener(next);
      watching.add(own);
      return () => void watching.delete(own);
    },
    get state() { return state; },
    get cursor() { return cursor; },
    get dropped() { return dropped; },
    close: () => close("closed"),
    [Symbol.asyncIterator]: all.iterate,
  };
};
