import ReconnectingEventSource from "reconnecting-eventsource";
import { withToken, type Adapter } from "../adapter.js";

/** It stands on the browser's EventSource. */
export const reconnecting: Adapter = {
  name: "reconnecting-eventsource",
  runs: ["chromium"],
  connect: (options) => {
    const source = new ReconnectingEventSource(withToken(options));
    for (const name of options.events) {
      source.addEventListener(name, ({ type, data, lastEventId }: MessageEvent<string>) => options.onEvent({ type, data, id: lastEventId }));
    }
    return source;
  },
};
