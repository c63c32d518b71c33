// Prints what esbuild makes of the client, minified and gzipped, beside the goals of CLIENT.md. It fails where a figure
// passes its ceiling: ceilings only ever come down.
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const CORE = 'export { core } from "./core.js";';
const PARTS = ["storage", "share", "native", "telemetry"].map((part) => `export { ${part} } from "./${part}.js";`);
const CLIENT = 'export { client } from "./client.js";';

const ENTRIES = [
  { name: "core: parser, connect, resume, dedupe, gap, state, on, iteration, tokens that end", from: CORE, ceiling: 2430, goal: 2048 },
  { name: "tidings/storage alone", from: PARTS[0], ceiling: 480 },
  { name: "tidings/share alone", from: PARTS[1], ceiling: 890 },
  { name: "tidings/native alone", from: PARTS[2], ceiling: 555 },
  { name: "tidings/telemetry alone", from: PARTS[3], ceiling: 450 },
  { name: "core, storage, share, native and telemetry", from: CORE + PARTS.join(""), ceiling: 4096 },
  { name: "tidings/react, with its peer left out", from: 'export { hook } from "./react.js"', ceiling: 400 },
  { name: "tidings/vue, with its peer left out", from: 'export { hook } from "./vue.js"', ceiling: 400 },
  { name: "broadcast client: core, addresses, envelopes, exact numbers, control events, snapshots, the page's wake-ups", from: CLIENT, ceiling: 4490 },
  { name: "broadcast client with all four parts", from: CLIENT + PARTS.join(""), ceiling: 5995 },
  { name: "broadcast client with session streams", from: `${CLIENT}export { session } from "./session.js"`, ceiling: 4790 },
  { name: "all of v1, guards and bigints too", from: 'export * from "./v1.js"', ceiling: 6685 },
  { name: "one guard, imported as generated code does", from: 'import * as v1 from "./v1.js"; export const guard = v1.type("string")', ceiling: 320 },
  { name: "parser alone", from: 'export { parser } from "./parser.js"', ceiling: 610 },
];

/** The gzip size in bytes of what an ES module of `contents`, standing in `src/`, becomes. */
export const gzipOf = async (contents) => {
  const resolveDir = fileURLToPath(new URL("../src", import.meta.url));
  const { outputFiles } = await build({ stdin: { contents, resolveDir, loader: "ts" }, bundle: true, external: ["react", "vue"], minify: true, format: "esm", target: "es2022", write: false });
  return gzipSync(outputFiles[0].contents, { level: 9 }).length;
};

/** Every entry with its size. */
export const sizes = () => Promise.all(ENTRIES.map(async (entry) => ({ ...entry, bytes: await gzipOf(entry.from) })));

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { name, bytes, ceiling, goal } of await sizes()) {
    console.log(`${String(bytes).padStart(5)} bytes gzip  ${name} (ceiling ${ceiling}${goal ? `, goal ${goal}${bytes > goal ? " missed" : ""}` : ""})`);
    if (bytes > ceiling) process.exitCode = 1;
  }
}
