import { EventSource } from "eventsource";
import type { Adapter } from "../adapter.js";

export const eventsource: Adapter = {
  name: "eventsource",
  runs: ["chromium", "node"],
  connect: ({ url, events, token, onEvent }) => {
    const authorized: typeof fetch = (input, init) => fetch(input, { ...init, headers: { ...init?.headers, Authorization: `Bearer ${token?.()}` } });
    const source = new EventSource(url, token && { fetch: authorized as never });
    for (const name of events) source.addEventListener(name, ({ type, data, lastEventId }) => onEvent({ type, data: String(data), id: lastEventId }));
    return source;
  },
};
