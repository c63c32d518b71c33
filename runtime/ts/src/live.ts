import { address, type Whereabouts } from "./address.js";
import { connection } from "./connection.js";
import { farewell, notice } from "./control.js";
import { core } from "./core.js";
import { explain } from "./explain.js";
import type { Connect } from "./link.js";
import { reader } from "./message.js";
import type { BaseOptions } from "./options.js";
import type { Kept } from "./parts.js";
import { isProduction, PLATFORM, report } from "./platform.js";
import { fromNowhere, fromSnapshot } from "./preface.js";
import type { Frame } from "./parser.js";
import type { Platform } from "./state.js";
import type { Definition } from "./types.js";

declare const process: { readonly env: { readonly NODE_ENV?: string } };

/** What a session stream does otherwise: what was begun is not begun again. */
export interface Work {
  readonly connect: Connect;
  /** Completes the address and says what to send. */
  readonly request: (url: URL) => RequestInit;
  /** Sees every frame with data before it is handed out, and as what: `undefined` where consumers get nothing of it. */
  readonly see: (frame: Frame, type: string | undefined) => void;
}

/** A fetch that asks as the options say. */
const asked = (fetch: Platform["fetch"], { headers, credentials }: BaseOptions, work?: Work): Platform["fetch"] => (url, init) => {
  const all: Record<string, string> = { Accept: "text/event-stream", ...headers, ...init?.headers as Record<string, string> };
  const cursor = all["Last-Event-ID"];
  // Header values are bytes; an id's are those of its UTF-8.
  if (cursor) all["Last-Event-ID"] = String.fromCharCode(...new TextEncoder().encode(cursor));
  return fetch(url, { cache: "no-store", ...(credentials && { credentials }), ...work?.request(url as URL), ...init, headers: all });
};

/** Makes the client of one topic of a generated definition: its address, its guards, and the world as it is. */
export const live = (
  definition: Definition,
  options: BaseOptions & Whereabouts = {},
  work?: Work,
) => {
  const { validate = "always", onUnknown, onError = report, resume, snapshot, share, native, signal } = options;
  let { telemetry } = options;
  const platform = { ...PLATFORM, ...options.platform };
  const decode = reader(definition, validate === "always" || (validate === "dev" && !isProduction()));
  const topic = (): string => address(definition, options).href;
  let dropped = 0;
  let isLost = false;
  let fetch = native?.(definition.events, options.credentials) ?? asked(platform.fetch, options, work);
  if (snapshot) fetch = fromSnapshot(fetch, snapshot, () => isLost, onError);
  else if (!work) fetch = fromNowhere(fetch);

  try {
    // Written so that bundlers for production see that it is never called.
    if (process.env.NODE_ENV !== "production") telemetry = explain(definition.name, () => address(definition, options), platform, telemetry);
  } catch {
    // A page without a bundler has no `process`, and is not known to be in development.
  }
  let kept: Kept | undefined;
  if (typeof resume === "function") try {
    kept = resume(topic(), platform, onError);
  } catch {
    // Without an address, as on a server that renders pages, there is nothing to resume.
  }

  const client = core({
    ...definition,
    // The browser keeps heartbeats to itself.
    ...(native && { heartbeat: 0 }),
    address: () => address(definition, options),
    farewell: (data) => farewell(data, definition.release),
    heal: snapshot && (() => {
      isLost = true;
      return { cause: "gap" };
    }),
    connect: work?.connect ?? share?.(connection, topic),
    commit: kept?.commit,
    read: (frame) => {
      if (frame.event === "tidings.snapshot") isLost = false;
      const message = frame.event.startsWith("tidings.") ? notice(frame) : decode(frame);
      work?.see(frame, message?.type);
      if (message) telemetry?.told(message, platform.now());
      if (onUnknown !== "drop" || !message || !("reason" in message) || message.type !== "$unknown" || message.reason === "invalid") return message;
      dropped++;
      return undefined;
    },
  }, { ...options, ...(kept?.cursor !== undefined && { cursor: kept.cursor }) }, { ...platform, fetch }, onError);
  if (telemetry) client.onState(telemetry.state);
  const abort = (): void => client.end("aborted");
  signal?.addEventListener("abort", abort);
  client.onState(({ status }) => {
    if (status === "closed") signal?.removeEventListener("abort", abort);
  });
  if (signal?.aborted) abort();
  return Object.defineProperties(client, { dropped: { get: () => dropped }, close: { value: () => client.end("closed") } });
};
