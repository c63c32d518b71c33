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
  /** Called with the milliseconds of a `retry` line as soon as the line is complete. */
  readonly onRetry?: (milliseconds: number) => void;
  /** The longest line and the longest data, in UTF-16 units; 16 Mi by default. */
  readonly limit?: number | undefined;
}

const LF = 10;
const CR = 13;
const SPACE = 32;
const COLON = 58;

/** An id or type beyond this could not be sent back in a header anyway. */
const NAME_LIMIT = 4096;

/** The longest delay that timers take. */
const LONGEST = 2 ** 31 - 1;

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
  let cut = false;

  const blank = (): void => {
    if (data !== undefined && data.length > limit) {
      data = data.slice(0, limit);
      cut = true;
    }
    if (data !== undefined || id !== undefined || cut) onFrame({ event: event || "message", data, id, cut });
    event = "";
    data = id = undefined;
    cut = false;
  };

  const short = (value: string): boolean => value.length <= NAME_LIMIT || !(cut = true);

  const field = (text: string, from: number, to: number): void => {
    /** The value, if the line's name is this one. Line ends stand in no name, so a match never runs over the line. */
    const value = (name: string): string | undefined => {
      let at = from + name.length;
      if (!text.startsWith(name, from) || (at < to && text.charCodeAt(at) !== COLON)) return undefined;
      if (text.charCodeAt(++at) === SPACE) at++;
      return at < to ? text.slice(at, to) : "";
    };
    let found: string | undefined;
    if ((found = value("data")) !== undefined) {
      // Once over the limit nothing is appended, and it is cut at the end: cutting at every line would be quadratic.
      if (data === undefined) data = found;
      else if (data.length <= limit) data += `\n${found}`;
    } else if ((found = value("id")) !== undefined) {
      if (!found.includes("\0") && short(found)) id = found;
    } else if ((found = value("event")) !== undefined) {
      if (short(found)) event = found;
    } else if (/^\d+$/.test((found = value("retry")) ?? "")) onRetry?.(Math.min(Number(found), LONGEST));
  };

  const line = (text: string, from: number, to: number): void => {
    if (from === to) blank();
    else if (text.charCodeAt(from) !== COLON) field(text, from, to);
  };

  return (chunk) => {
    const text = decoder.decode(chunk, { stream: true });
    if (!text) return;
    const find = (end: string, from: number): number => {
      const at = text.indexOf(end, from);
      return at < 0 ? Infinity : at;
    };
    let at = afterCr && text.charCodeAt(0) === LF ? 1 : 0;
    afterCr = text.charCodeAt(text.length - 1) === CR;
    let cr = find("\r", at);
    let lf = find("\n", at);
    let end: number;
    while ((end = Math.min(cr, lf)) < Infinity) {
      if (open) {
        open += text.slice(at, end);
        line(open, 0, open.length);
        open = "";
      } else line(text, at, end);
      at = end + (end === cr && lf === cr + 1 ? 2 : 1);
      if (cr < at) cr = find("\r", at);
      if (lf < at) lf = find("\n", at);
    }
    // The rest of an endless line is let go; what is kept is long enough to be seen as too long.
    if (open.length <= limit + NAME_LIMIT) open += text.slice(at);
  };
};
