// Runs one peer over schema files: `node run.mjs quicktype-rust|quicktype-typescript|json-schema-to-typescript HOME FILE...`
// prints one line of JSON: how many it made, how many it refused, bytes, and the CPU time in seconds.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [peer, home, list] = process.argv.slice(2);
const require = createRequire(join(home, "package.json"));
const files = readFileSync(list, "utf8").split("\n").filter(Boolean);

const makers = {
  "quicktype-rust": quicktype("rust"),
  "quicktype-typescript": quicktype("typescript"),
  "json-schema-to-typescript": async (name, schema) => {
    const { compile } = require("json-schema-to-typescript");
    return compile(schema, name, { bannerComment: "", format: true });
  },
};

function quicktype(lang) {
  return async (name, schema) => {
    const { InputData, JSONSchemaInput, FetchingJSONSchemaStore, quicktype } = require("quicktype-core");
    const source = new JSONSchemaInput(new FetchingJSONSchemaStore());
    await source.addSource({ name, schema: JSON.stringify(schema) });
    const inputData = new InputData();
    inputData.addInput(source);
    const made = await quicktype({ inputData, lang });
    return made.lines.join("\n");
  };
}

const make = makers[peer];
if (make === undefined) throw new Error(`there is no peer ${peer}`);
await make("Warm", { type: "object", properties: { a: { type: "string" } } });
const before = process.cpuUsage();
let made = 0;
let bytes = 0;
const refused = [];
for (const file of files) {
  try {
    const text = await make("Thing", JSON.parse(readFileSync(file, "utf8")));
    if (text.trim() === "") throw new Error("it printed nothing");
    made += 1;
    bytes += Buffer.byteLength(text);
  } catch (error) {
    refused.push(`${file}: ${String(error).split("\n")[0]}`);
  }
}
const spent = process.cpuUsage(before);
console.log(JSON.stringify({ made, refused, bytes, seconds: (spent.user + spent.system) / 1e6 }));
