import { find } from "./dom.js";
import type { Watch } from "./panel.js";

/** For how long the server refuses connections after a cut. */
const SECONDS = 2;

/** The button that has the server cut every connection, and the line that says how it went. */
export function cut(streams: readonly Watch[]): { changed(): void } {
  const button = find("cut", HTMLButtonElement);
  const notice = find("notice", HTMLElement);
  let since: { readonly at: number; readonly gaps: number; readonly caughtUp: number; readonly reconnects: number } | undefined;
  let settle: ReturnType<typeof setTimeout> | undefined;

  const sum = (pick: (stream: Watch) => number) => streams.reduce((total, stream) => total + pick(stream), 0);

  function say(text: string, tone: "wait" | "good" | "bad"): void {
    notice.textContent = text;
    notice.dataset["tone"] = tone;
    notice.hidden = false;
  }

  function report(): void {
    if (since === undefined) return;
    const seconds = ((performance.now() - since.at - 1000) / 1000).toFixed(1);
    const caughtUp = sum((stream) => stream.caughtUp) - since.caughtUp;
    const gaps = sum((stream) => stream.gaps) - since.gaps;
    const events = caughtUp === 1 ? "1 event" : `${caughtUp} events`;
    if (gaps === 0) say(`Back after ${seconds} s. ${events} caught up, in order, none twice, no gap.`, "good");
    else say(`Back after ${seconds} s, with ${gaps === 1 ? "a gap" : `${gaps} gaps`} that the page was told of.`, "bad");
    since = undefined;
    button.disabled = false;
    settle = setTimeout(() => { notice.hidden = true; }, 12_000);
  }

  button.addEventListener("click", async () => {
    clearTimeout(settle);
    button.disabled = true;
    since = {
      at: performance.now(),
      gaps: sum((stream) => stream.gaps),
      caughtUp: sum((stream) => stream.caughtUp),
      reconnects: sum((stream) => stream.reconnects),
    };
    say(`Cut. The server refuses every connection for ${SECONDS} s; the shop goes on meanwhile.`, "wait");
    try {
      const answer = await fetch(`/demo/cut?seconds=${SECONDS}`, { method: "POST" });
      if (!answer.ok) throw new Error(`status ${answer.status}`);
    } catch (error) {
      since = undefined;
      button.disabled = false;
      say(`The server could not be asked to cut: ${error instanceof Error ? error.message : String(error)}`, "bad");
    }
  });

  return {
    changed() {
      if (since === undefined) return;
      clearTimeout(settle);
      const back = sum((stream) => stream.reconnects) > since.reconnects;
      const steady = streams.every(({ state }) => state === undefined || state.status === "open" || state.status === "closed");
      // A second for what is caught up to arrive before it is counted.
      if (back && steady) settle = setTimeout(report, 1000);
    },
  };
}
