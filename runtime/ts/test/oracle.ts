import type { Frame } from "../src/parser.js";

/**
 * The standard's algorithm, word by word and without any care for speed: decode all bytes, cut at line ends, interpret.
 * It sees the whole input at once, so it shares no state machine with the parser under test.
 */
export const oracle = (input: Uint8Array): (Frame | { retry: number })[] => {
  const told: (Frame | { retry: number })[] = [];
  // Not `TextDecoder` in stream mode: the parser's own decoder is part of what is tested.
  const text = Buffer.from(input).toString("utf8").replace(/^\ufeff/, "");
  const lines = text.split(/\r\n|\n|\r/);
  lines.pop();
  // A truncated sequence at the very end is not yet decoded in a stream; it stands in the dropped last line in both.
  let event = "";
  let data = "";
  let hasData = false;
  let id: string | undefined;
  for (const line of lines) {
    if (line === "") {
      if (hasData || id !== undefined) told.push({ event: event === "" ? "message" : event, data: hasData ? data.replace(/\n$/, "") : undefined, id, cut: false });
      event = data = "";
      hasData = false;
      id = undefined;
      continue;
    }
    const match = /^([^:]*)(?::( ?)(.*))?$/su.exec(line);
    const [name, value] = [match?.[1] ?? "", match?.[3] ?? ""];
    if (name === "event") event = value;
    else if (name === "data") {
      data += value + "\n";
      hasData = true;
    } else if (name === "id" && !value.includes("\0")) id = value;
    else if (name === "retry" && value !== "" && [...value].every((digit) => digit >= "0" && digit <= "9")) told.push({ retry: Number(value) });
  }
  return told;
};
