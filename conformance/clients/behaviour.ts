/** What a behaviour is: a scenario, something to do, and a judgement with its reason. */

import type { Heard } from "./adapter.js";
import type { Observed, Port, Scenario } from "./faults.js";
import type { Plan } from "./hearing.js";

/** A client that was connected in a tab. */
export interface Client {
  /** What was heard, as soon as it is so many events, or when the time (milliseconds) is over. */
  heard(count?: number, within?: number): Promise<readonly Heard[]>;
  close(): Promise<void>;
}

/** A page of a browser, or, in part, a process of Node. */
export interface Tab {
  connect(plan: Plan): Promise<Client>;
  /** Loads the page anew: its clients are gone. */
  reload(): Promise<void>;
  /** Goes to another page, does something, and comes back; says whether the page was kept (back-forward cache). */
  away(meanwhile: () => Promise<void>): Promise<boolean>;
  /** Cuts the browser off the network, or joins it again. */
  offline(isOffline: boolean): Promise<void>;
  close(): Promise<void>;
}

/** Where a behaviour takes place: a client of one kind, and a fault server. */
export interface Arena {
  port(scenario: Scenario): Promise<Port>;
  /** Tabs of one arena are of one origin, and share its storage. */
  tab(): Promise<Tab>;
  /** A client in a tab that is made at the first call. */
  connect(plan: Plan): Promise<Client>;
  wait(milliseconds: number): Promise<void>;
}

export interface Verdict {
  readonly passed: boolean;
  readonly why: string;
}

export interface Behaviour {
  readonly id: string;
  readonly title: string;
  /** It needs a page, so it says nothing about a process. */
  readonly page?: boolean;
  readonly run: (arena: Arena) => Promise<Verdict>;
}

/** The time, in milliseconds, after which a client is not expected to come any more. */
export const PATIENCE = 14_000;

export const pass = (why: string): Verdict => ({ passed: true, why });
export const fail = (why: string): Verdict => ({ passed: false, why });

/** Breaks every connection once the client has told so many events: what it has not read yet, a broken socket may take along. */
export const breakAfter = async (port: Port, client: Client, count: number, how: "cut" | "reset" = "cut"): Promise<void> => {
  await client.heard(count, PATIENCE);
  await port.breakOff(how);
};

/** The address of the stream at a port. */
export const stream = (port: Port): string => `${port.url}/stream`;

/** The numbers of the log's entries that were heard, in the order in which they were. */
export const numbers = (heard: readonly Heard[]): number[] =>
  heard.map(({ data }) => {
    try {
      return (JSON.parse(data) as { readonly n: number }).n;
    } catch {
      return NaN;
    }
  });

/** Whether the entries from `first` to `last` were heard, each once and in order. */
export const inOrder = (heard: readonly Heard[], first: number, last: number): Verdict => {
  const wanted = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  const told = numbers(heard).join(" ");
  return told === wanted.join(" ") ? pass(`heard ${told}`) : fail(`heard ${told || "nothing"}, and not ${wanted.join(" ")}`);
};

/** The cursor that a request came with, by header or query. */
export const cursorOf = ({ requests }: Observed, index: number): string | undefined => {
  const request = requests[index];
  return request?.headers["last-event-id"] ?? new URLSearchParams(request?.query).get("lastEventId") ?? undefined;
};

/** Every condition in turn; the first that is not met is the reason. */
export const all = (...verdicts: readonly Verdict[]): Verdict =>
  verdicts.find(({ passed }) => !passed) ?? pass(verdicts.map(({ why }) => why).join("; "));

/** A condition and what to say of it. */
export const when = (holds: boolean, why: string, whyNot: string): Verdict => (holds ? pass(why) : fail(whyNot));
