import LaunchDarkly from "launchdarkly-eventsource";
import { withToken, type Adapter } from "../adapter.js";

interface Source {
  addEventListener(type: string, listener: (event: { readonly type: string; readonly data: string; readonly lastEventId: string }) => void): void;
  onerror: () => void;
  close(): void;
}

/** The package is JavaScript without types. */
const Constructor = LaunchDarkly as unknown as { readonly EventSource: new (url: string, options: object) => Source };

/** As its README recommends: backoff, jitter, and a read timeout where there is a heartbeat. */
export const launchdarkly: Adapter = {
  name: "launchdarkly-eventsource",
  runs: ["node"],
  connect: (options) => {
    const { events, heartbeat, onEvent } = options;
    const source = new Constructor.EventSource(withToken(options), {
      initialRetryDelayMillis: 2000, maxBackoffMillis: 30_000, retryResetIntervalMillis: 60_000, jitterRatio: 0.5,
      ...(heartbeat !== undefined && { readTimeoutMillis: heartbeat * 2 }),
    });
    // An error without a listener would be thrown.
    source.onerror = () => {};
    for (const name of events) source.addEventListener(name, ({ type, data, lastEventId }) => onEvent({ type, data, id: lastEventId }));
    return source;
  },
};
