import type { Create } from "./options.js";
import type { Definition, EventTypes } from "./types.js";

/** Makes the constructor of a broadcast stream's client. */
export declare const client: <Events extends EventTypes<Events>, Params = {}>(definition: Definition) => Create<Events, Params>;
