/** From a frame to what a handler gets: the envelope is opened, the payload guarded, fallbacks put in place. */
import { isExact } from "./exact.js";
import type { Received, Unknown } from "./options.js";
import type { Frame } from "./parser.js";
import type { Definition } from "./types.js";

export type Table = Readonly<Record<string, unknown>>;

/** An event before its type is known to the compiler. */
export type Decoded = Received<string, number, unknown> | Unknown;

/** The object that a JSON text holds; an empty one where it holds none. */
export const table = (text: string): Table => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Table) : {};
  } catch {
    return {};
  }
};

export const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
export const number = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined);

/** Makes the reader of one release. `validate` off takes any JSON of a known name and version. */
export const reader = ({ events, envelope }: Definition, validate: boolean): ((frame: Frame) => Decoded) => {
  const names = new Map(Object.entries(events).map(([name, event]) => [event.wire ?? name, name]));
  return ({ event: wire, data: raw = "", id, cut }) => {
    const type = names.get(wire);
    const event = events[type ?? ""];
    const unknown = (reason: Unknown["reason"], version?: number): Unknown => ({ type: "$unknown", reason, name: wire, version, id, raw });
    if (type === undefined || !event) return unknown("name");
    if (cut) return unknown("invalid");
    try {
      const value: unknown = JSON.parse(raw);
      const { v, time, traceparent, data } = envelope === "bare" ? { v: event.version, data: value } as Table : value as Table;
      const version = number(v);
      if (version !== undefined && version !== event.version) return unknown("version", version);
      if (version === undefined || data === undefined || (validate && !(isExact(raw) && event.guard(data)))) return unknown("invalid", version);
      return { type, version, data: event.fallbacks ? event.fallbacks(data) : data, id, time: number(time), traceparent: text(traceparent), raw };
    } catch {
      // Not JSON, or nested too deeply for a guard: told, and the cursor moves on.
      return unknown("invalid");
    }
  };
};
