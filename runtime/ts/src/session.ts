import type { Create } from "./options.js";
import type { EventTypes, SessionDefinition } from "./types.js";

/** Makes the constructor of a session stream's client. `Request` is the body of a POST; leave it out for GET. */
export declare const session: <Events extends EventTypes<Events>, Params = {}, Request = undefined>(definition: SessionDefinition) => Create<Events, Params, Request>;
