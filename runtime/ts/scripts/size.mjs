// Prints what esbuild makes of the client, minified and gzipped, and fails over the budgets of CLIENT.md.
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const ENTRIES = [
  { name: "core", from: 'export { client } from "./client.js"', budget: 2560 },
  { name: "core and session streams", from: 'export { client } from "./client.js"; export { session } from "./session.js"', budget: 2816 },
  { name: "all of v1, guards too", from: 'export * from "./v1.js"', budget: 4096 },
  { name: "parser alone", from: 'export { parser } from "./parser.js"', budget: 640 },
];

/** The gzip size in bytes of what an ES module of `contents`, standing in `src/`, becomes. */
export const gzipOf = async (contents) => {
  const resolveDir = fileURLToPath(new URL("../src", import.meta.url));
  const { outputFiles } = await build({ stdin: { contents, resolveDir, loader: "ts" }, bundle: true, minify: true, format: "esm", target: "es2022", write: false });
  return gzipSync(outputFiles[0].contents, { level: 9 }).length;
};

export const sizes = () => Promise.all(ENTRIES.map(async ({ name, from, budget }) => ({ name, budget, bytes: await gzipOf(from) })));

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { name, bytes, budget } of await sizes()) {
    console.log(`${String(bytes).padStart(6)} of ${budget} bytes gzip  ${name}`);
    if (bytes > budget) process.exitCode = 1;
  }
}
