/** Rows of outcomes as a table for people. */

import type { Behaviour } from "./behaviour.js";
import type { Outcome, Row } from "./run.js";

const mark = (outcome: Outcome): string => (outcome === undefined ? "n/a" : outcome.passed ? "yes" : "NO");

/** `18 of 20`, of what can be asked in this place. */
export function score({ outcomes }: Row): string {
  const asked = outcomes.filter((outcome) => outcome !== undefined);
  return asked.length === 0 ? "n/a" : `${asked.filter(({ passed }) => passed).length} of ${asked.length}`;
}

/** The table, and below it what each mark stands for. */
export function table(behaviours: readonly Behaviour[], rows: readonly Row[]): string {
  const width = Math.max(...rows.map(({ name, place }) => name.length + place.length + 2));
  const line = (first: string, cells: readonly string[], last: string): string =>
    `${first.padEnd(width)} ${cells.map((cell) => cell.padStart(4)).join("")}  ${last}`;
  const head = line("client", behaviours.map(({ id }) => id), "passes");
  const body = rows.map((row) => line(`${row.name}, ${row.place}`, row.outcomes.map(mark), score(row)));
  return [head, ...body, "", ...behaviours.map(({ id, title }) => `${id.padEnd(4)} ${title}`)].join("\n");
}

/** Why each behaviour that failed did. */
export function reasons(behaviours: readonly Behaviour[], { name, place, outcomes }: Row): string {
  const failed = outcomes.flatMap((outcome, index) => (outcome && !outcome.passed ? [`  ${behaviours[index]?.id.padEnd(4)} ${outcome.why}`] : []));
  return [`${name}, ${place}: ${failed.length === 0 ? "nothing failed" : ""}`.trimEnd(), ...failed].join("\n");
}
