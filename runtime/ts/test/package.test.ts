import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

const run = promisify(execFile);
const here = fileURLToPath(new URL("..", import.meta.url));

describe("the packed tarball", () => {
  it("is clean to publint and attw, and depends on nothing", async () => {
    await run("npm", ["run", "--silent", "build"], { cwd: here });
    const { stdout } = await run(process.execPath, ["scripts/package.mjs"], { cwd: here });
    expect(stdout).toMatch(/publint: 0 messages; attw: clean; dependencies: 0/);
  }, 240_000);
});
