import { fetchEventSource } from "@microsoft/fetch-event-source";
import type { Adapter } from "../adapter.js";

/** With its defaults; what its README shows for retries after a clean close is the application's code, not the library's. */
export const fetchEventSourceClient: Adapter = {
  name: "fetch-event-source",
  runs: ["chromium"],
  connect: ({ url, token, onEvent }) => {
    const abort = new AbortController();
    const authorized: typeof fetch = (input, init) => fetch(input, { ...init, headers: { ...init?.headers, Authorization: `Bearer ${token?.()}` } });
    const ended = fetchEventSource(url, {
      signal: abort.signal,
      ...(token && { fetch: authorized }),
      onmessage: ({ event, data, id }) => onEvent({ type: event || "message", data, id }),
    });
    ended.catch(() => {});
    return { close: () => abort.abort() };
  },
};
