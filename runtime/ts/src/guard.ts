/**
 * Guards: JSON Schema 2020-12 validation as functions that compose.
 *
 * Generated code prints an event's accept set as calls of these. Each looks only at its own type, as the keywords do:
 * `str({ max: 3 })` holds for every number. A guard that is asked for `seen` adds the members and items it evaluated,
 * which is what `unevaluatedProperties` and `unevaluatedItems` need (`rest`); a branch that fails adds nothing.
 */
import { isMultiple } from "./multiple.js";
import type { Guard, Seen } from "./types.js";

type Type = "null" | "boolean" | "bigint" | "integer" | "number" | "string" | "array" | "object";

/** Bounds of `num`; `x` is exclusive, `mult` is multipleOf. */
export interface NumberBounds {
  readonly min?: number | bigint;
  readonly max?: number | bigint;
  readonly xmin?: number | bigint;
  readonly xmax?: number | bigint;
  readonly mult?: number | bigint;
}

/** Bounds of `str`: code points, and a pattern that is compiled with the `u` flag. */
export interface StringBounds {
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: RegExp;
}

/** Keywords of `obj`. A member named `__proto__` has to be printed as `["__proto__"]`. */
export interface ObjectKeywords {
  readonly members?: Readonly<Record<string, Guard>>;
  readonly required?: readonly string[];
  readonly patterns?: readonly (readonly [RegExp, Guard])[];
  /** additionalProperties: what neither `members` nor `patterns` name. */
  readonly rest?: Guard;
  /** propertyNames. */
  readonly names?: Guard;
  readonly min?: number;
  readonly max?: number;
  /** dependentRequired (names) and dependentSchemas (a guard of the whole object). */
  readonly needs?: Readonly<Record<string, readonly string[] | Guard>>;
}

/** Keywords of `arr`. `rest` is `items`: what follows `prefix`. */
export interface ArrayKeywords {
  readonly prefix?: readonly Guard[];
  readonly rest?: Guard;
  /** contains, minContains (1 by default), maxContains. */
  readonly contains?: readonly [guard: Guard, min?: number, max?: number];
  readonly min?: number;
  readonly max?: number;
  readonly unique?: boolean;
}

type Plain = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Plain => typeof value === "object" && value !== null && !Array.isArray(value);

/** Own members only, so that a member named `constructor` or `toString` means itself. */
const own = (table: object, name: string): boolean => Object.hasOwn(table, name);

/** The schema `true`. */
export const any: Guard = () => true;

/** The schema `false`. */
export const never: Guard = () => false;

/** `type`: at least one of the names holds. 1.0 is an integer; what JSON can't say, such as `Infinity`, is no number. */
export const type = (...names: readonly Type[]): Guard => (value) =>
  names.some((name) =>
    name === "null" ? value === null
    : name === "array" ? Array.isArray(value)
    : name === "object" ? isObject(value)
    : name === "integer" ? Number.isInteger(value)
    : name === "number" ? Number.isFinite(value)
    : typeof value === name);

/** One text per JSON value: equal values have equal texts, whatever the order of their members. */
const canonical = (value: unknown): string =>
  Array.isArray(value) ? `[${value.map(canonical).join()}]`
  : isObject(value) ? `{${Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join()}}`
  : typeof value === "string" ? JSON.stringify(value)
  : String(value);

/** `enum` and `const`: equal to one of the values. */
export const values = (...members: readonly unknown[]): Guard => {
  const texts = new Set(members.map(canonical));
  return (value) => texts.has(canonical(value));
};

/** Keywords of numbers. */
export const num = ({ min, max, xmin, xmax, mult }: NumberBounds): Guard => (value) =>
  typeof value !== "number" && typeof value !== "bigint" || (
    (min === undefined || value >= min) && (max === undefined || value <= max) &&
    (xmin === undefined || value > xmin) && (xmax === undefined || value < xmax) &&
    (mult === undefined || isMultiple(value, mult)));

const codePoints = (text: string): number => {
  let count = 0;
  for (const _ of text) count++;
  return count;
};

/** Keywords of strings. */
export const str = ({ min = 0, max = Infinity, pattern }: StringBounds): Guard => (value) => {
  if (typeof value !== "string") return true;
  // A text of n units has between n/2 and n code points: most texts need no counting.
  const units = value.length;
  if ((units < 2 * min || units > max)) {
    const count = codePoints(value);
    if (count < min || count > max) return false;
  }
  return pattern === undefined || pattern.test(value);
};

const member = (keywords: ObjectKeywords, value: unknown, name: string, seen: Seen | undefined): boolean => {
  let named = false;
  if (keywords.members && own(keywords.members, name)) {
    named = true;
    if (!(keywords.members[name] as Guard)(value)) return false;
  }
  for (const [pattern, guard] of keywords.patterns ?? []) {
    if (!pattern.test(name)) continue;
    named = true;
    if (!guard(value)) return false;
  }
  if (!named && keywords.rest) {
    named = true;
    if (!keywords.rest(value)) return false;
  }
  if (named) seen?.add(name);
  return true;
};

const dependencies = (needs: NonNullable<ObjectKeywords["needs"]>, value: Plain, seen: Seen | undefined): boolean =>
  Object.keys(needs).every((name) => {
    if (!own(value, name)) return true;
    const need = needs[name] as readonly string[] | Guard;
    return typeof need === "function" ? need(value, seen) : need.every((other) => own(value, other));
  });

/** Keywords of objects. */
export const obj = (keywords: ObjectKeywords): Guard => (value, seen) => {
  if (!isObject(value)) return true;
  const names = Object.keys(value);
  const { required = [], min = 0, max = Infinity, needs, names: naming } = keywords;
  return names.length >= min && names.length <= max &&
    required.every((name) => own(value, name)) &&
    names.every((name) => (!naming || naming(name)) && member(keywords, value[name], name, seen)) &&
    (!needs || dependencies(needs, value, seen));
};

const contained = ([guard, min = 1, max = Infinity]: NonNullable<ArrayKeywords["contains"]>, items: readonly unknown[], seen: Seen | undefined): boolean => {
  let count = 0;
  items.forEach((item, index) => {
    if (!guard(item)) return;
    count++;
    seen?.add(index);
  });
  return count >= min && count <= max;
};

/** Keywords of arrays. */
export const arr = ({ prefix = [], rest, contains, min = 0, max = Infinity, unique }: ArrayKeywords): Guard => (value, seen) => {
  if (!Array.isArray(value)) return true;
  return value.length >= min && value.length <= max &&
    value.every((item, index) => {
      const guard = prefix[index] ?? rest;
      if (guard) seen?.add(index);
      return !guard || guard(item);
    }) &&
    (!contains || contained(contains, value, seen)) &&
    (!unique || new Set(value.map(canonical)).size === value.length);
};

/** Runs a guard whose marks count only if it holds. */
const kept = (guard: Guard, value: unknown, seen: Seen | undefined): boolean => {
  const marks: Seen | undefined = seen && new Set();
  const holds = guard(value, marks);
  if (holds) marks?.forEach((mark) => seen?.add(mark));
  return holds;
};

/** `allOf`, and the keywords of one schema side by side. */
export const all = (...guards: readonly Guard[]): Guard => (value, seen) => guards.every((guard) => guard(value, seen));

/** `anyOf`. With `seen` every branch runs, since each that holds evaluates something. */
export const some = (...guards: readonly Guard[]): Guard => (value, seen) =>
  seen ? guards.filter((guard) => kept(guard, value, seen)).length > 0 : guards.some((guard) => guard(value));

/** `oneOf`. */
export const one = (...guards: readonly Guard[]): Guard => (value, seen) =>
  guards.filter((guard) => kept(guard, value, seen)).length === 1;

/** An object in whole: the members that it must have, those that it may have, and what else holds. */
export const object = (required: Readonly<Record<string, Guard>>, optional: Readonly<Record<string, Guard>> = {}, more: ObjectKeywords = {}): Guard =>
  all(type("object"), obj({ ...more, members: { ...required, ...optional }, required: [...Object.keys(required), ...more.required ?? []] }));

/** An array of like items, and what else holds. */
export const list = (rest: Guard, more: ArrayKeywords = {}): Guard => all(type("array"), arr({ ...more, rest }));

/** A string within bounds. */
export const text = (bounds: StringBounds): Guard => all(type("string"), str(bounds));

/** An integer within bounds. */
export const int = (bounds: NumberBounds): Guard => all(type("integer"), num(bounds));

/** `not`. */
export const not = (guard: Guard): Guard => (value) => !guard(value);

/** `if`, `then`, `else`. */
export const cond = (test: Guard, then: Guard = any, otherwise: Guard = any): Guard => (value, seen) =>
  kept(test, value, seen) ? then(value, seen) : otherwise(value, seen);

/** `$ref`: looked up at use, so that schemas may be recursive. */
export const ref = (target: () => Guard): Guard => (value, seen) => target()(value, seen);

/** `unevaluatedProperties` and `unevaluatedItems`: what `guard`, all the other keywords of the schema, left unevaluated. */
export const rest = (guard: Guard, { members, items }: { readonly members?: Guard; readonly items?: Guard }): Guard => (value, seen) => {
  const marks: Seen = new Set();
  const left = (key: string | number, child: unknown, keyword: Guard): boolean => marks.has(key) || (marks.add(key), keyword(child));
  const holds = guard(value, marks) &&
    (!members || !isObject(value) || Object.keys(value).every((name) => left(name, value[name], members))) &&
    (!items || !Array.isArray(value) || value.every((item, index) => left(index, item, items)));
  if (holds) marks.forEach((mark) => seen?.add(mark));
  return holds;
};
