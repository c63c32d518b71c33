import { el, once, svg } from "./dom.js";
import { latency } from "./format.js";
import { latencies, type Latencies, type Sample } from "./latency.js";
import type { State } from "./streams.js";

/** What the panel needs of a client; every generated client has it. */
export interface Watched {
  readonly state: State;
  readonly cursor: string | undefined;
  onState(listener: (state: State) => void): () => void;
  on(type: "$gap" | "$unknown", handler: () => void): () => void;
}

/** What the panel has seen of one stream since the page opened. */
export interface Watch {
  /** Follows this client instead of the one before. */
  follow(client: Watched): void;
  /** Takes the time of an event that a handler has just been given. */
  measure(time: number | undefined): Sample | undefined;
  readonly state: State | undefined;
  readonly reconnects: number;
  readonly gaps: number;
  readonly caughtUp: number;
}

/** A state in words, and the tone that it is shown in. */
export function describe(state: State | undefined, now: number): { readonly text: string; readonly tone: string } {
  switch (state?.status) {
    case undefined:
      return { text: "Idle", tone: "closed" };
    case "open":
      return { text: "Live", tone: "open" };
    case "connecting":
      return { text: state.attempt > 1 ? "Reconnecting" : "Connecting", tone: "connecting" };
    case "waiting":
      return { text: `Back in ${Math.max(1, Math.ceil((state.retryAt - now) / 1000))} s`, tone: "waiting" };
    case "closed":
      if (state.cause === "finished") return { text: "Finished", tone: "closed" };
      if (state.cause === "closed" || state.cause === "aborted") return { text: "Closed", tone: "closed" };
      return { text: `Ended: ${state.cause}`, tone: "failed" };
  }
}

function spark(seen: Latencies): SVGElement {
  const bars = seen.recent;
  const top = Math.max(10, ...bars.map((bar) => Math.min(bar.took, 200)));
  const drawn = bars.map((bar, at) => {
    const height = Math.max(1.5, (Math.min(bar.took, top) / top) * 38);
    return svg("rect", {
      x: String((60 - bars.length + at) * 5), y: String(40 - height), width: "3.4", height: String(height), rx: "1",
      ...(bar.late ? { class: "late-bar" } : {}),
    });
  });
  return svg("svg", { class: "spark", viewBox: "0 0 300 40", preserveAspectRatio: "none", "aria-hidden": "true" }, svg("line", { x1: "0", x2: "300", y1: "40", y2: "40" }), ...drawn);
}

/** One stream's card. `changed` is called after every change of its connection. */
export function watch(parent: HTMLElement, title: string, changed: () => void): Watch {
  const pill = el("span", { class: "pill" });
  const chart = el("div");
  const cursor = el("div", { class: "stream-release" });
  const cells = ["events", "p50", "p95", "reconnects", "gaps"].map((label) => {
    const value = el("dd");
    return { value, box: el("div", {}, el("dt", {}, label), value) };
  });
  parent.append(
    el("article", { class: "stream" },
      el("div", { class: "stream-head" }, el("b", {}, title), pill),
      chart,
      el("dl", { class: "stream-figures" }, ...cells.map((cell) => cell.box)),
      cursor),
  );

  const seen = latencies();
  let client: Watched | undefined;
  let events = 0;
  let reconnects = 0;
  let gaps = 0;
  let unknown = 0;
  let caughtUp = 0;
  let stop = () => {};
  const opened = Date.now();

  const draw = once(() => {
    const { text, tone } = describe(client?.state, Date.now());
    pill.textContent = text;
    pill.dataset["state"] = tone;
    const values = [String(events), latency(seen.quantile(0.5)), latency(seen.quantile(0.95)), String(reconnects), String(gaps)];
    cells.forEach((cell, at) => { cell.value.textContent = values[at] ?? ""; });
    chart.replaceChildren(spark(seen));
    const rest = unknown > 0 ? ` · ${unknown} unknown` : "";
    cursor.textContent = client?.cursor === undefined ? "no cursor yet" : `cursor ${client.cursor}${rest}`;
  });
  setInterval(draw, 1000);
  draw();

  return {
    get state() { return client?.state; },
    get reconnects() { return reconnects; },
    get gaps() { return gaps; },
    get caughtUp() { return caughtUp; },
    follow(next) {
      stop();
      client = next;
      let opened = false;
      const offs = [
        next.onState((state) => {
          if (state.status === "open") {
            if (opened) reconnects += 1;
            opened = true;
          }
          draw();
          changed();
        }),
        next.on("$gap", () => { gaps += 1; draw(); }),
        next.on("$unknown", () => { unknown += 1; draw(); }),
      ];
      stop = () => { for (const off of offs) off(); };
      draw();
      changed();
    },
    measure(time) {
      events += 1;
      draw();
      if (time === undefined || time < opened) return undefined; // history is no latency
      const sample = seen.add(Date.now() - time);
      if (sample.late) caughtUp += 1;
      return sample;
    },
  };
}
