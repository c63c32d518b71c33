/**
 * Conversions: what a reader does to a value that its guard took. They put the declared fallback in the place of an
 * enum member or a union tag that this release does not know; the text as it came stays at the event's `raw`.
 */
import type { Convert, Guard } from "./types.js";

type Table = Record<string, unknown>;

const isTable = (value: unknown): value is Table => typeof value === "object" && value !== null && !Array.isArray(value);

const same: Convert = (value) => value;

/** An enum with a fallback: a string that is none of `known` becomes `member`. */
export const fallback = (known: readonly string[], member: string): Convert => (value) =>
  typeof value === "string" && !known.includes(value) ? member : value;

/** A tagged union with a fallback: an object whose `tag` is a string that no branch names gets `member` as its tag and keeps its other members. */
export const fallbackTag = (tag: string, known: readonly string[], member: string): Convert => (value) => {
  if (isTable(value) && Object.hasOwn(value, tag)) value[tag] = fallback(known, member)(value[tag]);
  return value;
};

/** Where conversions stand inside an object (`members`, and `rest` for all others) or an array (`prefix`, and `items` for all others). */
export interface Places {
  readonly members?: Readonly<Record<string, Convert>>;
  readonly rest?: Convert;
  readonly prefix?: readonly Convert[];
  readonly items?: Convert;
}

/** Goes down into an object or an array; any other value stays as it is. */
export const inside = ({ members = {}, rest, prefix = [], items }: Places): Convert => (value) => {
  if (Array.isArray(value)) return value.map((item, index) => (prefix[index] ?? items ?? same)(item));
  if (isTable(value)) {
    for (const name of Object.keys(value)) {
      const convert = Object.hasOwn(members, name) ? members[name] : rest;
      // Not an assignment: JSON.parse makes `__proto__` an ordinary member, and assigning to it would not.
      if (convert) Object.defineProperty(value, name, { value: convert(value[name]), writable: true, enumerable: true, configurable: true });
    }
  }
  return value;
};

/** One after the other, as for `allOf`. */
export const chain = (...converts: readonly Convert[]): Convert => (value) => converts.reduce((sofar, convert) => convert(sofar), value);

/** A union: the first branch whose guard takes the value converts it. */
export const choose = (...branches: readonly (readonly [Guard, Convert?])[]): Convert => (value) =>
  (branches.find(([guard]) => guard(value))?.[1] ?? same)(value);

/** Looked up at use, for recursive types. */
export const later = (target: () => Convert): Convert => (value) => target()(value);
