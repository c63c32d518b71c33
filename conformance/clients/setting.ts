/** What a run needs: the fault server, a browser, a page. */

import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { chromium, type Browser } from "playwright-core";
import { bundlePage, servePage } from "../suite/browser/chromium.js";
import { start, type Running } from "../suite/browser/process.js";

/** The root of the project; a bundle that lies elsewhere is told. */
export const root: string = process.env["TIDINGS_ROOT"] ?? fileURLToPath(new URL("../..", import.meta.url));

/** Starts the fault server, built first unless `TIDINGS_FAULTS` names it. */
export async function startFaults(): Promise<Running> {
  const named = process.env["TIDINGS_FAULTS"];
  if (named === undefined) execFileSync("cargo", ["build", "--quiet", "--locked", "-p", "tidings-faults"], { cwd: root, stdio: "inherit" });
  return start(named ?? `${process.env["CARGO_TARGET_DIR"] ?? `${root}/target`}/debug/tidings-faults`, []);
}

/** A browser that keeps pages for going back, as every browser but a tested one does. */
export async function startBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    ignoreDefaultArgs: ["--disable-back-forward-cache"],
  });
}

/** Serves the page that `entry` is the script of. */
export async function startPage(entry: string): Promise<{ readonly url: string; stop(): void }> {
  const { url, server } = await servePage(await bundlePage(entry));
  return {
    url,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
