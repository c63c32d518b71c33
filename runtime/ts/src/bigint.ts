/** Integers beyond 2^53, where a schema says `"x-tidings": {"bigint": true}`. */
import type { Convert } from "./types.js";

/** A string, or a number with the colon that would make it a name: matched whole, so that no long one needs a stack. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*\s*:?/gs;

/** A text that nobody can have foreseen. */
const mark = (): string => `bigint ${Math.random()} `;

/**
 * `JSON.parse`, but an integer from 2^53 up to what 64 bits hold becomes a bigint.
 *
 * @throws where `JSON.parse` does, and where a number is beyond 64 bits or no finite double.
 */
export const big = (text: string): unknown => {
  const sign = mark();
  const marked = text.replace(TOKEN, (token) => {
    if (token[0] === '"') return token;
    const double = Number(token);
    if (!Number.isFinite(double)) throw new RangeError(`${token} is no number`);
    if (Math.abs(double) < 2 ** 53 || !/^-?[1-9]\d*\s*$/.test(token)) return token;
    const whole = BigInt(token);
    if (whole >= 2n ** 64n || whole < -(2n ** 63n)) throw new RangeError(`${token} has more than 64 bits`);
    return `"${sign}${whole}"`;
  });
  return JSON.parse(marked, (_, value: unknown) => (typeof value === "string" && value.startsWith(sign) ? BigInt(value.slice(sign.length)) : value));
};

/** `JSON.stringify`, with bigints as the integers that they are. */
export const write = (value: unknown): string => {
  const sign = mark();
  const marked = JSON.stringify(value, (_, inner: unknown) => (typeof inner === "bigint" ? `${sign}${inner}` : inner));
  return marked.replace(new RegExp(`"${sign}(-?\\d+)"`, "g"), "$1");
};

/** An integer that was guarded becomes a bigint, whatever its size. */
export const bigint: Convert = (value) => (typeof value === "number" ? BigInt(value) : value);
