import { el, find, once } from "./dom.js";
import { emptyBook, apply, takings, type Book, type Order, type OrderEvent } from "./book.js";
import { money } from "./format.js";

/** Rows on the page; the book behind them knows more. */
const ROWS = 40;

interface Row {
  readonly item: HTMLLIElement;
  show(order: Order): void;
}

function row(): Row {
  const id = el("span", { class: "order-id" });
  const customer = el("b");
  const summary = el("span");
  const total = el("div", { class: "order-total" });
  const text = el("span", { class: "way-text" });
  const line = el("span", { class: "way-line", "aria-hidden": "true" }, el("i", { class: "stop" }), el("i", { class: "stop" }), el("i", { class: "stop" }));
  const way = el("div", { class: "way" }, line, text);
  const item = el("li", { class: "order" }, id, el("div", { class: "order-main" }, customer, summary), way, total);
  way.addEventListener("animationend", () => way.classList.remove("changed"));
  let shown: Order | undefined;
  return {
    item,
    show(order) {
      if (order === shown) return;
      id.textContent = order.id;
      customer.replaceChildren(order.customer);
      if (order.late) customer.append(el("span", { class: "late", title: "This event came late: it was replayed after a cut" }, "caught up"));
      summary.textContent = order.summary;
      summary.title = order.summary;
      const amount = order.total ?? order.paid;
      total.replaceChildren(amount === undefined ? "" : money(amount));
      if (order.channel !== undefined) total.append(el("small", {}, order.channel));
      text.textContent = order.status;
      way.dataset["step"] = order.step;
      item.dataset["step"] = order.step;
      if (shown !== undefined) way.classList.add("changed");
      shown = order;
    },
  };
}

function figure(label: string): { readonly box: HTMLElement; show(value: string): void } {
  const number = el("b", {}, "0");
  return {
    box: el("div", { class: "figure" }, number, el("span", {}, label)),
    show(value) {
      if (number.textContent !== value) number.textContent = value;
    },
  };
}

/** The list of orders and the figures above it. */
export function ledger(): { take(event: OrderEvent, late: boolean): void } {
  const list = find("orders", HTMLOListElement);
  const empty = find("orders-empty", HTMLElement);
  const rate = find("orders-rate", HTMLElement);
  const figures = [
    figure("orders on this page"), figure("taken"), figure("waiting for payment"), figure("being packed"), figure("on their way"),
  ] as const;
  find("figures", HTMLElement).replaceChildren(...figures.map((one) => one.box));

  let book: Book = emptyBook;
  let events = 0;
  const rows = new Map<string, Row>();

  const draw = once(() => {
    const shown = book.orders.slice(0, ROWS);
    const gone = new Set(rows.keys());
    let above: Element | null = null;
    for (const order of shown) {
      gone.delete(order.id);
      let one = rows.get(order.id);
      if (one === undefined) {
        one = row();
        rows.set(order.id, one);
        if (!order.late) one.item.classList.add("fresh");
      }
      one.show(order);
      const next: ChildNode | null = above === null ? list.firstChild : above.nextSibling;
      if (next !== one.item) list.insertBefore(one.item, next);
      above = one.item;
    }
    for (const id of gone) {
      rows.get(id)?.item.remove();
      rows.delete(id);
    }
    empty.hidden = shown.length > 0;
    rate.textContent = `${events} events`;
    const { counts } = book;
    const all = counts.placed + counts.paid + counts.shipped + counts.cancelled;
    const values = [String(all), takings(book), String(counts.placed), String(counts.paid), String(counts.shipped)];
    figures.forEach((one, at) => one.show(values[at] ?? ""));
  });

  return {
    take(event, late) {
      book = apply(book, event, late);
      events += 1;
      draw();
    },
  };
}
