import { live, type Work } from "./live.js";
import type { Client, Create, Options } from "./options.js";
import type { EventTypes, SessionDefinition } from "./types.js";

/** The work of one session: asked for once, and from then on only resumed. */
const work = ({ session: { method, end } }: SessionDefinition, request: unknown): Work => {
  let sent = false;
  let id: string | undefined;
  return {
    status: () => (id !== undefined ? "kept" : sent ? "sent" : "fresh"),
    request: (url) => {
      if (id !== undefined) url.searchParams.set("session", id);
      else {
        sent = true;
        if (method === "POST") return { method, body: JSON.stringify(request), headers: { "Content-Type": "application/json" } };
      }
      return {};
    },
    keep: (kept) => (id = kept ?? id),
    isEnd: (type) => end.includes(type),
  };
};

/**
 * Makes the constructor of a session stream's client. `Request` is the body of a POST; leave it out for GET.
 *
 * The request is sent once. A connection that is cut is resumed by GET where the server keeps the session, and else ends
 * as `closed {cause: "cut"}`; one of the declared end events ends it as `finished`.
 */
export const session = <Events extends EventTypes<Events>, Params = {}, Request = undefined>(definition: SessionDefinition): Create<Events, Params, Request> =>
  (options?: Options<Params, Request>) =>
    live(definition, options, work(definition, (options as { readonly request?: unknown } | undefined)?.request)) as unknown as Client<Events>;
