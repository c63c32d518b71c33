/**
 * Reads payloads as a generated client does: frames come in through its `fetch`, and what it tells is printed, one line
 * a case: `taken` with the data, or the reason of its `$unknown`. The cases come on standard input, one JSON a line.
 */

import { readFileSync } from "node:fs";
import type { Platform } from "tidings";

interface Case {
  /** The event's name on the wire. */
  readonly wire: string;
  readonly version: number;
  /** The payload's text. */
  readonly payload: string;
}

interface Told {
  readonly type: string;
  readonly reason?: string;
  readonly data?: unknown;
}

interface Client extends AsyncIterable<Told> {
  close(): void;
}

/** Prints what `create`'s client makes of every case. */
export async function readCases(create: (options: { origin: string; platform: Partial<Platform> }) => Client): Promise<void> {
  const cases = readFileSync(0, "utf8").split("\n").filter((line) => line !== "").map((line) => JSON.parse(line) as Case);
  const frames = cases.map(({ wire, version, payload }, at) =>
    `id: suite.${at + 1}\nevent: ${wire}\ndata: {"v":${version},"time":0,"data":${payload}}\n\n`);
  const body = new Blob(frames).stream();
  const fetch = async (): Promise<Response> => new Response(body, { status: 200, headers: { "content-type": "text/event-stream" } });
  const client = create({ origin: "http://suite.test", platform: { fetch } });
  const lines: string[] = [];
  for await (const told of client) {
    lines.push(told.type === "$unknown" ? `unknown ${told.reason}` : `taken ${JSON.stringify(told.data)}`);
    if (lines.length === cases.length) break;
  }
  client.close();
  process.stdout.write(lines.map((line) => `${line}\n`).join(""));
}
