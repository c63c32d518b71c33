/**
 * A live client: connection, position and consumers put together, and the control events obeyed.
 *
 * The way of data: bytes → `parser` → frames → duplicates dropped (`Position`) → messages (`reader`) → `Consumers` →
 * cursor committed.
 */
import { address, type Whereabouts } from "./address.js";
import { Connection } from "./connection.js";
import { Consumers } from "./consumers.js";
import { number, reader, table, text, type Decoded } from "./message.js";
import type { BaseOptions, Gap, Notice, Platform, State } from "./options.js";
import type { Frame } from "./parser.js";
import { Position } from "./position.js";
import type { Definition } from "./types.js";

/** The rules of a session stream, where the stream is one. */
export interface Work {
  readonly status: "fresh" | "sent" | "kept";
  /** Completes the address and says what to send. */
  readonly request: (url: URL) => RequestInit;
  /** `tidings.session`: the server keeps the work under this id. */
  readonly keep: (id: string | undefined) => void;
  readonly isEnd: (type: string) => boolean;
}

type Told = Decoded | Gap | Notice;

/** What an unknown release waits at least: the next server may know it. */
const UNKNOWN_WAIT = 30_000;

const WAKING = ["pageshow", "visibilitychange", "online"];

const PLATFORM: Platform = {
  fetch: (input, init) => fetch(input, init),
  now: () => Date.now(),
  random: () => Math.random(),
  after: (delay, run) => {
    const timer = setTimeout(run, delay);
    return () => clearTimeout(timer);
  },
};

declare const process: { readonly env: { readonly NODE_ENV?: string } };

const isProduction = (): boolean => {
  try {
    // Bundlers put the text in its place; a page without a bundler has no `process`.
    return process.env.NODE_ENV === "production";
  } catch {
    return false;
  }
};

const report = (error: unknown): void => (globalThis.reportError ?? console.error)(error);

export class Live {
  dropped = 0;
  readonly #definition: Definition;
  readonly #options: BaseOptions & Whereabouts;
  readonly #work: Work | undefined;
  readonly #report: (error: unknown) => void;
  readonly #read: (frame: Frame) => Decoded;
  readonly #position: Position;
  readonly #consumers: Consumers<Told>;
  readonly #connection: Connection;
  readonly #states = new Set<(state: State) => void>();
  #running = false;
  #began = false;

  constructor(definition: Definition, options: BaseOptions & Whereabouts, work?: Work) {
    const { validate = "always", signal, onError = report } = options;
    this.#definition = definition;
    this.#options = options;
    this.#work = work;
    this.#report = onError;
    this.#read = reader(definition, validate === "always" || (validate === "dev" && !isProduction()));
    this.#position = new Position(options.cursor);
    this.#consumers = new Consumers(this.#position, onError, () => queueMicrotask(() => this.#tune()));
    this.#connection = new Connection({
      work: () => work?.status,
      request: () => this.#request(),
      frame: (frame) => this.#receive(frame),
      room: () => this.#consumers.room(),
      told: (state) => this.#told(state),
    }, options, { ...PLATFORM, ...options.platform }, onError, definition.heartbeat);
    const abort = (): void => this.#connection.finish({ status: "closed", cause: "aborted" });
    if (signal?.aborted) abort();
    else signal?.addEventListener("abort", abort, { once: true });
  }

  get state(): State {
    return this.#connection.state;
  }

  get cursor(): string | undefined {
    return this.#consumers.cursor;
  }

  on(type: string, handler: (message: Told) => unknown): () => void {
    return this.#consumers.on(type, handler);
  }

  onState(listener: (state: State) => void): () => void {
    const own = (state: State): void => listener(state);
    this.#states.add(own);
    return () => void this.#states.delete(own);
  }

  [Symbol.asyncIterator](): AsyncIterator<Told, undefined> {
    return this.#consumers.iterate();
  }

  close(): void {
    if (this.state.status !== "closed") this.#connection.finish({ status: "closed", cause: "closed" });
  }

  /** Connects while somebody listens. It runs in a microtask, so that off and on again, as in a rerender, is no change. */
  #tune(): void {
    const wanted = this.#consumers.size > 0;
    if (wanted === this.#running || this.state.status === "closed") return;
    this.#running = wanted;
    for (const type of WAKING) globalThis[wanted ? "addEventListener" : "removeEventListener"]?.(type, this.#wake);
    if (!wanted) return this.#connection.pause();
    const reason = this.#began ? "reconnect" : "connect";
    try {
      address(this.#definition, this.#options);
      void this.#connection.connect(reason);
      this.#began = true;
    } catch (error) {
      // No origin: this is server-side rendering, which must not connect.
      this.#report(error);
    }
  }

  readonly #wake = ({ type, persisted }: Event & { readonly persisted?: boolean }): void => {
    if (!globalThis.document?.hidden) this.#connection.wake(type === "pageshow" && persisted === true);
  };

  #request(): readonly [URL, RequestInit] {
    const url = address(this.#definition, this.#options);
    const { id } = this.#position;
    const init = this.#work?.request(url) ?? {};
    // Header values are bytes; the id's are those of its UTF-8.
    return [url, id ? { ...init, headers: { ...init.headers as {}, "Last-Event-ID": String.fromCharCode(...new TextEncoder().encode(id)) } } : init];
  }

  #told(state: State): void {
    for (const listener of [...this.#states]) {
      try {
        listener(state);
      } catch (error) {
        this.#report(error);
      }
    }
    if (state.status !== "closed") return;
    for (const type of WAKING) globalThis.removeEventListener?.(type, this.#wake);
    this.#consumers.end();
  }

  #receive(frame: Frame): void {
    const { event, data, id } = frame;
    const isControl = data !== undefined && event.startsWith("tidings.");
    const before = this.#position.id;
    if (isControl && event === "tidings.bye") return this.#bye(data);
    if (isControl && event === "tidings.gap") this.#position.jump();
    const moved = id !== undefined && this.#position.move(id);
    // One log entry gives at most one event; control events may stand at a cursor that was there already.
    if (id !== undefined && !moved && !isControl) return;
    const message = isControl ? this.#control(frame, data) : data !== undefined || frame.cut ? this.#event(frame) : undefined;
    this.#consumers.dispatch(message, moved ? id : undefined, before);
    if (message && this.#work?.isEnd(message.type)) this.#connection.finish({ status: "closed", cause: "finished" });
  }

  #event(frame: Frame): Told | undefined {
    const message = this.#read(frame);
    if (!("reason" in message) || message.reason === "invalid" || this.#options.onUnknown !== "drop") return message;
    this.dropped++;
    return undefined;
  }

  #control({ event, id }: Frame, raw: string): Told | undefined {
    const said = table(raw);
    if (event === "tidings.gap") return { type: "$gap", from: text(said.from) ?? null, to: text(said.to) ?? null, reason: text(said.reason) ?? "", id, raw };
    if (event === "tidings.notice") return { type: "$notice", sunset: text(said.sunset) ?? number(said.sunset), replacement: text(said.replacement), raw };
    if (event === "tidings.session") this.#work?.keep(text(said.id));
    // Any other control event is a later server's; its cursor counts.
    return undefined;
  }

  /** The server announces the end of this connection. Its frame's id, if any, adds nothing to what came before. */
  #bye(raw: string): void {
    const said = table(raw);
    const reason = text(said.reason) ?? "ended";
    const { release, name } = this.#definition;
    if (reason === "retired") {
      const message = `release ${release} of ${name} is retired: this page has to be reloaded or rebuilt`;
      return this.#connection.finish({ status: "closed", cause: "release-retired", release, newest: text(said.newest), message });
    }
    const wait = Math.max(number(said.retry) ?? 0, reason === "unknown" ? UNKNOWN_WAIT : 0);
    this.#connection.retry(reason, wait, reason === "expired" ? "unauthorized" : "reconnect");
  }
}
