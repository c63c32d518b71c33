// Throughput of the parser beside eventsource-parser and fetch-event-source, medians of one run: `./dev bench parser`.
// It fails where a target of the client is missed: as fast as the one, three times as fast as the other, in every mix.
import { getLines, getMessages } from "@microsoft/fetch-event-source/lib/esm/parse.js";
import { createParser } from "eventsource-parser";
import { parser } from "tidings/parser";

const TOTAL = 2 ** 23;
const ROUNDS = 15;
const LIMITS = [1.0, 3.0];

const line = (size) => `data: ${"x".repeat(size)}\n`;
const MIXES = { "32 B": line(32), "300 B": line(300), "16 KiB": line(16384), "10 x 64 B": line(64).repeat(10) };
const CHUNKS = [65536, 1024];

const chunksOf = (data, size) => {
  const event = `id: 4kq7.1042\nevent: order.placed\n${data}\n`;
  const bytes = new TextEncoder().encode(event.repeat(Math.ceil(TOTAL / event.length)));
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => bytes.subarray(index * size, (index + 1) * size));
};

/** Each takes the chunks and says how much data it told. */
const PARSERS = {
  tidings: (chunks) => {
    let count = 0;
    const feed = parser((frame) => (count += frame.data.length));
    for (const chunk of chunks) feed(chunk);
    return count;
  },
  "eventsource-parser": (chunks) => {
    let count = 0;
    const { feed } = createParser({ onEvent: (event) => (count += event.data.length) });
    const decoder = new TextDecoder();
    for (const chunk of chunks) feed(decoder.decode(chunk, { stream: true }));
    return count;
  },
  "fetch-event-source": (chunks) => {
    let count = 0;
    const feed = getLines(getMessages(() => {}, () => {}, (message) => (count += message.data.length)));
    for (const chunk of chunks) feed(chunk);
    return count;
  },
};

const median = (numbers) => numbers.sort((a, b) => a - b)[numbers.length >> 1];

const time = (run) => {
  const start = process.hrtime.bigint();
  run();
  return Number(process.hrtime.bigint() - start) / 1e6;
};

console.log(`Node ${process.version}, ${TOTAL / 2 ** 20} MiB a round, medians of ${ROUNDS} rounds in turn\n`);
console.log(`${"mix".padEnd(11)}${"chunks".padEnd(9)}${Object.keys(PARSERS).map((name) => name.padStart(20)).join("")}   ratios`);
for (const [name, data] of Object.entries(MIXES)) {
  for (const size of CHUNKS) {
    const chunks = chunksOf(data, size);
    const runs = Object.values(PARSERS);
    if (new Set(runs.map((run) => run(chunks))).size !== 1) throw new Error(`they disagree on ${name}`);
    const times = runs.map(() => []);
    for (let round = 0; round < ROUNDS; round++) runs.forEach((run, which) => times[which].push(time(() => run(chunks))));
    const [mine, ...peers] = times.map(median);
    const ratios = peers.map((peer) => peer / mine);
    const rates = [mine, ...peers].map((ms) => `${(TOTAL / 1000 / ms).toFixed(0)} MB/s`.padStart(20)).join("");
    const isMissed = ratios.some((ratio, which) => ratio < LIMITS[which]);
    console.log(`${name.padEnd(11)}${`${size / 1024} KiB`.padEnd(9)}${rates}   ${ratios.map((ratio) => ratio.toFixed(2)).join("  ")}${isMissed ? "  missed" : ""}`);
    if (isMissed) process.exitCode = 1;
  }
}
