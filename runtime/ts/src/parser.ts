/**
 * The text/event-stream parser: bytes in, frames out, by WHATWG HTML 9.2.5 and 9.2.6.
 *
 * It does no IO and knows nothing of tidings. Bytes are UTF-8 whatever the charset says; ill-formed ones become U+FFFD,
 * and one leading byte order mark is dropped. What the stream's end leaves unfinished is dropped by never being delivered.
 *
 * Invariants: a frame is delivered at the line end that completes it, also when that is a CR whose LF may follow; the
 * chunking of the bytes is invisible; time is linear in the bytes; memory is bounded by `limit`.
 *
 * @example
 * const feed = parser((frame) => console.log(frame.event, frame.data), { onRetry: (ms) => console.log(ms) });
 * feed(new TextEncoder().encode("event: hello\ndata: world\n\n")); // hello world
 */

/** One block of the stream that had data, an id, or both. */
export interface Frame {
  /** The type: `message` where the block names none. */
  readonly event: string;
  /** `undefined` where nothing is to be dispatched and only the id moves on. */
  readonly data: string | undefined;
  /** The id of this very block; the standard's last event id is the latest one that is not `undefined`. */
  readonly id: string | undefined;
  /** The block went over a limit: `data` is its beginning. */
  readonly cut: boolean;
}

/** What the parser may be told. */
export interface ParserOptions {
  /** Called with the milliseconds of a `retry` line as soon as the line is complete; they may be more than a timer takes. */
  readonly onRetry?: (milliseconds: number) => void;
  /** The longest line and the longest data, in UTF-16 units; 16 Mi by default. */
  readonly limit?: number | undefined;
}

/** A longer id could not be sent back in a header, so it is not taken. */
const LONGEST_ID = 4096;

/** Where the next such line end stands; far behind any text (-1 without its sign) where there is none. */
const seek = (text: string, end: string, from: number): number => text.indexOf(end, from) >>> 0;

/** Makes a parser for one connection; returns what feeds it. */
export const parser = (onFrame: (frame: Frame) => void, { onRetry, limit = 2 ** 24 }: ParserOptions = {}): ((chunk: Uint8Array) => void) => {
  const decoder = new TextDecoder(undefined, { ignoreBOM: true });
  /** What is skipped where the next text begins with it: the byte order mark, or the LF of a CR that was there already. */
  let skipped = "\ufeff";
  /** The line that the last chunk left open. A rope until its end is seen: scanning it at every chunk would be quadratic. */
  let open = "";
  let event = "";
  let data: string | undefined;
  let id: string | undefined;

  const line = (text: string, from: number, to: number): void => {
    if (from === to) {
      if ((data ?? id) !== undefined) onFrame({ id, event: event || "message", data: data?.slice(0, limit), cut: (data as string)?.length > limit });
      event = "";
      data = id = undefined;
      return;
    }
    // By the code of the first letter: comparing numbers is what engines do fastest.
    const letter = text.charCodeAt(from);
    const field = letter === 100 ? "data" : letter === 101 ? "event" : letter === 105 ? "id" : "retry";
    // Line ends stand in no name, so a match never runs over the line.
    if (!text.startsWith(field, from)) return;
    const colon = from + field.length;
    if (colon < to && text.charCodeAt(colon) !== 58) return;
    const value = text.slice(colon + (text.charCodeAt(colon + 1) === 32 ? 2 : 1), to);
    // Over the limit nothing is appended any more, and it is cut at the end: cutting at every line would be quadratic.
    if (letter === 100) data = data === undefined ? value : data.length > limit ? data : `${data}\n${value}`;
    else if (letter === 101) event = value;
    else if (letter === 114) /^\d+$/.test(value) && onRetry?.(+value);
    else if (value.length <= LONGEST_ID && !value.includes("\0")) id = value;
  };

  return (chunk) => {
    // A chunk that ends in ASCII leaves nothing for the next one, and engines decode what is whole several times faster.
    const text = decoder.decode(chunk, { stream: !((chunk.at(-1) as number) < 128) });
    if (!text) return;
    let at = text[0] === skipped ? 1 : 0;
    skipped = text.endsWith("\r") ? "\n" : "";
    let cr = seek(text, "\r", at);
    let lf = seek(text, "\n", at);
    for (let end: number; (end = cr < lf ? cr : lf) < text.length; ) {
      if (open) {
        open += text.slice(at, end);
        line(open, 0, open.length);
        open = "";
      } else line(text, at, end);
      at = end + (lf === cr + 1 ? 2 : 1);
      if (cr < at) cr = seek(text, "\r", at);
      // Every event ends in a blank line, which needs no search.
      if (lf < at) lf = text.charCodeAt(at) === 10 ? at : seek(text, "\n", at);
    }
    // The rest of an endless line is let go; what is kept is long enough to be seen as too long.
    if (open.length <= limit + LONGEST_ID) open += text.slice(at);
  };
};
