import { share } from "tidings/share";
import { el, find, once } from "./dom.js";
import { ago } from "./format.js";
import type { Watch } from "./panel.js";
import { createNotifications, type NotificationsMessage } from "./streams.js";

type Posted = Extract<NotificationsMessage, { type: "notification.posted" }>;

/** The customers with an account, to whom the example server writes: the topic, and the name to show. */
const people = { ines: "Ines Duarte", tomas: "Tomas Lindqvist", akira: "Akira Mori" };

/** One person's notifications: the newest of each subject, newest first. */
export function notifications(seen: Watch): void {
  const list = find("notifications", HTMLElement);
  const empty = find("notifications-empty", HTMLElement);
  const user = find("user", HTMLSelectElement);
  user.replaceChildren(...Object.entries(people).map(([topic, name]) => el("option", { value: topic }, name)));

  let client: ReturnType<typeof createNotifications> | undefined;
  const bySubject = new Map<string, Posted>();

  const draw = once(() => {
    const items = [...bySubject.values()].reverse().map((event) => {
      const { title, body, level } = event.data;
      const when = event.time === undefined ? "" : ago(Date.now() - event.time);
      return el("li", { class: "notification", "data-level": level }, el("b", {}, title), el("time", {}, when), body === undefined ? undefined : el("p", {}, body));
    });
    list.replaceChildren(...items);
    empty.hidden = items.length > 0;
  });

  function open(): void {
    client?.close();
    bySubject.clear();
    draw();
    client = createNotifications({ params: { user: user.value }, share: share() });
    seen.follow(client);
    client.on("notification.posted", (event) => {
      seen.measure(event.time);
      bySubject.delete(event.data.subject); // so that it moves to the end
      bySubject.set(event.data.subject, event);
      draw();
    });
    client.on("notification.cleared", (event) => {
      seen.measure(event.time);
      bySubject.delete(event.data.subject);
      draw();
    });
    client.on("$gap", () => {
      bySubject.clear(); // what these were built from is no longer complete
      draw();
    });
  }

  user.addEventListener("change", open);
  setInterval(draw, 10_000);
  open();
}
