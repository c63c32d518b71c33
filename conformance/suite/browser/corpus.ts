/** A corpus of event schemas with their histories and real instances, as its folder lays it out. */

import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";

/** A real payload, as text. */
export interface Instance {
  /** The event's name in the registry. */
  readonly event: string;
  readonly text: string;
}

export interface Version {
  /** `1.2.0`, as the corpus names it. */
  readonly label: string;
  readonly file: string;
  readonly instances: readonly Instance[];
}

/** One event with its versions, oldest first. */
export interface History {
  /** The event as the corpus names it: `mediawiki/page/change`. */
  readonly event: string;
  /** The event as the registry names it: `mediawiki.page.change`. */
  readonly name: string;
  readonly versions: readonly Version[];
}

function files(folder: string): string[] {
  return readdirSync(folder).flatMap((entry) => {
    const path = join(folder, entry);
    return statSync(path).isDirectory() ? files(path) : path.endsWith(".json") ? [path] : [];
  });
}

function byNumbers(left: string, right: string): number {
  const [a, b] = [left, right].map((label) => label.split(".").map(Number));
  for (let at = 0; at < Math.max(a?.length ?? 0, b?.length ?? 0); at++) {
    const difference = (a?.[at] ?? 0) - (b?.[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The name that `tidings import` gives an event. */
export function registryName(event: string): string {
  return event
    .split("/")
    .map((part) => part.replace(/([a-z0-9])([A-Z])/g, "$1_$2").replace(/[^A-Za-z0-9]+/g, "_").toLowerCase())
    .join(".");
}

/** Reads the events of one corpus, and the instances that are meant to be valid. */
export function readHistories(corpora: string, corpus: string): History[] {
  const folder = join(corpora, "events", corpus);
  const instances = new Map<string, string[]>();
  for (const line of readFileSync(join(corpora, "events/instances.jsonl"), "utf8").split("\n")) {
    if (line === "") continue;
    const { schema, expect, value } = JSON.parse(line) as { schema: string; expect: string; value: unknown };
    if (expect === "pass") instances.set(schema, [...(instances.get(schema) ?? []), JSON.stringify(value)]);
  }
  const labels = new Map<string, string[]>();
  for (const file of files(folder)) {
    const parts = relative(folder, file).split(sep);
    const label = (parts.pop() ?? "").replace(/\.json$/, "");
    const event = parts.join("/");
    labels.set(event, [...(labels.get(event) ?? []), label]);
  }
  return [...labels].sort(([left], [right]) => (left < right ? -1 : 1)).map(([event, found]) => {
    const name = registryName(event);
    const versions = [...found].sort(byNumbers).map((label) => ({
      label,
      file: join(folder, event, `${label}.json`),
      instances: (instances.get(`${corpus}/${event}/${label}.json`) ?? []).map((text) => ({ event: name, text })),
    }));
    return { event, name, versions };
  });
}
