/** What the client's parser dispatches, told as an `EventSource` tells it. */

import { parser } from "tidings/parser";

export interface Dispatched {
  readonly event: string;
  readonly data: string;
  readonly id: string;
}

/** Reads chunks to the end of their stream. */
export function read(chunks: Iterable<Uint8Array>): { events: Dispatched[]; lastId: string; retry: number | undefined } {
  const events: Dispatched[] = [];
  let lastId = "";
  let retry: number | undefined;
  const feed = parser(
    ({ event, data, id }) => {
      lastId = id ?? lastId;
      if (data !== undefined) events.push({ event, data, id: lastId });
    },
    { onRetry: (milliseconds) => (retry = milliseconds) },
  );
  for (const chunk of chunks) feed(chunk);
  return { events, lastId, retry };
}
