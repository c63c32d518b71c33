/**
 * Has quicktype print TypeScript for schemas: `node quicktype.mjs HOME IN OUT`. Every `IN/<name>.json` becomes
 * `OUT/<name>.ts`, unless quicktype refuses it; what it made is printed, one name a line.
 */

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, parse } from "node:path";

const [home, from, to] = process.argv.slice(2);
const { FetchingJSONSchemaStore, InputData, JSONSchemaInput, quicktype } = createRequire(join(home, "package.json"))("quicktype-core");

for (const file of readdirSync(from).sort()) {
  const { name } = parse(file);
  try {
    const source = new JSONSchemaInput(new FetchingJSONSchemaStore());
    await source.addSource({ name: "Root", schema: readFileSync(join(from, file), "utf8") });
    const inputData = new InputData();
    inputData.addInput(source);
    const made = await quicktype({ inputData, lang: "typescript" });
    writeFileSync(join(to, `${name}.ts`), `${made.lines.join("\n")}\n`);
    console.log(name);
  } catch (error) {
    console.error(`${name}: ${String(error).split("\n")[0]}`);
  }
}
