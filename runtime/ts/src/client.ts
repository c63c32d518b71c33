import { live } from "./live.js";
import type { Client, Create, Options } from "./options.js";
import type { Definition, EventTypes } from "./types.js";

/** Makes the constructor of a broadcast stream's client. */
export const client = <Events extends EventTypes<Events>, Params = {}>(definition: Definition): Create<Events, Params> =>
  Object.assign(<Snap>(options?: Options<Params, undefined, Snap>) => live(definition, options) as unknown as Client<Events, Snap>, { definition });
