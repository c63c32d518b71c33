// Throughput of the parser beside eventsource-parser, medians of one run: `node scripts/bench-parser.mjs`.
import { createParser } from "eventsource-parser";
import { parser } from "tidings/parser";

const MIXES = { "32 B": 32, "300 B": 300, "16 KiB": 16384 };
const median = (numbers) => numbers.sort((a, b) => a - b)[numbers.length >> 1];

const chunksOf = (size, total = 2 ** 23) => {
  const event = `id: 4kq7.1042\nevent: order.placed\ndata: ${"x".repeat(size)}\n\n`;
  const bytes = new TextEncoder().encode(event.repeat(Math.ceil(total / event.length)));
  return Array.from({ length: Math.ceil(bytes.length / 65536) }, (_, index) => bytes.subarray(index * 65536, (index + 1) * 65536));
};

const time = (run) => {
  const start = process.hrtime.bigint();
  run();
  return Number(process.hrtime.bigint() - start) / 1e6;
};

const ours = (chunks) => {
  let count = 0;
  const feed = parser((frame) => (count += frame.data.length));
  for (const chunk of chunks) feed(chunk);
  return count;
};

const theirs = (chunks) => {
  let count = 0;
  const { feed } = createParser({ onEvent: (event) => (count += event.data.length) });
  const decoder = new TextDecoder();
  for (const chunk of chunks) feed(decoder.decode(chunk, { stream: true }));
  return count;
};

for (const [name, size] of Object.entries(MIXES)) {
  const chunks = chunksOf(size);
  if (ours(chunks) !== theirs(chunks)) throw new Error("they disagree");
  const times = [[], []];
  for (let round = 0; round < 15; round++) [ours, theirs].forEach((run, which) => times[which].push(time(() => run(chunks))));
  const [mine, peer] = times.map(median);
  const rate = (ms) => `${(8388.608 / ms).toFixed(0)} MB/s`;
  console.log(`${name.padEnd(7)} tidings ${rate(mine)}, eventsource-parser ${rate(peer)}, ratio ${(peer / mine).toFixed(2)}`);
}
