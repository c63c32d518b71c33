import { closed } from "./state.js";
import { connection } from "./connection.js";
import { table } from "./control.js";
import type { Again } from "./link.js";
import { live, type Work } from "./live.js";
import type { Client, Create, Options } from "./options.js";
import type { Closed } from "./state.js";
import type { EventTypes, SessionDefinition } from "./types.js";

/** The work of one session: asked for once, and from then on only resumed. */
const work = ({ session: { method, end } }: SessionDefinition, request: unknown): Work => {
  let isSent = false;
  let isOver = false;
  let id: string | undefined;

  const rule = (next: Again | Closed): Again | Closed => {
    const { cause, code } = next as Again;
    // The server kept the work, and says by this status that it does no more.
    if (id !== undefined) return "status" in next && (code === 204 || code === 404 || code === 410) ? closed("cut") : next;
    // Only what was refused for its token, and so not begun, is sent again.
    if (!isSent || "status" in next || (!cause && next.reason === "unauthorized")) return next;
    return cause === "status" ? closed("status", { code }) : closed("cut");
  };

  return {
    connect: (ask, take, tell, report, options, platform, heartbeat) =>
      connection(ask, async (frame) => (await take(frame)) || (isOver && closed("finished")), tell, report, options, platform, heartbeat, rule),
    request: (url) => {
      if (id !== undefined) url.searchParams.set("session", id);
      else isSent = true;
      // A blob brings its content type along.
      return id !== undefined || method === "GET" ? {} : { method, body: new Blob([JSON.stringify(request)], { type: "application/json" }) };
    },
    see: ({ event, data = "" }, type) => {
      if (event === "tidings.session") id = table(data).id ?? id;
      isOver ||= type !== undefined && end.includes(type);
    },
  };
};

/**
 * Makes the constructor of a session stream's client. `Request` is the body of a POST; leave it out for GET.
 *
 * The request is sent once. A connection that is cut is resumed by GET where the server keeps the session, and else ends
 * as `closed {cause: "cut"}`; one of the declared end events ends it as `finished`.
 */
export const session = <Events extends EventTypes<Events>, Params = {}, Request = undefined>(
  definition: SessionDefinition,
): Create<Events, Params, Request> =>
  Object.assign(
    <Snap>(options?: Options<Params, Request, Snap>) => {
      const { request } = (options ?? {}) as { readonly request?: unknown };
      return live(definition, options, work(definition, request)) as unknown as Client<Events, Snap>;
    },
    { definition },
  );
