// Packs the package as `npm publish` would, and has the tarball judged by publint and attw: `node scripts/package.mjs`.
// It has to be built before. attw's profile is esm-only: the package has no CommonJS, and node10 knows no subpaths.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { publint } from "publint";
import { formatMessage } from "publint/utils";

const here = fileURLToPath(new URL("..", import.meta.url));
const manifest = JSON.parse(readFileSync(join(here, "package.json"), "utf8"));
const attwPackage = createRequire(import.meta.url).resolve("@arethetypeswrong/cli/package.json");
const attw = join(dirname(attwPackage), JSON.parse(readFileSync(attwPackage, "utf8")).bin.attw);

const folder = mkdtempSync(join(tmpdir(), "tidings-package-"));
try {
  execFileSync("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", folder], { cwd: here, stdio: ["ignore", "ignore", "inherit"] });
  const tarball = join(folder, readdirSync(folder)[0] ?? "");
  const data = readFileSync(tarball);
  const { messages } = await publint({ strict: true, pack: { tarball: data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength) } });
  for (const message of messages) console.log(`publint: ${formatMessage(message, manifest)}`);
  const types = spawnSync(process.execPath, [attw, tarball, "--profile", "esm-only", "--format", "ascii", "--no-emoji"], { encoding: "utf8" });
  if (types.status !== 0) console.log(types.stdout + types.stderr);
  const dependencies = Object.keys(manifest.dependencies ?? {});
  console.log(`${data.length} bytes packed; publint: ${messages.length} messages; attw: ${types.status === 0 ? "clean" : "not clean"}; dependencies: ${dependencies.length}`);
  if (messages.length || types.status !== 0 || dependencies.length) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
