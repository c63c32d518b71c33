import { EventSourcePlus } from "event-source-plus";
import type { Adapter } from "../adapter.js";

export const eventSourcePlus: Adapter = {
  name: "event-source-plus",
  runs: ["chromium", "node"],
  connect: ({ url, token, onEvent }) => {
    const source = new EventSourcePlus(url, token ? { headers: () => ({ Authorization: `Bearer ${token()}` }) } : {});
    const controller = source.listen({ onMessage: ({ event, data, id }) => onEvent({ type: event || "message", data, id }) });
    return { close: () => controller.abort() };
  },
};
