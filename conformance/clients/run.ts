/** Runs behaviours against one client: all at once, since most of their time is waiting. */

import { setTimeout as sleep } from "node:timers/promises";
import type { Arena, Behaviour, Client, Tab, Verdict } from "./behaviour.js";
import { Port, type Scenario } from "./faults.js";

/** Makes tabs for one arena, and ends them. */
export interface Place {
  tab(): Promise<Tab>;
  close(): Promise<void>;
}

/** What became of one behaviour; `undefined` where the client cannot run, or the behaviour needs a page. */
export type Outcome = Verdict | undefined;

/** One client in one place. */
export interface Row {
  readonly name: string;
  readonly place: "chromium" | "node";
  readonly outcomes: readonly Outcome[];
}

async function perform(behaviour: Behaviour, place: Place, faults: string): Promise<Verdict> {
  const ports: Port[] = [];
  const clients: Client[] = [];
  let first: Promise<Tab> | undefined;
  const arena: Arena = {
    port: async (scenario: Scenario) => {
      const port = await Port.open(faults, scenario);
      ports.push(port);
      return port;
    },
    tab: () => place.tab(),
    connect: async (plan) => {
      const client = await (await (first ??= place.tab())).connect(plan);
      clients.push(client);
      return client;
    },
    wait: (milliseconds) => sleep(milliseconds),
  };
  try {
    return await behaviour.run(arena);
  } catch (error) {
    return { passed: false, why: `it broke the run: ${error instanceof Error ? error.message.split("\n", 1)[0] : String(error)}` };
  } finally {
    // A page that is broken is told by the behaviour, not by its end.
    await Promise.allSettled(clients.map((client) => client.close()));
    await place.close();
    await Promise.all(ports.map((port) => port.close()));
  }
}

/** All behaviours of one client; `place` says where each takes place. */
export async function run(behaviours: readonly Behaviour[], place: (behaviour: Behaviour) => Place | undefined, faults: string): Promise<Outcome[]> {
  return Promise.all(behaviours.map(async (behaviour) => {
    const where = place(behaviour);
    return where && perform(behaviour, where, faults);
  }));
}
