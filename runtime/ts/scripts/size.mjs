// Prints what esbuild makes of the client, minified and gzipped, beside the goals of CLIENT.md. It fails where a figure
// passes its ceiling: ceilings only ever come down.
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const ENTRIES = [
  { name: "broadcast client, all behaviours", from: 'export { client } from "./client.js"', ceiling: 4096, goal: 2560 },
  { name: "with session streams", from: 'export { client } from "./client.js"; export { session } from "./session.js"', ceiling: 4256, goal: 2560 },
  { name: "all of v1, guards too", from: 'export * from "./v1.js"', ceiling: 5888 },
  { name: "parser alone", from: 'export { parser } from "./parser.js"', ceiling: 704 },
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
