/** What a page of the suite hands over, and how two JSON values are compared. */

/** One thing that the client told the page. */
export interface Told {
  readonly type: string;
  readonly id?: string;
  readonly name?: string;
  readonly reason?: string;
  readonly data?: unknown;
  readonly raw?: string;
}

/** One text per JSON value, whatever the order of its members. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0));
    return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(",")}}`;
  }
  return JSON.stringify(value);
}

/** The number behind the dot of a cursor; NaN where it is none. */
export function sequence(cursor: string | undefined): number {
  return Number(cursor?.split(".")[1]);
}
