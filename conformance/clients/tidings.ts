/** The adapter of our own client, as generated code uses it, for a stream of bare events. */

import { v1 } from "tidings";
import { share } from "tidings/share";
import { storage } from "tidings/storage";
import type { Adapter, Heard } from "./adapter.js";

/** Texts of the parser's cases are no JSON: they arrive as `$unknown`, with their text. */
const event = { version: 1, guard: () => true };

export const tidings: Adapter = {
  name: "tidings",
  runs: ["chromium", "node"],
  connect: ({ url, events, heartbeat, token, resume, share: isShared, onEvent }) => {
    let count = 0;
    const create = v1.client<Record<string, v1.Typed>>({
      name: "stream", path: "/stream", release: "stream@1-000000000000", kind: "broadcast", envelope: "bare",
      ...(heartbeat !== undefined && { heartbeat }),
      events: Object.fromEntries(events.map((name) => [name, event])),
    });
    const client = create({
      url,
      ...(token && { token }),
      // The state is the count of events, which is enough to be kept.
      ...(resume && { resume: storage({ persist: { load: (kept: number) => (count = kept), save: () => count } }) }),
      ...(isShared && { share: share() }),
    });
    const tell = (event: Heard): void => {
      count++;
      onEvent(event);
    };
    for (const name of events) client.on(name, ({ type, id, raw }) => tell({ type, id, data: raw }));
    client.on("$unknown", ({ name, id, raw }) => tell({ type: name, id, data: raw }));
    client.on("$gap", ({ id, raw }) => tell({ type: "tidings.gap", id, data: raw }));
    return client;
  },
};

/** The same without the imports that resume over a reload and share a connection: what a program has that leaves them out. */
export const tidingsAlone: Adapter = {
  name: "tidings, no parts",
  runs: ["chromium", "node"],
  connect: (options) => tidings.connect({ ...options, resume: false, share: false }),
};
