/**
 * Reads payloads as quicktype's converters do: `<name> TAB <payload>` a line on standard input, one JSON object a line back.
 */

import { readFileSync } from "node:fs";

/** What quicktype prints for a type named Root. */
export interface Converter {
  toRoot(json: string): unknown;
  rootToJson(value: unknown): string;
}

/** Prints what each payload's converter makes of it. */
export function read(converters: Readonly<Record<string, Converter>>): void {
  const answers = readFileSync(0, "utf8").split("\n").filter((line) => line !== "").map((line) => {
    const [name = "", text = ""] = line.split("\t");
    const convert = converters[name];
    if (convert === undefined) return { absent: name };
    try {
      return { held: convert.rootToJson(convert.toRoot(text)) };
    } catch (error) {
      return { refused: String(error).split("\n")[0] };
    }
  });
  process.stdout.write(answers.map((answer) => `${JSON.stringify(answer)}\n`).join(""));
}
