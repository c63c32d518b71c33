/** Many frames of one page, each with a client of its own that shares its connection: to the browser they are as tabs. */

import { v1 } from "tidings";
import { share } from "tidings/share";

/** What one frame has heard. */
interface Heard {
  readonly numbers: number[];
  readonly waits: { readonly longest: number };
}

declare global {
  interface Window {
    heard: Heard;
    add: (count: number, stream: string) => void;
    remove: (frame: number) => void;
    /** Listens beside the frames, with the browser's own client, to a stream that nobody cuts. */
    listenBeside: (stream: string) => void;
    /** The longest time between two of its events: what this machine makes anybody wait. */
    beside: () => number;
    /** By the number of its frame; removed ones are gone. */
    report: () => Record<string, Heard>;
    /** The number of the last event that every frame has heard. */
    reached: () => number;
  }
}

const query = new URLSearchParams(location.search);
const stream = query.get("stream");
const frame = query.get("frame");

/** How long nothing came, at the longest, in milliseconds. */
class Waits {
  longest = 0;
  #last: number | undefined;

  heard(): void {
    const now = performance.now();
    this.longest = Math.max(this.longest, now - (this.#last ?? now));
    this.#last = now;
  }
}

function listen(url: string, name: string): void {
  const waits = new Waits();
  const heard: Heard = (window.heard = { numbers: [], waits });
  const create = v1.client<{ readonly tick: v1.Typed<1, { readonly n: number }> }>({
    name: "stream", path: "/stream", release: "stream@1-000000000000", kind: "broadcast", envelope: "bare",
    events: { tick: { version: 1, guard: () => true } },
  });
  // The header says whose connection it is, so that the test can tell who leads.
  create({ url, share: share(), headers: { "x-frame": name } }).on("tick", ({ data }) => {
    waits.heard();
    heard.numbers.push(data.n);
  });
}

function host(): void {
  const frames = new Map<number, HTMLIFrameElement>();
  window.add = (count, stream) => {
    for (let frame = 0; frame < count; frame++) {
      const element = document.createElement("iframe");
      element.src = `?frame=${frame}&stream=${encodeURIComponent(stream)}`;
      frames.set(frame, element);
      document.body.append(element);
    }
  };
  window.remove = (frame) => {
    frames.get(frame)?.remove();
    frames.delete(frame);
  };
  const beside = new Waits();
  window.listenBeside = (stream) => {
    new EventSource(stream).addEventListener("tick", () => beside.heard());
  };
  window.beside = () => beside.longest;
  window.report = () => Object.fromEntries([...frames].map(([frame, { contentWindow }]) => [frame, contentWindow?.heard ?? { numbers: [], waits: { longest: 0 } }]));
  window.reached = () => Math.min(...Object.values(window.report()).map(({ numbers }) => numbers.at(-1) ?? 0));
}

if (stream !== null && frame !== null) listen(stream, frame);
else host();
