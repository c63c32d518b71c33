import { withToken, type Adapter } from "../adapter.js";

export const native: Adapter = {
  name: "EventSource (native)",
  runs: ["chromium"],
  connect: (options) => {
    const source = new EventSource(withToken(options));
    for (const name of options.events) {
      source.addEventListener(name, ({ type, data, lastEventId }: MessageEvent<string>) => options.onEvent({ type, data, id: lastEventId }));
    }
    return source;
  },
};
