/**
 * Reads payloads as a generated client does: `<wire name> TAB <payload>` a line on standard input, one JSON object a line
 * back. The payloads come in as frames through the client's `fetch`.
 */

import { readFileSync } from "node:fs";
import type { Platform } from "tidings";

interface Told {
  readonly type: string;
  readonly reason?: string;
  readonly data?: unknown;
}

interface Client extends AsyncIterable<Told> {
  close(): void;
}

type Create = (options: { origin: string; platform: Partial<Platform> }) => Client;

/**
 * JSON text of exactly what is held: it tells -0 from 0, and writes a double beyond 2^53 as one, where `JSON.stringify`
 * would print digits of another integer.
 */
const text = (value: unknown): string =>
  Object.is(value, -0) ? "-0.0"
  : typeof value === "number" && Math.abs(value) >= 2 ** 53 ? value.toExponential()
  : Array.isArray(value) ? `[${value.map(text).join()}]`
  : typeof value === "object" && value !== null
    ? `{${Object.keys(value).map((name) => `${JSON.stringify(name)}:${text((value as Record<string, unknown>)[name])}`).join()}}`
  : JSON.stringify(value);

/** Prints what `create`'s client makes of every payload. */
export async function read(create: Create): Promise<void> {
  const cases = readFileSync(0, "utf8").split("\n").filter((line) => line !== "").map((line) => line.split("\t") as [string, string]);
  const frames = cases.map(([wire, payload], at) => `id: truth.${at + 1}\nevent: ${wire}\ndata: {"v":1,"time":0,"data":${payload}}\n\n`);
  const body = new Blob(frames).stream();
  const fetch = async (): Promise<Response> => new Response(body, { status: 200, headers: { "content-type": "text/event-stream" } });
  const client = create({ origin: "http://truth.test", platform: { fetch } });
  const lines: string[] = [];
  if (cases.length > 0) for await (const told of client) {
    lines.push(told.type === "$unknown" ? JSON.stringify({ refused: told.reason }) : JSON.stringify({ held: text(told.data) }));
    if (lines.length === cases.length) break;
  }
  client.close();
  process.stdout.write(lines.map((line) => `${line}\n`).join(""));
}
