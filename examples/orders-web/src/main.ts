import { share } from "tidings/share";
import { assistant } from "./assistant.js";
import { cut } from "./cut.js";
import { find } from "./dom.js";
import { ledger } from "./ledger.js";
import { notifications } from "./notifications.js";
import { describe, watch } from "./panel.js";
import { createOrders } from "./streams.js";

const streams = find("streams", HTMLElement);
const overall = find("overall", HTMLElement);

function showOverall(): void {
  const { text, tone } = describe(ordersSeen.state, Date.now());
  overall.textContent = text;
  overall.dataset["state"] = tone;
}

function changed(): void {
  showOverall();
  button.changed();
}

const ordersSeen = watch(streams, "orders", changed);
const assistantSeen = watch(streams, "assistant", changed);
const notificationsSeen = watch(streams, "notifications", changed);
const button = cut([ordersSeen, assistantSeen, notificationsSeen]);

// However many tabs are open, one of them holds the connection: over HTTP/1.1 a browser has six for all of them.
const orders = createOrders({ share: share() });
ordersSeen.follow(orders);
setInterval(showOverall, 1000);
assistant(assistantSeen);
notifications(notificationsSeen);

const page = ledger();
for await (const event of orders) {
  switch (event.type) {
    case "order.placed":
    case "order.paid":
    case "order.shipped":
    case "order.cancelled": {
      const sample = ordersSeen.measure(event.time);
      page.take(event, sample?.late === true);
      break;
    }
    case "$gap":
    case "$unknown":
      break; // counted in the panel
    default:
      event satisfies never;
  }
}
