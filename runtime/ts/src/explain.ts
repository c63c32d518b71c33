/**
 * The line in the console that helps who develops a page: what a browser hides from scripts is said as what it may be.
 * Each is said once per client. Bundles for production leave this file out, and outside a page it says nothing.
 */
import type { Observer } from "./parts.js";
import type { Platform } from "./state.js";

/** Whoever waits for an answer longer than this, in milliseconds, is told why that may be. */
const SLOW = 5000;

/** An event that comes from so far in the future, in milliseconds, says that a clock is off. */
const AHEAD = 5000;

const here = (): string => globalThis.location.origin;

/** Whether something of that origin is known to have come over HTTP/2 or later, where streams do not hold each other up. */
const isMultiplexed = (origin: string): boolean =>
  (performance.getEntriesByType("resource") as PerformanceResourceTiming[]).some(({ name, nextHopProtocol }) => name.startsWith(origin) && /^h[23]/.test(nextHopProtocol));

const unreachable = ({ origin, href }: URL): string => {
  const down = `${href} could not be reached. The server is down or unknown`;
  return origin === here() ? `${down}.` : `${down}, or CORS is in the way: its answers, refusals too, need "Access-Control-Allow-Origin: ${here()}".`;
};

const slow = ({ origin, href }: URL): string => {
  const silent = `${href} has not answered for ${SLOW / 1000} s.`;
  return isMultiplexed(origin)
    ? `${silent} The server took the request, and says nothing.`
    : `${silent} Over HTTP/1.1 a browser opens six connections to one origin, and the streams of other tabs may hold them all: use share() of tidings/share, or HTTP/2.`;
};

/** Watches a client of the stream `name` for who develops a page, and passes on what it sees to `next`. */
export const explain = (name: string, address: () => URL, { after }: Platform, next?: Observer): Observer | undefined => {
  if (!globalThis.document) return next;
  const said = new Set<unknown>();
  const say = (what: (url: URL) => string): void => {
    if (said.has(what)) return;
    said.add(what);
    console.info(`tidings, ${name}: ${what(address())}`);
  };
  const ahead = (): string => "an event comes from the future. A clock is off, the server's or this machine's: latencies are wrong, and so is when a token ends.";
  let cancel = (): void => {};
  return {
    told: (message, now) => {
      next?.told(message, now);
      if (message.time !== undefined && message.time - now > AHEAD) say(ahead);
    },
    state: (state) => {
      next?.state(state);
      cancel();
      if (state.status === "connecting") cancel = after(SLOW, () => say(slow));
      if (state.status === "waiting" && state.cause === "network") say(unreachable);
    },
    shown: (start) => next?.shown(start),
  };
};
