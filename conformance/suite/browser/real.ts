/**
 * The main job on real input: a whole corpus of event schemas becomes a registry, is checked, generated and compiled;
 * then every real instance is read into its generated Rust type and goes through a running server with an embedded log
 * to the generated client in Chromium. One release per version step, oldest first.
 *
 * Prints what was emitted, received, equal, refused, lost and doubled; ends with 1 if anything was lost or doubled, or
 * arrived changed.
 */

import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import type { Browser } from "playwright-core";
import { chromiumPath, collectComplaints, launch, servePage } from "./chromium.js";
import { canonical, type Told } from "./collect.js";
import { readHistories, type History, type Instance } from "./corpus.js";
import { start } from "./process.js";

const root = resolve(process.env["TIDINGS_ROOT"] ?? ".");
const corpora = resolve(process.env["TIDINGS_CORPORA"] ?? join(root, "../shared/corpora"));
const work = join(root, "target/real");
const tidings = join(root, "target/debug/tidings");

interface Tally {
  emitted: number;
  received: number;
  equal: number;
  readonly refused: Map<string, number>;
  lost: number;
  doubled: number;
  changed: number;
}

function run(program: string, args: readonly string[], cwd = root): string {
  return execFileSync(program, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"], maxBuffer: 1 << 28 });
}

/** A corpus folder with the first `step` versions of every event. */
function cut(histories: readonly History[], step: number, folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  for (const history of histories) {
    for (const version of history.versions.slice(0, step)) {
      mkdirSync(join(folder, history.event), { recursive: true });
      writeFileSync(join(folder, history.event, `${version.label}.json`), readFileSync(version.file));
    }
  }
}

/** The control server of the generated stream: the suite's own, with the types of this registry. */
function writeServer(folder: string, stream: string, name: string): void {
  const module = readFileSync(join(folder, "src/contracts/streams", `${stream}.rs`), "utf8");
  const types = [...module.matchAll(/EmitOn<(\w+)>\s+for\s+(\w+)/g)];
  const streamType = types[0]?.[1] ?? "";
  const entries = types.map(([, , type]) => `        emittable::<${streamType}, ${stream}::${type}>(),\n`).join("");
  writeFileSync(join(folder, "Cargo.toml"), `[package]
name = "${name}"
version = "0.0.0"
edition = "2024"
publish = false

[workspace]

[dependencies]
anyhow = "1"
tidings = { path = "${root}/runtime/server" }
tidings-suite = { path = "${root}/conformance/suite" }
tokio = { version = "1", features = ["rt-multi-thread", "macros"] }

[profile.dev]
debug = "line-tables-only"

[profile.dev.package."*"]
debug = false
`);
  writeFileSync(join(folder, "Cargo.lock"), readFileSync(join(root, "Cargo.lock")));
  writeFileSync(join(folder, "src/lib.rs"), `#![deny(warnings)]
pub mod contracts;
`);
  writeFileSync(join(folder, "src/main.rs"), `#![deny(warnings)]
use ${name.replaceAll("-", "_")}::contracts::streams::${stream}::{self, ${streamType}};
use tidings_suite::control::{emittable, run};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let events = vec![
${entries}    ];
    run::<${streamType}>("/streams/${stream}", events).await
}
`);
}

/** The page of the generated client, type-checked under every strict flag, then bundled. */
async function buildPage(folder: string, stream: string): Promise<string> {
  const create = `create${stream.split("_").map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("")}`;
  writeFileSync(join(folder, "page.ts"), `import { ${create} } from "./contracts/index.js";
import { collectInto } from "${root}/conformance/suite/browser/page-told.js";

collectInto((origin) => ${create}({ origin }));
`);
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({
    extends: join(root, "tsconfig.base.json"),
    compilerOptions: {
      noEmit: true, declaration: true, isolatedDeclarations: true, lib: ["ES2023", "DOM", "DOM.Iterable", "DOM.AsyncIterable"], types: [],
    },
    include: ["contracts/*.ts"],
  }));
  run(join(root, "node_modules/.bin/tsc"), ["-p", join(folder, "tsconfig.json")]);
  const bundled = await build({ entryPoints: [join(folder, "page.ts")], bundle: true, format: "iife", platform: "browser", target: "es2022", write: false, logLevel: "silent" });
  return bundled.outputFiles[0]?.text ?? "";
}

/** Emits the instances of one step, and compares what the page was told. */
async function deliver(browser: Browser, url: string, script: string, instances: readonly Instance[], tally: Tally): Promise<void> {
  const pages = await servePage(script);
  const page = await browser.newPage();
  const complaints = collectComplaints(page);
  const sent = new Map<string, Instance>();
  try {
    await page.goto(`${pages.url}?origin=${encodeURIComponent(url)}`);
    await page.waitForFunction(() => window.states.includes("open"), undefined, { timeout: 30_000 });
    for (const instance of instances) {
      const answer = await fetch(`${url}/emit/${instance.event}`, { method: "POST", body: instance.text });
      const said = await answer.json() as { cursor?: string; pointer?: string; error?: string };
      if (answer.status === 200 && said.cursor !== undefined) {
        tally.emitted += 1;
        sent.set(said.cursor, instance);
      } else if (answer.status === 422) {
        const what = said.error?.replace(/^.*? refused/, "refused") ?? "refused";
        tally.refused.set(`${instance.event}: ${what}`, (tally.refused.get(`${instance.event}: ${what}`) ?? 0) + 1);
      } else {
        throw new Error(`${instance.event}: ${answer.status} ${JSON.stringify(said)}`);
      }
    }
    const last = [...sent.keys()].at(-1);
    if (last !== undefined) {
      await page.waitForFunction((cursor) => window.told.some((told) => (told as { id?: string }).id === cursor), last, { timeout: 30_000 })
        .catch(() => console.error(`the page was not told of ${last}; it complained: ${complaints.join("; ")}`));
    }
    judge(await page.evaluate(() => window.told) as Told[], sent, tally);
  } finally {
    await page.close();
    pages.server.close();
  }
}

function judge(told: readonly Told[], sent: ReadonlyMap<string, Instance>, tally: Tally): void {
  const counts = new Map<string, number>();
  for (const each of told) {
    const instance = sent.get(each.id ?? "");
    if (instance === undefined || each.type !== instance.event) {
      console.error(`told unexpectedly: ${JSON.stringify(each).slice(0, 400)}`);
      tally.changed += 1;
      continue;
    }
    counts.set(each.id ?? "", (counts.get(each.id ?? "") ?? 0) + 1);
    tally.received += 1;
    if (canonical(each.data) === canonical(JSON.parse(instance.text))) tally.equal += 1;
    else tally.changed += 1;
  }
  for (const cursor of sent.keys()) {
    const count = counts.get(cursor) ?? 0;
    if (count === 0) tally.lost += 1;
    if (count > 1) tally.doubled += count - 1;
  }
}

/** Imports, generates, compiles and delivers one version step after the other. */
async function deliverAll(browser: Browser, corpus: string, histories: readonly History[], open: boolean): Promise<Tally> {
  const tally: Tally = { emitted: 0, received: 0, equal: 0, refused: new Map(), lost: 0, doubled: 0, changed: 0 };
  const stream = "corpus";
  const variant = open ? "open" : "declared";
  const folder = join(work, `${corpus}-${variant}`);
  // A name of its own: cargo takes packages of one name in one target folder for the same.
  const name = `real-server-${variant}`;
  rmSync(folder, { recursive: true, force: true });
  const steps = Math.max(...histories.map((history) => history.versions.length));
  for (let step = 1; step <= steps; step++) {
    const schemas = join(folder, `step-${step}/schemas`);
    const web = join(folder, `step-${step}/web`);
    cut(histories, step, join(folder, `step-${step}/corpus`));
    const flags = ["--stream", stream, "--rust", "../../server/src/contracts", "--ts", "../web/contracts", ...(open ? ["--open"] : [])];
    run(tidings, ["import", join(folder, `step-${step}/corpus`), "--into", schemas, ...flags]);
    run(tidings, ["generate", "--registry", schemas]);
    writeServer(join(folder, "server"), stream, name);
    run("cargo", ["build", "--quiet", "--offline", "--manifest-path", join(folder, "server/Cargo.toml"), "--target-dir", join(root, "target")]);
    const script = await buildPage(web, stream);
    const instances = histories.flatMap((history) => history.versions[step - 1]?.instances ?? []);
    const server = await start(join(root, "target/debug", name), ["--db", join(folder, "log.redb")]);
    const before = tally.emitted;
    try {
      await deliver(browser, server.url, script, instances, tally);
    } finally {
      await server.stop();
    }
    console.log(`  step ${step} of ${steps}: ${instances.length} instances, ${tally.emitted - before} emitted`);
  }
  return tally;
}

function print(title: string, instances: number, tally: Tally): void {
  const refused = [...tally.refused.values()].reduce((sum, count) => sum + count, 0);
  for (const [what, count] of [...tally.refused].sort()) console.log(`  ${count}x ${what}`);
  console.log(`${title}: ${instances} instances: emitted ${tally.emitted}, received ${tally.received}, equal ${tally.equal}, refused ${refused}, lost ${tally.lost}, doubled ${tally.doubled}`);
}

async function main(corpus: string): Promise<number> {
  const executablePath = chromiumPath();
  if (!existsSync(corpora)) throw new Error(`the corpora are absent: ${corpora} does not exist; name their folder in TIDINGS_CORPORA`);
  if (executablePath === undefined) throw new Error("Chromium is absent: apt-get install chromium, or name it in CHROMIUM_PATH");
  const histories = readHistories(corpora, corpus);
  const count = histories.reduce((sum, history) => sum + history.versions.length, 0);
  const instances = histories.reduce((sum, history) => sum + history.versions.reduce((all, version) => all + version.instances.length, 0), 0);

  const whole = join(work, corpus, "schemas");
  rmSync(join(work, corpus), { recursive: true, force: true });
  console.log(`${corpus}: ${count} schemas of ${histories.length} events\n`);
  process.stdout.write(run(tidings, ["import", join(corpora, "events", corpus), "--into", whole, "--rust", "../server/src/contracts", "--ts", "../web/contracts"]));
  console.log("\nversion steps, each judged in both directions:");
  for (const history of histories) {
    for (let version = 1; version < history.versions.length; version++) {
      const args = ["diff", history.name, String(version), String(version + 1), "--registry", whole];
      const { stdout, stderr, status } = spawnSync(tidings, args, { encoding: "utf8" });
      if (status === null || status > 2) throw new Error(`tidings ${args.join(" ")}: ${stderr}`);
      // The verdicts and witnesses, without the lines of the textual difference.
      for (const line of stdout.split("\n")) if (line !== "" && !/^ {2}[ +@-]/.test(line)) console.log(line);
    }
  }

  const browser = await launch(executablePath);
  let bad = 0;
  try {
    for (const open of [false, true]) {
      const title = open ? "with --open" : "as declared";
      console.log(`\n${title}: each step imported, generated, compiled (warnings denied, tsc strict), delivered`);
      const tally = await deliverAll(browser, corpus, histories, open);
      print(title, instances, tally);
      bad += tally.lost + tally.doubled + tally.changed;
    }
  } finally {
    await browser.close();
  }
  return bad === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv[2] ?? "wikimedia-primary");
