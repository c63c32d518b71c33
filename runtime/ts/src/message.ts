/** From a frame to what a handler gets: the envelope is opened, the payload guarded, fallbacks put in place. */
import { isExact } from "./exact.js";
import type { Received, Unknown } from "./options.js";
import type { Frame } from "./parser.js";
import type { Definition, EventDefinition } from "./types.js";

/** An event before its type is known to the compiler. */
export type Decoded = Received<string, number, unknown> | Unknown;

/** The compact envelope, as far as a server kept to it. */
interface Envelope {
  readonly v?: unknown;
  readonly time?: unknown;
  readonly traceparent?: unknown;
  readonly data?: unknown;
}

const number = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined);

/** Makes the reader of one release. `validate` off takes any JSON of a known name and version. */
export const reader = ({ events, envelope }: Definition, validate: boolean): ((frame: Frame) => Decoded) => {
  const named = new Map(Object.entries(events).map((entry) => [entry[1].wire ?? entry[0], entry] as const));
  return ({ event: name, data: raw = "", id, cut }) => {
    const [type = "", event] = named.get(name) ?? ([] as [string?, EventDefinition?]);
    let reason: Unknown["reason"] = "name";
    let version: number | undefined;
    if (event) try {
      reason = "invalid";
      const said: unknown = (event.read ?? JSON.parse)(cut ? "" : raw);
      const { v, time, traceparent, data }: Envelope = envelope === "bare" ? { v: event.version, data: said } : said as Envelope;
      version = number(v);
      if (version !== undefined && version !== event.version) reason = "version";
      else if (version && data !== undefined && (!validate || ((event.read || isExact(raw)) && event.guard(data)))) {
        return {
          type, version, data: event.fallbacks?.(data) ?? data, id, time: number(time),
          traceparent: typeof traceparent === "string" ? traceparent : undefined, raw,
        };
      }
    } catch {
      // Not JSON, or nested too deeply for a guard: told, and the cursor moves on.
    }
    return { type: "$unknown", reason, name, version, id, raw };
  };
};
