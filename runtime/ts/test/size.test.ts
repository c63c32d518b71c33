import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

describe("sizes", () => {
  it("stay under their ceilings", async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [fileURLToPath(new URL("../scripts/size.mjs", import.meta.url))]);
    expect(stdout.match(/^ *\d+ bytes gzip/gm)).toHaveLength(14);
  });
});
