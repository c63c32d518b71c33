import { SSE } from "sse.js";
import type { Adapter } from "../adapter.js";

interface Told {
  readonly type: string;
  readonly data: string;
  readonly id?: string;
}

/** Its reconnects are off by default; on, as its README shows. It stands on XMLHttpRequest. */
export const ssejs: Adapter = {
  name: "sse.js",
  runs: ["chromium"],
  connect: ({ url, events, token, onEvent }) => {
    const source = new SSE(url, {
      autoReconnect: true,
      useLastEventId: true,
      ...(token && { headers: { Authorization: `Bearer ${token()}` } }),
    });
    for (const name of events) source.addEventListener(name, (event: unknown) => {
      const { type, data, id } = event as Told;
      onEvent({ type, data, id });
    });
    return { close: () => source.close() };
  },
};
