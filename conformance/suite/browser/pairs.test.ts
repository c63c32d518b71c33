/**
 * What the checker says of two versions, seen end to end: its witnesses, written by the generated serialiser of the one
 * version, are refused by the generated client of the other, past the hub; through the hub the client is told of a gap.
 * Payloads of pairs that the checker proved arrive equal. Everything comes from the checker while the test runs.
 */

import { execFileSync } from "node:child_process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { canonical, type Told } from "./collect.js";
import { start, type Running } from "./process.js";
import { seedOf } from "./random.js";

const STEPS = [1, 2, 3] as const;
/** Written after each witness: every release reads it. */
const FENCE = "probe.names";

interface Case {
  readonly event: string;
  readonly writer: number;
  readonly reader: number;
  /** The rule that names the break; null where the checker proved that there is none. */
  readonly rule: string | null;
  readonly payload: string;
  readonly isOwn: boolean;
}

interface Create {
  (options: { url: string }): AsyncIterable<Told> & { close(): void };
  readonly definition: { readonly events: Readonly<Record<string, { readonly version: number; readonly fallbacks?: unknown }>> };
}

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const folder = here("../../../target/suite/pairs");

/** What a client is told, until `enough`. */
async function listen(create: Create, url: string, enough: (told: readonly Told[]) => boolean, opened: () => Promise<void> = async () => {}): Promise<Told[]> {
  const client = create({ url });
  const told: Told[] = [];
  const events = client[Symbol.asyncIterator]();
  try {
    let next = events.next();
    await opened();
    while (!enough(told)) {
      const { value, done } = await next;
      if (done === true) throw new Error(`the client ended after ${told.length}`);
      told.push(value as Told);
      next = events.next();
    }
  } finally {
    client.close();
  }
  return told;
}

/** The payload inside the frame's data as it came. */
const sent = (told: Told): unknown => (JSON.parse(told.raw ?? "") as { data: unknown }).data;

describe("two versions", () => {
  let server: Running;
  const clients = new Map<number, Create>();
  const cases = new Map<number, readonly Case[]>();

  beforeAll(async () => {
    const binary = process.env["TIDINGS_SUITE_PAIRS"] ?? here("../../../target/debug/suite-pairs");
    if (process.env["TIDINGS_SUITE_PAIRS"] === undefined) {
      execFileSync("cargo", ["build", "--quiet", "-p", "tidings-suite", "--bin", "suite-pairs"], { cwd: here("."), stdio: "inherit" });
    }
    server = await start(binary, ["--clients", folder, "--seed", String(seedOf("pairs"))]);
    for (const step of STEPS) {
      const module = await import(/* @vite-ignore */ pathToFileURL(`${folder}/${step}/index.ts`).href) as { createProbe: Create };
      clients.set(step, module.createProbe);
      cases.set(step, await (await fetch(`${server.url}/cases/${step}`)).json() as Case[]);
    }
  }, 600_000);

  afterAll(async () => {
    await server.stop();
  });

  const clientOf = (step: number): Create => {
    const create = clients.get(step);
    if (create === undefined) throw new Error(`there is no client of release ${step}`);
    return create;
  };

  it("refuse the witnesses of the checker and take what it proved, past the hub", async () => {
    const rules = new Map<string, number>();
    let [refused, taken, fellBack] = [0, 0, 0];
    for (const step of STEPS) {
      const create = clientOf(step);
      const listed = cases.get(step) ?? [];
      const told = await listen(create, `${server.url}/past/${step}`, (told) => told.length === listed.length);
      for (const [at, one] of listed.entries()) {
        const about = `${one.event} v${one.writer} read as v${one.reader} (${one.rule ?? "proved"}): ${one.payload}`;
        const seen = told[at];
        if (seen === undefined) throw new Error(`nothing was told of ${about}`);
        expect(canonical(sent(seen)), about).toBe(canonical(JSON.parse(one.payload)));
        if (one.rule !== null) {
          expect({ type: seen.type, reason: seen.reason, name: seen.name }, about).toEqual({ type: "$unknown", reason: "invalid", name: one.event });
          rules.set(one.rule, (rules.get(one.rule) ?? 0) + 1);
          refused += 1;
          continue;
        }
        expect(seen.type, about).toBe(one.event);
        taken += 1;
        // An unknown enum member or tag is read as the declared fallback; everything else arrives as it was written.
        if (canonical(seen.data) === canonical(JSON.parse(one.payload))) continue;
        expect({ isOwn: one.isOwn, falls: create.definition.events[one.event]?.fallbacks !== undefined }, about).toEqual({ isOwn: false, falls: true });
        fellBack += 1;
      }
    }
    console.log(`pairs: ${refused} witnesses of ${rules.size} rules refused, ${taken} compatible payloads taken, ${fellBack} of them with a fallback`);
    console.log(`pairs: ${[...rules].sort().map(([rule, count]) => `${rule} ${count}`).join(", ")}`);
    expect(refused).toBeGreaterThan(60);
    expect(rules.size).toBeGreaterThan(15);
    expect(taken).toBeGreaterThanOrEqual(1_000);
    expect(fellBack).toBeLessThan(taken / 4);
  }, 120_000);

  it("tell of a gap for every witness that comes through the hub", async () => {
    let gaps = 0;
    for (const writer of STEPS) {
      const url = `${server.url}/written/${writer}`;
      const emit = async (event: string, payload: string): Promise<string> => {
        const answer = await fetch(`${url}/emit/${event}`, { method: "POST", body: payload });
        const text = await answer.text();
        if (answer.status !== 200) throw new Error(`${event} v${writer}: ${text}`);
        return (JSON.parse(text) as { cursor: string }).cursor;
      };
      for (const reader of STEPS.filter((step) => step !== writer)) {
        const broken = (cases.get(reader) ?? []).filter((one) => one.writer === writer && one.rule !== null);
        const cursors: string[] = [];
        const told = await listen(clientOf(reader), `${url}/streams/probe?lastEventId=${await emit(FENCE, `{"type":"first"}`)}`, (told) => told.length === 2 * broken.length, async () => {
          for (const one of broken) {
            cursors.push(await emit(one.event, one.payload));
            await emit(FENCE, `{"type":"next"}`);
          }
        });
        for (const [at, one] of broken.entries()) {
          const about = `${one.event} v${writer} read as v${reader} (${one.rule}): ${one.payload}`;
          expect({ type: told[2 * at]?.type, reason: told[2 * at]?.reason, id: told[2 * at]?.id }, about).toEqual({ type: "$gap", reason: "unreadable", id: cursors[at] });
          expect(told[2 * at + 1]?.type, about).toBe(FENCE);
          gaps += 1;
        }
      }
    }
    console.log(`pairs: ${gaps} witnesses through the hub, each a gap`);
    expect(gaps).toBeGreaterThan(60);
  }, 120_000);
});
