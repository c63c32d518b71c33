/**
 * The text/event-stream parser: bytes in, frames out, by WHATWG HTML 9.2.5 and 9.2.6.
 *
 * It does no IO and knows nothing of tidings. Bytes are UTF-8 whatever the charset says; ill-formed ones become U+FFFD,
 * and one leading byte order mark is dropped: `TextDecoder` does both, across chunks. What the stream's end leaves
 * unfinished is dropped by never being delivered.
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

/** Whether a line has this name. Line ends stand in no name, so a match never runs over the line. */
const names = (text: string, name: string, from: number, to: number): boolean =>
  text.charCodeAt(from) === name.charCodeAt(0) && text.startsWith(name, from) && (from + name.length === to || text.charCodeAt(from + name.length) === 58);

/** What follows the colon at `at` and one space. */
const after = (text: string, at: number, to: number): string => text.slice(at + (text.charCodeAt(at + 1) === 32 ? 2 : 1), to);

/** Makes a parser for one connection; returns what feeds it. */
export const parser = (onFrame: (frame: Frame) => void, { onRetry, limit = 2 ** 24 }: ParserOptions = {}): ((chunk: Uint8Array) => void) => {
  const decoder = new TextDecoder();
  /** The line that the last chunk left open. A rope until its end is seen: scanning it at every chunk would be quadratic. */
  let open = "";
  /** The last chunk ended in CR: a leading LF belongs to it. */
  let afterCr = false;
  let event = "";
  let data: string | undefined;
  let id: string | undefined;

  const line = (text: string, from: number, to: number): void => {
    if (from === to) {
      const cut = data !== undefined && data.length > limit;
      if (data !== undefined || id !== undefined) onFrame({ event: event || "message", data: cut ? data?.slice(0, limit) : data, id, cut });
      event = "";
      data = id = undefined;
      return;
    }
    // Over the limit nothing is appended any more, and it is cut at the end: cutting at every line would be quadratic.
    if (names(text, "data", from, to)) {
      const value = after(text, from + 4, to);
      data = data === undefined ? value : data.length > limit ? data : `${data}\n${value}`;
    } else if (names(text, "id", from, to)) {
      const value = after(text, from + 2, to);
      if (!value.includes("\0") && value.length <= LONGEST_ID) id = value;
    } else if (names(text, "event", from, to)) event = after(text, from + 5, to);
    else if (names(text, "retry", from, to)) {
      const value = after(text, from + 5, to);
      if (/^\d+$/.test(value)) onRetry?.(Number(value));
    }
  };

  return (chunk) => {
    const text = decoder.decode(chunk, { stream: true });
    if (!text) return;
    const find = (end: string): number => {
      const found = text.indexOf(end, at);
      return found < 0 ? text.length : found;
    };
    let at = afterCr && text[0] === "\n" ? 1 : 0;
    afterCr = text.endsWith("\r");
    let cr = find("\r");
    let lf = find("\n");
    for (let end: number; (end = cr < lf ? cr : lf) < text.length; ) {
      if (open) {
        open += text.slice(at, end);
        line(open, 0, open.length);
        open = "";
      } else line(text, at, end);
      at = end + (lf === cr + 1 ? 2 : 1);
      if (cr < at) cr = find("\r");
      if (lf < at) lf = find("\n");
    }
    // The rest of an endless line is let go; what is kept is long enough to be seen as too long.
    if (open.length <= limit + LONGEST_ID) open += text.slice(at);
  };
};
