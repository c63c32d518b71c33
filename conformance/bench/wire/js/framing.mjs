// The framing corpus for JavaScript parsers: node framing.mjs ROOT. Peers stand in the folder that TIDINGS_PEERS names.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const root = resolve(process.argv[2] ?? ".");
const peers = createRequire(join(resolve(process.env.TIDINGS_PEERS ?? "."), "package.json"));
const load = (name) => import(pathToFileURL(peers.resolve(name)).href);

const { parser } = await import(pathToFileURL(join(root, "runtime/ts/dist/parser.js")).href);
const { createParser } = await load("eventsource-parser");
const { getLines, getMessages } = await load("@microsoft/fetch-event-source/lib/cjs/parse.js").then((module) => module.default ?? module);

/** Each reads chunks, and says what it dispatches. */
const READERS = {
  tidings: (chunks) => {
    const seen = [];
    let last = "";
    const feed = parser((frame) => {
      last = frame.id ?? last;
      if (frame.data !== undefined) seen.push({ event: frame.event, data: frame.data, id: last });
    });
    chunks.forEach(feed);
    return seen;
  },
  "eventsource-parser 3.1.1": (chunks) => {
    const seen = [];
    const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
    const feed = createParser({ onEvent: ({ event, data }) => seen.push({ event: event || "message", data }) });
    for (const chunk of chunks) feed.feed(decoder.decode(chunk, { stream: true }));
    return seen;
  },
  "fetch-event-source 2.0.1": (chunks) => {
    const seen = [];
    const onMessage = ({ event, data }) => data === "" || seen.push({ event: event || "message", data });
    const feed = getLines(getMessages(() => {}, () => {}, onMessage));
    for (const chunk of chunks) feed(chunk);
    return seen;
  },
};

const ways = function* (bytes) {
  yield [bytes];
  for (let at = 1; at < bytes.length; at++) yield [bytes.subarray(0, at), bytes.subarray(at)];
  yield Array.from(bytes, (byte) => Uint8Array.of(byte));
};

const same = (seen, expected) =>
  seen.length === expected.length &&
  seen.every(({ event, data, id }, at) => event === expected[at].event && data === expected[at].data && (id === undefined || id === expected[at].id));

const cases = readFileSync(join(root, "conformance/framing/cases.jsonl"), "utf8").trimEnd().split("\n").map((line) => JSON.parse(line));
let ours = 0;
for (const [name, read] of Object.entries(READERS)) {
  const failed = cases.filter(({ text, hex, events }) => {
    const bytes = text === undefined ? Uint8Array.from(Buffer.from(hex, "hex")) : new TextEncoder().encode(text);
    for (const chunks of ways(bytes)) {
      try {
        if (!same(read(chunks), events)) return true;
      } catch {
        return true;
      }
    }
    return false;
  });
  if (name === "tidings") ours = failed.length;
  const shown = failed.slice(0, 3).map(({ rule }) => rule).join("; ");
  const more = failed.length > 3 ? `; and ${failed.length - 3} more` : "";
  const label = `${name} (JavaScript)`.padEnd(38);
  console.log(`${label} ${cases.length - failed.length} of ${cases.length}${failed.length ? `  fails: ${shown}${more}` : ""}`);
}
process.exit(ours ? 1 : 0);
