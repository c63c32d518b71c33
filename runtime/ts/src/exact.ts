/** A string, to be taken away whole: written without a choice per character, so that a long one needs no stack. */
const STRING = /"[^"\\]*(?:\\.[^"\\]*)*"/gs;

/**
 * Whether every number of a JSON text means the same as a JavaScript number: a finite double, and an integer only below
 * 2^53. `JSON.parse` rounds 9007199254740993 and turns 1e400 into Infinity without a word.
 */
export const isExact = (text: string): boolean =>
  !/\d{16}|\d[eE]/.test(text) ||
  !text.replace(STRING, "").match(/\d[\d.eE+-]*/g)?.some((token) => Number(token) >= (/[.eE]/.test(token) ? Infinity : 2 ** 53));
