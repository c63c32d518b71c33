/** A page that reads streams twice: with the browser's own EventSource, and with the client's parser at random cuts. */

import { cutsOf, streamOf } from "./framing-streams.js";
import { read, type Dispatched } from "./framing-read.js";

declare global {
  interface Window {
    /** Streams `from` to `to` of a run on which the two differ. */
    compare: (hosts: readonly string[], seed: number, from: number, to: number) => Promise<Difference[]>;
    /** What the browser dispatches for the stream at an address. */
    native: (url: string, types: readonly string[]) => Promise<Dispatched[]>;
  }
}

export interface Difference {
  readonly index: number;
  readonly ours: readonly Dispatched[];
  readonly native: readonly Dispatched[];
}

/** Connections to one host that a browser opens at once, less one for the page itself. */
const LANES = 5;

window.native = (url, types) =>
  new Promise((resolve) => {
    const events: Dispatched[] = [];
    const source = new EventSource(url);
    const take = (event: MessageEvent<string>): number => events.push({ event: event.type, data: event.data, id: event.lastEventId });
    for (const type of new Set(["message", ...types])) source.addEventListener(type, take);
    // The stream has ended, and everything it held is dispatched; the browser would open it again.
    source.onerror = () => {
      source.close();
      resolve(events);
    };
  });

window.compare = async (hosts, seed, from, to) => {
  const differences: Difference[] = [];
  let next = from;
  const lane = async (host: string): Promise<void> => {
    for (let index = next++; index < to; index = next++) {
      const ours = read(cutsOf(streamOf(seed, index), seed + index)).events;
      // A type that only the browser sees is missed by it, and shows as an event that is missing there.
      const native = await window.native(`${host}/stream/${index}`, ours.map(({ event }) => event));
      if (JSON.stringify(ours) !== JSON.stringify(native)) differences.push({ index, ours, native });
    }
  };
  await Promise.all(hosts.flatMap((host) => Array.from({ length: LANES }, () => lane(host))));
  return differences;
};
