import { createParser } from "eventsource-parser";
import { describe, expect, it } from "vitest";
import { parser, type Frame } from "../src/parser.js";
import { oracle } from "./oracle.js";

type Told = Frame | { readonly retry: number };

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const parse = (chunks: readonly Uint8Array[], limit?: number): Told[] => {
  const told: Told[] = [];
  const feed = parser((frame) => told.push(frame), { onRetry: (retry) => told.push({ retry }), ...(limit === undefined ? {} : { limit }) });
  for (const chunk of chunks) feed(chunk);
  return told;
};

const frame = (data: string | undefined, rest: Partial<Frame> = {}): Frame => ({ event: "message", data, id: undefined, cut: false, ...rest });

/** One line per rule of WIRE.md: input (text or bytes), and what must be told. */
const CASES: readonly (readonly [rule: string, input: string | readonly number[], told: readonly Told[]])[] = [
  ["an event with data", "data: a\n\n", [frame("a")]],
  ["several data lines join by LF", "data: a\ndata: b\n\n", [frame("a\nb")]],
  ["exactly one space is dropped", "data:  a\n\ndata:a\n\n", [frame(" a"), frame("a")]],
  ["a tab is not a space", "data:\ta\n\n", [frame("\ta")]],
  ["data without a colon dispatches empty data", "data\n\n", [frame("")]],
  ["data: alone dispatches empty data", "data:\n\n", [frame("")]],
  ["two empty data lines are one LF", "data\ndata\n\n", [frame("\n")]],
  ["trailing empty data line keeps its LF", "data: a\ndata\n\n", [frame("a\n")]],
  ["comments are ignored", ": heartbeat\n\n:\n\ndata: a\n:b\n\n", [frame("a")]],
  ["the type resets after each block", "event: x\ndata: a\n\ndata: b\n\n", [frame("a", { event: "x" }), frame("b")]],
  ["an empty type is message", "event: x\nevent:\ndata: a\n\n", [frame("a")]],
  ["a type without data dispatches nothing and does not stay", "event: x\n\ndata: a\n\n", [frame("a")]],
  ["an id without data moves the cursor", "id: 4\n\n", [frame(undefined, { id: "4" })]],
  ["an empty id resets it", "id\n\nid:\ndata: a\n\n", [frame(undefined, { id: "" }), frame("a", { id: "" })]],
  ["the last id of a block counts", "id: 1\nid: 2\ndata: a\n\n", [frame("a", { id: "2" })]],
  ["an id with NUL is ignored", "id: 1\nid: a\0b\ndata: a\n\n", [frame("a", { id: "1" })]],
  ["names are case-sensitive", "Data: a\nDATA: b\nID: 3\n\n", []],
  ["names are literal", " data: a\ndatax: b\ndat: c\ndata : d\n\n", []],
  ["unknown fields are ignored", "foo: bar\nfoo\ndata: a\n\n", [frame("a")]],
  ["only the first colon splits", "data: a: b:c\n\n", [frame("a: b:c")]],
  ["retry acts at once, without a blank line", "retry: 1500\n", [{ retry: 1500 }]],
  ["retry takes ASCII digits only", "retry: 1.5\nretry: -1\nretry:\nretry\nretry: 1x\nretry: \u0661\nretry:  5\n", []],
  ["an endless retry costs no event", "retry: 99999999999999999999999\ndata: a\n\n", [{ retry: 1e23 }, frame("a")]],
  ["CR ends a line", "data: a\rdata: b\r\r", [frame("a\nb")]],
  ["CRLF ends a line", "data: a\r\ndata: b\r\n\r\n", [frame("a\nb")]],
  ["mixed line ends", "data: a\r\n\rdata: b\n\r\ndata: c\r\r\n", [frame("a"), frame("b"), frame("c")]],
  ["NEL, LS, PS, VT and FF end no line", "data: a\u0085b\u2028c\u2029d\u000be\u000cf\n\n", [frame("a\u0085b\u2028c\u2029d\u000be\u000cf")]],
  ["one byte order mark is dropped", "\ufeffdata: a\n\n", [frame("a")]],
  ["a second byte order mark is content", "\ufeff\ufeffdata: a\n\ndata: b\n\n", [frame("b")]],
  ["a later byte order mark is content", "data: \ufeffa\n\n", [frame("\ufeffa")]],
  ["an unterminated line is dropped", "data: a\n\ndata: b", [frame("a")]],
  ["an unterminated block is dropped with its id", "data: a\n\nid: 9\ndata: b\n", [frame("a")]],
  ["NUL in data is content", "data: a\0b\n\n", [frame("a\0b")]],
  ["astral characters survive", "data: 😀é\n\n", [frame("😀é")]],
  ["a lone continuation byte becomes U+FFFD", [...bytes("data: "), 0x80, ...bytes("a\n\n")], [frame("\ufffda")]],
  ["a truncated sequence does not swallow the line end", [...bytes("data: "), 0xe2, 0x82, 10, 10], [frame("\ufffd")]],
  ["a truncated sequence before CR", [...bytes("data: "), 0xf0, 0x9f, 0x98, 13, 13], [frame("\ufffd")]],
  ["maximal subparts: a surrogate is three", [...bytes("data: "), 0xed, 0xa0, 0x80, 10, 10], [frame("\ufffd\ufffd\ufffd")]],
  ["maximal subparts: an overlong form is two", [...bytes("data: "), 0xc0, 0xaf, 10, 10], [frame("\ufffd\ufffd")]],
  ["bytes beyond Unicode", [...bytes("data: "), 0xf5, 0xff, 10, 10], [frame("\ufffd\ufffd")]],
  ["many blank lines dispatch nothing", "\n\n\r\n\r\r\n", []],
];

const input = (source: string | readonly number[]): Uint8Array => (typeof source === "string" ? bytes(source) : Uint8Array.from(source));

describe("the rules of the format", () => {
  for (const [rule, source, told] of CASES) {
    it(rule, () => {
      const whole = input(source);
      expect(parse([whole])).toEqual(told);
      for (let cut = 0; cut <= whole.length; cut++) expect(parse([whole.subarray(0, cut), whole.subarray(cut)]), `cut at ${cut}`).toEqual(told);
      expect(parse(Array.from(whole, (byte) => Uint8Array.of(byte))), "byte by byte").toEqual(told);
    });
  }

  it("a blank line is complete at its CR", () => {
    expect(parse([bytes("data: a\r\r")])).toEqual([frame("a")]);
    expect(parse([bytes("data: a\r\n\r")])).toEqual([frame("a")]);
  });

  it("every chunking of a short input says the same", () => {
    for (const source of ["data:a\r\n\r\nid:1\n\n", "\ufeffdata:é\r\rdata\n\n"]) {
      const whole = bytes(source);
      const expected = parse([whole]);
      expect(expected).toHaveLength(2);
      const text = JSON.stringify(expected);
      for (let mask = 0; mask < 2 ** (whole.length - 1); mask++) {
        const chunks: Uint8Array[] = [];
        let from = 0;
        for (let at = 1; at <= whole.length; at++) {
          if (at < whole.length && !(mask & (1 << (at - 1)))) continue;
          chunks.push(whole.subarray(from, at));
          from = at;
        }
        if (JSON.stringify(parse(chunks)) !== text) expect(parse(chunks), `mask ${mask}`).toEqual(expected);
      }
    }
  });
});

/** Small and seeded, so that a failure can be run again. */
const randoms = (seed: number) => (bound: number): number => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return Math.floor((seed / 2 ** 32) * bound);
};

const TOKENS = ["\r", "\n", "\r\n", ":", " ", "data", "id", "event", "retry", "a", "7", "\0", "é", "😀", "\ufeff", "data: x", "id: 1.2", "\n\n"];

describe("against an independent oracle", () => {
  it("every string of five tokens of the grammar", () => {
    const tokens = ["\r", "\n", ":", " ", "data", "id", "x"];
    let count = 0;
    const told: Told[] = [];
    for (let code = 0; code < tokens.length ** 5; code++) {
      let text = "";
      for (let rest = code, digit = 0; digit < 5; digit++, rest = Math.floor(rest / tokens.length)) text += tokens[rest % tokens.length];
      told.length = 0;
      const feed = parser((frame) => told.push(frame), { onRetry: (retry) => told.push({ retry }) });
      feed(bytes(text));
      if (JSON.stringify(told) !== JSON.stringify(oracle(bytes(text)))) expect(told, JSON.stringify(text)).toEqual(oracle(bytes(text)));
      count++;
    }
    expect(count).toBe(7 ** 5);
  });

  it("random streams, ill-formed bytes included, at random splits", () => {
    const random = randoms(20261121);
    for (let run = 0; run < 4000; run++) {
      const whole: number[] = [];
      for (let token = random(30); token > 0; token--) {
        if (random(12) === 0) whole.push(128 + random(128));
        else whole.push(...bytes(TOKENS[random(TOKENS.length)] as string));
      }
      const chunks: Uint8Array[] = [];
      for (let from = 0; from < whole.length; ) {
        const to = from + 1 + random(9);
        chunks.push(Uint8Array.from(whole.slice(from, to)));
        from = to;
      }
      expect(parse(chunks), `run ${run}: ${JSON.stringify(whole)}`).toEqual(oracle(Uint8Array.from(whole)));
    }
  });

  it("eventsource-parser agrees where it is right", () => {
    // It holds back CR CR, so these streams end lines with LF and CRLF only.
    const random = randoms(7);
    const tokens = TOKENS.filter((token) => token !== "\r" && token !== "\ufeff");
    for (let run = 0; run < 2000; run++) {
      let text = "";
      for (let token = random(30); token > 0; token--) text += tokens[random(tokens.length)];
      const theirs: unknown[] = [];
      const peer = createParser({ onEvent: ({ data, event }) => theirs.push([event || "message", data]) });
      peer.feed(text);
      const ours = parse([bytes(text)]).flatMap((told) => ("data" in told && told.data !== undefined ? [[told.event, told.data]] : []));
      expect(ours, JSON.stringify(text)).toEqual(theirs);
    }
  });
});

describe("bounds", () => {
  it("data over the limit arrives cut, and the stream goes on", () => {
    expect(parse([bytes("id: 1\ndata: abcdef\ndata: ghi\n\ndata: b\n\n")], 4)).toEqual([frame("abcd", { id: "1", cut: true }), frame("b")]);
    expect(parse([bytes("data: ab\ndata: cd\n\n")], 4)).toEqual([frame("ab\nc", { cut: true })]);
  });

  it("an endless line, byte by byte, keeps what the limit allows", () => {
    const line = bytes("data: " + "x".repeat(20000));
    const told = parse([...Array.from(line, (byte) => Uint8Array.of(byte)), bytes("\n\ndata: b\n\n")], 100);
    expect(told).toEqual([frame("x".repeat(100), { cut: true }), frame("b")]);
  });

  it("an endless comment costs nothing and says nothing", () => {
    expect(parse([bytes(":" + "x".repeat(50000)), bytes("y".repeat(50000) + "\ndata: a\n\n")], 10)).toEqual([frame("a")]);
  });

  it("an id that no header could carry is not taken", () => {
    expect(parse([bytes(`id: 5\nid: ${"9".repeat(5000)}\ndata: a\n\n`)])).toEqual([frame("a", { id: "5" })]);
  });

  it("a long line byte by byte takes linear time", () => {
    const [begin, byte, end] = [bytes("data: "), bytes("x"), bytes("\n\n")] as const;
    const time = (length: number): number => {
      let told = 0;
      const feed = parser(({ data }) => (told = data?.length ?? 0));
      const start = performance.now();
      feed(begin);
      for (let index = 0; index < length; index++) feed(byte);
      feed(end);
      expect(told).toBe(length);
      return performance.now() - start;
    };
    time(2 ** 14);
    const [short, long] = [2 ** 15, 2 ** 19].map((length) => Math.min(time(length), time(length), time(length))) as [number, number];
    // Sixteen times the bytes; quadratic would be 256 times the time. The bound leaves room for a loaded machine.
    expect(long).toBeLessThan(short * 16 * 8);
  });
});
