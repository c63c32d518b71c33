/** A number's token, or a string to be skipped whole. Written without alternation per character, so that a long string needs no stack. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/gs;

/**
 * Whether every number of a JSON text means the same as a JavaScript number: a finite double, and an integer only up to
 * 2^53. `JSON.parse` rounds 9007199254740993 and turns 1e400 into Infinity without a word.
 */
export const isExact = (text: string): boolean => {
  if (!/\d{16}|\d[eE]/.test(text)) return true;
  for (const [token] of text.matchAll(TOKEN)) {
    if (token.startsWith('"')) continue;
    const number = Number(token);
    if (!Number.isFinite(number)) return false;
    if (!/[.eE]/.test(token) && (Math.abs(number) > 2 ** 53 || (token.length > 15 && String(number) !== token))) return false;
  }
  return true;
};
