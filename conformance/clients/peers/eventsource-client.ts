import { createEventSource } from "eventsource-client";
import type { Adapter } from "../adapter.js";

export const eventsourceClient: Adapter = {
  name: "eventsource-client",
  runs: ["chromium", "node"],
  connect: ({ url, token, onEvent }) => {
    const authorized: typeof fetch = (input, init) => fetch(input, { ...init, headers: { ...init?.headers, Authorization: `Bearer ${token?.()}` } });
    return createEventSource({
      url,
      ...(token && { fetch: authorized as never }),
      onMessage: ({ event = "message", data, id }) => onEvent({ type: event, data, id }),
    });
  },
};
