import { pass, fail, stream, type Behaviour } from "../behaviour.js";

/** One byte at a time: what is written, and what has to be told of it. */
const CASES = [
  { rule: "a BOM is dropped", text: "\uFEFFevent: a\ndata: bom\n\n", told: "a:bom" },
  { rule: "CR, LF and CRLF end lines", text: "event: a\rdata: cr\r\revent: a\r\ndata: crlf\r\n\r\n", told: "a:cr a:crlf" },
  { rule: "lines of data are joined", text: "event: a\ndata: one\ndata:two\n\n", told: "a:one\ntwo" },
  { rule: "comments and unknown fields are skipped", text: ": no\nevent: a\nDATA: no\nother: no\ndata: fields\n\n", told: "a:fields" },
  { rule: "exactly one space is dropped", text: "event: a\ndata:  two \n\n", told: "a: two " },
  { rule: "characters are whole", text: "event: a\ndata: é😀\n\n", told: "a:é😀" },
  { rule: "an event without data is none, and its name goes with it", text: "event: a\n\ndata: plain\n\n", told: "message:plain" },
];

export const parser: Behaviour = {
  id: "B13",
  title: "the parser's seven cases at one-byte chunks",
  run: async (arena) => {
    const wrong: string[] = [];
    const check = async ({ rule, text, told }: (typeof CASES)[number]): Promise<void> => {
      const sent = Buffer.from(text).toString("hex");
      const port = await arena.port({ routes: [{ then: [{ split: { size: 1, pause: 1 } }, { bytes: sent }, { send: "event: a\ndata: END\n\n" }, "stall"] }] });
      const client = await arena.connect({ url: stream(port), events: ["a", "message"] });
      const wanted = [...told.split(" a:").map((part, index) => (index === 0 ? part : `a:${part}`)), "a:END"];
      const heard = (await client.heard(wanted.length, 6000)).map(({ type, data }) => `${type}:${data}`);
      await client.close();
      if (JSON.stringify(heard) !== JSON.stringify(wanted)) wrong.push(`${rule}: told ${JSON.stringify(heard.slice(0, -1))}`);
    };
    await Promise.all(CASES.map(check));
    return wrong.length === 0 ? pass("all as the standard says") : fail(`${wrong.length} of ${CASES.length}: ${wrong.join("; ")}`);
  },
};
