/** Random `text/event-stream` bytes, the same in Node and in the page: rules of the format meet in most of them. */

import { randomOf } from "./random.js";

const text = (source: string): readonly number[] => [...new TextEncoder().encode(source)];
const PIECES: readonly (readonly number[])[] = [
  ...["data", "data:", "data: ", "event: ", "event", "id: ", "id", "retry", ":", ": ", " ", "\n", "\r", "\r\n", "\n\n", "\r\r", "\0", "12", "x", "\ufeff", "é", "€", "😀"].map(text),
  ...[[0xef, 0xbb], [0xe2, 0x82], [0xf0, 0x9f, 0x98], [0xed, 0xa0, 0x80], [0xff], [0xc0, 0xaf]],
];

/** Stream number `index` of a run. */
export function streamOf(seed: number, index: number): Uint8Array {
  const random = randomOf(seed ^ Math.imul(index + 1, 0x9e3779b1));
  const bytes: number[] = [];
  for (let pieces = 1 + Math.floor(random() * 24); pieces > 0; pieces--) bytes.push(...(PIECES[Math.floor(random() * PIECES.length)] ?? []));
  // A line end right behind a byte order mark is what Chromium does not see; the corpus has that case.
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) bytes.splice(3, 0, 0x78);
  // The end shows the state that is left behind.
  return Uint8Array.from([...bytes, ...text("\n\ndata: end\n\n")]);
}

/** Cuts bytes at random places. */
export function cutsOf(bytes: Uint8Array, seed: number): Uint8Array[] {
  const random = randomOf(seed);
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const size = 1 + Math.floor(random() * 8);
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return chunks;
}
