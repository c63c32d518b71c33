// Prints what esbuild makes of the client, minified and gzipped, beside the goals of CLIENT.md. It fails where a figure
// passes its ceiling: ceilings only ever come down.
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const ENTRIES = [
  { name: "core: parser, connect, resume, dedupe, gap, state, on, iteration", from: 'export { core } from "./core.js"', ceiling: 2560, goal: 2048 },
  { name: "broadcast client: core, addresses, envelopes, exact numbers, control events, the page's wake-ups", from: 'export { client } from "./client.js"', ceiling: 3840 },
  { name: "with session streams", from: 'export { client } from "./client.js"; export { session } from "./session.js"', ceiling: 4096 },
  { name: "all of v1, guards too", from: 'export * from "./v1.js"', ceiling: 5632 },
  { name: "one guard, imported as generated code does", from: 'import * as v1 from "./v1.js"; export const guard = v1.type("string")', ceiling: 320 },
  { name: "parser alone", from: 'export { parser } from "./parser.js"', ceiling: 640 },
];

/** The gzip size in bytes of what an ES module of `contents`, standing in `src/`, becomes. */
export const gzipOf = async (contents) => {
  const resolveDir = fileURLToPath(new URL("../src", import.meta.url));
  const { outputFiles } = await build({ stdin: { contents, resolveDir, loader: "ts" }, bundle: true, minify: true, format: "esm", target: "es2022", write: false });
  return gzipSync(outputFiles[0].contents, { level: 9 }).length;
};

/** Every entry with its size. */
export const sizes = () => Promise.all(ENTRIES.map(async (entry) => ({ ...entry, bytes: await gzipOf(entry.from) })));

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { name, bytes, ceiling, goal } of await sizes()) {
    console.log(`${String(bytes).padStart(5)} bytes gzip  ${name} (ceiling ${ceiling}${goal ? `, goal ${goal}` : ""})`);
    if (bytes > ceiling) process.exitCode = 1;
  }
}
