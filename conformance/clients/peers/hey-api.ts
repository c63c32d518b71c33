import { createClient } from "./generated/client/index.js";
import { stream } from "./generated/index.js";
import type { Adapter } from "../adapter.js";

/** What `openapi-ts` generates from `openapi.json`. It reads JSON by itself, so the text is written anew. */
export const heyApi: Adapter = {
  name: "hey-api",
  runs: ["chromium", "node"],
  connect: ({ url, token, onEvent }) => {
    const abort = new AbortController();
    const authorized: typeof fetch = (input, init) => {
      const request = new Request(input, init);
      request.headers.set("Authorization", `Bearer ${token?.()}`);
      return fetch(request);
    };
    const read = async (): Promise<void> => {
      const { stream: events } = await stream({
        client: createClient({ baseUrl: new URL(url).origin, ...(token && { fetch: authorized }) }),
        signal: abort.signal,
        onSseEvent: ({ event = "message", data, id }) => {
          // Blocks without data, comments too, come as events of no data here.
          if (data !== undefined) onEvent({ type: event, data: typeof data === "string" ? data : JSON.stringify(data), id });
        },
      });
      for await (const event of events) void event;
    };
    read().catch(() => {});
    return { close: () => abort.abort() };
  },
};
