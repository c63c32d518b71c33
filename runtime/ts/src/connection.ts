/**
 * The connection to one topic: asks for a token, connects, reads, watches for silence, waits, and connects again, until
 * it is told to stop or the server's answer is final.
 *
 * Invariants: at most one attempt is under way, and one that was given up touches nothing any more; no wait is shorter
 * than what the server asked for; the backoff starts anew only after a connection that lived.
 */
import { delay, HEALTHY, retryAfter } from "./backoff.js";
import type { BaseOptions, Closed, Platform, State, TokenRequest, WaitCause } from "./options.js";
import { parser, type Frame } from "./parser.js";

/** What the connection serves. */
export interface Served {
  /** Of a session: whether its work was asked for, and whether it can be asked for again by its id. */
  readonly work: () => "fresh" | "sent" | "kept" | undefined;
  readonly request: () => readonly [url: URL, init: RequestInit];
  readonly frame: (frame: Frame) => void;
  /** Resolves when the consumers can take more. */
  readonly room: () => Promise<void> | undefined;
  readonly told: (state: State) => void;
}

/** How long a token may take, and the answer where no heartbeat says it. */
const TOKEN_PATIENCE = 30_000;

/** A stream is silent when it missed two heartbeats and half of another. */
const MISSED = 2.5;

export class Connection {
  state: State = { status: "connecting", attempt: 0 };
  readonly #served: Served;
  readonly #options: BaseOptions;
  readonly #platform: Platform;
  readonly #report: (error: unknown) => void;
  /** Milliseconds of silence that are too many; 0: nobody watches. */
  readonly #patience: number;
  #attempt = 0;
  /** The server's `retry:`. */
  #floor = 0;
  /** When the server asked not to be asked before. */
  #notBefore = 0;
  /** When the server was last heard. */
  #heard = 0;
  /** A 401 was answered with another token already. */
  #refused = false;
  #abort: AbortController | undefined;
  #cancel: () => void = () => {};

  constructor(served: Served, options: BaseOptions, platform: Platform, report: (error: unknown) => void, heartbeat = 0) {
    this.#served = served;
    this.#options = options;
    this.#platform = platform;
    this.#report = report;
    this.#patience = heartbeat * MISSED;
  }

  #tell(state: State): void {
    this.state = state;
    this.#served.told(state);
  }

  /** Gives up the attempt under way and whatever was planned. */
  #drop(): void {
    this.#abort?.abort();
    this.#abort = undefined;
    this.#cancel();
  }

  /** Disconnects until `connect`: nobody listens. */
  pause(): void {
    this.#drop();
    this.#attempt = 0;
    this.#tell({ status: "connecting", attempt: 0 });
  }

  /** Ends for good. */
  finish(state: Closed): void {
    this.#drop();
    this.#tell(state);
  }

  /** Plans the next attempt, at the earliest after `wait`. */
  retry(cause: WaitCause, wait = 0, reason: TokenRequest["reason"] = "reconnect"): void {
    const { now, random, after } = this.#platform;
    const { state } = this;
    if (this.#served.work() === "sent") return this.finish({ status: "closed", cause: "cut" });
    this.#drop();
    if (state.status === "open" && now() - state.since >= HEALTHY) this.#attempt = 0;
    this.#notBefore = now() + wait;
    const pause = delay(this.#attempt++, Math.max(wait, this.#floor), random(), this.#options.backoff ?? {});
    this.#cancel = after(pause, () => void this.connect(reason));
    this.#tell({ status: "waiting", retryAt: now() + pause, cause, attempt: this.#attempt });
  }

  /** The page came back, or the network: what is late is done now. */
  wake(anew: boolean): void {
    const { now } = this.#platform;
    const late = this.state.status === "waiting" ? now() >= this.#notBefore
      : this.#abort && (anew || (this.#patience && now() - this.#heard >= this.#patience));
    if (late) void this.connect("reconnect");
  }

  /** Checks on silence now and whenever it would be too long. */
  #watch(patience: number): void {
    const { now, after } = this.#platform;
    const silence = now() - this.#heard;
    if (silence >= patience) this.retry("stalled");
    else this.#cancel = after(patience - silence, () => this.#watch(patience));
  }

  #hear(): void {
    this.#cancel();
    this.#heard = this.#platform.now();
    if (this.#patience) this.#watch(this.#patience);
  }

  async connect(reason: TokenRequest["reason"]): Promise<void> {
    this.#drop();
    // A request that was refused for its token started nothing, so it alone may be sent again.
    if (reason !== "unauthorized" && this.#served.work() === "sent") return this.finish({ status: "closed", cause: "cut" });
    const [url, init] = this.#served.request();
    const { signal } = (this.#abort = new AbortController());
    this.#heard = this.#platform.now();
    this.#watch(this.#patience || TOKEN_PATIENCE);
    this.#tell({ status: "connecting", attempt: this.#attempt });
    let cause = "token";
    try {
      const token = await this.#options.token?.({ reason });
      if (signal.aborted) return;
      this.#hear();
      cause = "network";
      const headers = { ...this.#options.headers, ...(token ? { Authorization: `Bearer ${token}` } : {}), Accept: "text/event-stream", ...init.headers as {} };
      const response = await this.#platform.fetch(url, { cache: "no-store", credentials: this.#options.credentials ?? "same-origin", ...init, headers, signal });
      if (!signal.aborted && this.#opened(response)) await this.#read(response, signal);
    } catch (error) {
      if (signal.aborted) return;
      if (cause === "token") this.#report(error);
      this.retry(cause);
    }
  }

  /** Judges the answer; anything but an open stream is dealt with here. */
  #opened({ status: code, headers }: Response): boolean {
    const type = headers.get("content-type") ?? "";
    if (code === 401 && this.#options.token && !this.#refused) {
      this.#refused = true;
      void this.connect("unauthorized");
    } else if (code === 408 || code === 429 || code >= 500) this.retry("status", retryAfter(headers.get("retry-after"), this.#platform.now()));
    else if (/^(204|404|410)$/.test(`${code}`) && this.#served.work() === "kept") this.finish({ status: "closed", cause: "cut" });
    else if (code === 204 || code === 401) this.finish({ status: "closed", cause: code === 204 ? "no-content" : "unauthorized" });
    else if (code !== 200) this.finish({ status: "closed", cause: "status", code });
    else if (!/^\s*text\/event-stream\s*(;|$)/i.test(type)) this.finish({ status: "closed", cause: "content-type", contentType: type });
    else {
      this.#refused = false;
      this.#tell({ status: "open", since: this.#platform.now() });
      return true;
    }
    return false;
  }

  async #read({ body }: Response, signal: AbortSignal): Promise<void> {
    const reader = body?.getReader();
    const feed = parser((frame) => signal.aborted || this.#served.frame(frame), { onRetry: (floor) => (this.#floor = floor), limit: this.#options.limit });
    for (;;) {
      const chunk = await reader?.read();
      if (signal.aborted) return;
      if (!chunk?.value) return this.retry("ended");
      this.#heard = this.#platform.now();
      feed(chunk.value);
      const room = this.#served.room();
      if (!room || signal.aborted) continue;
      // The silence is ours while consumers are behind: nobody watches.
      this.#cancel();
      await room;
      if (signal.aborted) return;
      this.#hear();
    }
  }
}
