/**
 * The browser's own EventSource in the place of fetch, for pages that must do without it. The client judges, resumes and
 * reconnects as ever; what the browser hides stays hidden: heartbeats, so nothing notices silence; the status of a
 * refusal, so all are tried again; and events of names that the release has not.
 */
import type { Native } from "./parts.js";

/** What `native` is told. */
export interface NativeOptions {
  /** The query parameter that takes the token, since EventSource sends no headers. Without it, cookies have to do. */
  readonly ticket?: string;
}

/** A fetch that stands on EventSource. Contract events named `open` or `error` are told apart by being messages. */
export const native = ({ ticket }: NativeOptions = {}): Native => (events, credentials) => (input, init) =>
  new Promise((resolve, reject) => {
    const { signal, headers: { Authorization: bearer, "Last-Event-ID": cursor } } = init as { readonly headers: Readonly<Record<string, string | undefined>>; readonly signal: AbortSignal };
    const url = new URL(input as URL);
    if (cursor) url.searchParams.set("lastEventId", cursor);
    if (ticket && bearer) url.searchParams.set(ticket, bearer.slice(7));
    const source = new EventSource(url, { withCredentials: credentials === "include" });
    let body: ReadableStreamDefaultController<Uint8Array>;
    let last = "";
    /** As a reset does, without saying why: the browser does not say. */
    const end = (): void => {
      source.close();
      reject();
      body.error();
    };
    const stream = new ReadableStream<Uint8Array>({ start: (controller) => void (body = controller) });
    signal.onabort = end;
    const hear = (event: Event): void => {
      if (event instanceof MessageEvent) {
        const { data, lastEventId } = event as MessageEvent<string>;
        // An id stands for its own block only, and the browser repeats the last one.
        const id = lastEventId === last ? "" : `id: ${(last = lastEventId)}\n`;
        body.enqueue(new TextEncoder().encode(`${id}event: ${event.type}\ndata: ${data.replaceAll("\n", "\ndata: ")}\n\n`));
      } else if (event.type === "error") end();
      else resolve(new Response(stream, { headers: { "content-type": "text/event-stream" } }));
    };
    const names = Object.entries(events).map(([name, { wire = name }]) => wire);
    for (const name of [...names, "open", "error", "message", "tidings.bye", "tidings.gap", "tidings.notice"]) source.addEventListener(name, hear);
  });
