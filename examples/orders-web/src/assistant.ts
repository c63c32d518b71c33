import { el, find } from "./dom.js";
import { latency } from "./format.js";
import type { Watch } from "./panel.js";
import { createAssistant, type AssistantClient } from "./streams.js";

const openers = ["Where is my order?", "Can I send a lantern back?", "Which lantern for a small balcony?"];

/** Words for an end that the stream did not declare. */
function unfinished(client: AssistantClient): string {
  const { state } = client;
  if (state.status !== "closed" || state.cause === "closed") return "stopped";
  return state.cause === "cut" ? "cut off, and the server no longer keeps this answer" : `ended: ${state.cause}`;
}

/** The question box and the answers, each a session stream of its own. */
export function assistant(seen: Watch): void {
  const answers = find("answers", HTMLElement);
  const suggestions = find("suggestions", HTMLElement);
  const form = find("ask", HTMLFormElement);
  const question = find("question", HTMLInputElement);
  const status = find("assistant-state", HTMLElement);
  let running: AssistantClient | undefined;

  function suggest(texts: readonly string[]): void {
    suggestions.replaceChildren(...texts.map((text) => {
      const chip = el("button", { class: "suggestion", type: "button" }, text);
      chip.addEventListener("click", () => void ask(text));
      return chip;
    }));
  }

  async function ask(text: string): Promise<void> {
    running?.close();
    suggest([]);
    status.textContent = "Answering";
    const answer = el("div", { class: "answer running" });
    const meta = el("small", { class: "answer-meta" });
    answers.append(el("div", { class: "asked" }, text), answer);
    const asked = performance.now();
    let first: number | undefined;
    const before = seen.reconnects;

    const client = createAssistant({ request: { question: text } });
    running = client;
    seen.follow(client);
    let ended = false;
    for await (const event of client) {
      if ("time" in event) seen.measure(event.time);
      switch (event.type) {
        case "assistant.token":
          first ??= performance.now() - asked;
          answer.append(event.data.text);
          break;
        case "assistant.done": {
          ended = true;
          const resumed = seen.reconnects - before;
          meta.textContent = `${event.data.tokens} tokens · first after ${latency(first)}${resumed > 0 ? ` · resumed after ${resumed === 1 ? "a cut" : `${resumed} cuts`}, not asked twice` : ""}`;
          suggest(event.data.suggestions ?? openers);
          break;
        }
        case "assistant.failed":
          ended = true;
          meta.classList.add("failed");
          meta.textContent = event.data.message;
          suggest(openers);
          break;
        case "$gap":
        case "$unknown":
          break; // counted in the panel
        default:
          event satisfies never;
      }
      answers.scrollTop = answers.scrollHeight;
    }
    answer.classList.remove("running");
    if (!ended) {
      meta.textContent = unfinished(client);
      if (running === client) suggest(openers);
    }
    answer.append(meta);
    answers.scrollTop = answers.scrollHeight;
    if (running === client) status.textContent = "Ready";
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = question.value.trim();
    if (text === "") return;
    question.value = "";
    void ask(text);
  });
  suggest(openers);
}
