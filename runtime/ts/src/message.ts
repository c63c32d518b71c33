/** From a frame to what a handler gets: the envelope is opened, the payload guarded, fallbacks put in place. */
import { isExact } from "./exact.js";
import type { Received, Unknown } from "./options.js";
import type { Frame } from "./parser.js";
import type { Definition } from "./types.js";

/** An event before its type is known to the compiler. */
export type Decoded = Received<string, number, unknown> | Unknown;

const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
const number = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined);

/** Makes the reader of one release. `validate` off takes any JSON of a known name and version. */
export const reader = ({ events, envelope }: Definition, validate: boolean): ((frame: Frame) => Decoded) => {
  const names = new Map(Object.entries(events).map(([type, { wire = type }]) => [wire, type]));
  return ({ event: name, data: raw = "", id, cut }) => {
    const type = names.get(name) ?? "";
    const event = events[type];
    let reason: Unknown["reason"] = event ? "invalid" : "name";
    let version: number | undefined;
    try {
      const said: unknown = event && JSON.parse(cut ? "" : raw);
      const { v, time, traceparent, data } = (envelope === "bare" ? { v: event?.version, data: said } : said) as Readonly<Record<string, unknown>>;
      version = number(v);
      if (event && version === event.version) {
        if (data !== undefined && (!validate || (isExact(raw) && event.guard(data)))) {
          const read = event.fallbacks ? event.fallbacks(data) : data;
          return { type, version, data: read, id, time: number(time), traceparent: text(traceparent), raw };
        }
      } else if (event && version !== undefined) reason = "version";
    } catch {
      // Not JSON, or nested too deeply for a guard: told, and the cursor moves on.
    }
    return { type: "$unknown", reason, name, version, id, raw };
  };
};
