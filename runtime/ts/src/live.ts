import { address, type Whereabouts } from "./address.js";
import { farewell, notice } from "./control.js";
import { core, type Work } from "./core.js";
import { reader } from "./message.js";
import type { BaseOptions } from "./options.js";
import { isProduction, PLATFORM, report } from "./platform.js";
import type { Definition } from "./types.js";

/** Makes the client of one topic of a generated definition: its address, its guards, and the world as it is. */
export const live = (definition: Definition, options: BaseOptions & Whereabouts = {}, work?: Work) => {
  const { validate = "always", onUnknown, onError = report, platform } = options;
  const decode = reader(definition, validate === "always" || (validate === "dev" && !isProduction()));
  let dropped = 0;
  const client = core({
    ...definition,
    address: () => address(definition, options),
    farewell: (data) => farewell(data, definition.release),
    read: (frame) => {
      if (frame.event.startsWith("tidings.")) return notice(frame);
      const message = decode(frame);
      if (onUnknown !== "drop" || !("reason" in message) || message.reason === "invalid") return message;
      dropped++;
      return undefined;
    },
  }, options, { ...PLATFORM, ...platform }, onError, work);
  return Object.defineProperty(client, "dropped", { get: () => dropped });
};
