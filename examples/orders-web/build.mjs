// Bundles the page into dist/: one script, one style sheet, the document as it is.
import { copyFile, mkdir, stat } from "node:fs/promises";
import { build } from "esbuild";

await mkdir("dist", { recursive: true });
await build({
  entryPoints: { app: "src/main.ts" },
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  sourcemap: true,
  outdir: "dist",
  logLevel: "warning",
});
await build({
  entryPoints: { app: "style/app.css" },
  bundle: true,
  minify: true,
  outdir: "dist",
  logLevel: "warning",
});
await copyFile("index.html", "dist/index.html");
const { size } = await stat("dist/app.js");
console.log(`orders-web: dist/app.js, ${(size / 1000).toFixed(1)} kB`);
