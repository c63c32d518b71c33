import type { OrdersMessage } from "./streams.js";
import { day, money, type Amount } from "./format.js";

/** How far an order has come. */
export type Step = "placed" | "paid" | "shipped" | "cancelled";

/** One order as the page shows it. */
export interface Order {
  readonly id: string;
  readonly customer: string;
  readonly summary: string;
  readonly channel: string | undefined;
  readonly total: Amount | undefined;
  readonly paid: Amount | undefined;
  readonly step: Step;
  readonly status: string;
  /** Whether the newest event of this order came late: replayed after a cut. */
  readonly late: boolean;
}

/** What the page knows of the orders: newest first, at most `limit`. */
export interface Book {
  readonly orders: readonly Order[];
  readonly counts: Readonly<Record<Step, number>>;
  readonly takings: ReadonlyMap<string, number>;
}

export const emptyBook: Book = {
  orders: [],
  counts: { placed: 0, paid: 0, shipped: 0, cancelled: 0 },
  takings: new Map(),
};

const reasons: Readonly<Record<string, string>> = {
  customer: "by the customer",
  out_of_stock: "out of stock",
  payment_failed: "payment failed",
};

const carriers: Readonly<Record<string, string>> = { post: "by post", courier: "by courier", freight: "by freight" };

type Event<Type extends OrdersMessage["type"]> = Extract<OrdersMessage, { type: Type }>;

/** The event that changes an order; the rest of a message is no order's business. */
export type OrderEvent = Event<"order.placed" | "order.paid" | "order.shipped" | "order.cancelled">;

function method(paid: Event<"order.paid">["data"]["method"]): string {
  switch (paid.kind) {
    case "card":
      return `${paid.brand} ···· ${paid.last4}`;
    case "wallet":
      return paid.provider;
    case "invoice":
      return `invoice ${paid.invoice}`;
    default:
      return "another way"; // a way to pay that is newer than this page
  }
}

function summary(lines: Event<"order.placed">["data"]["lines"]): string {
  const [first, ...others] = lines ?? [];
  if (first === undefined) return "Details follow";
  const count = first.quantity > 1 ? `${first.quantity} × ` : "";
  return `${count}${first.title}${others.length > 0 ? ` + ${others.length} more` : ""}`;
}

function change(old: Order, event: OrderEvent): Order {
  switch (event.type) {
    case "order.placed": {
      const { customer, lines, channel, note, total } = event.data;
      const text = note === undefined ? summary(lines) : `${summary(lines)} · “${note}”`;
      return { ...old, customer: customer ?? "Guest", summary: text, channel, total, step: "placed", status: "waiting for payment" };
    }
    case "order.paid":
      return { ...old, paid: event.data.amount, step: "paid", status: `paid · ${method(event.data.method)}` };
    case "order.shipped": {
      const { carrier, expected } = event.data;
      return { ...old, step: "shipped", status: `${carriers[carrier] ?? "sent"}${expected === undefined ? "" : ` · due ${day(expected)}`}` };
    }
    case "order.cancelled":
      return { ...old, step: "cancelled", status: `cancelled · ${reasons[event.data.reason] ?? "other reasons"}` };
  }
}

function blank(id: string): Order {
  // The stream begins with the last fifty events, so an order's own beginning may lie before them.
  return { id, customer: `Order ${id}`, summary: "Placed before this page opened", channel: undefined, total: undefined, paid: undefined, step: "placed", status: "", late: false };
}

function add(takings: ReadonlyMap<string, number>, amount: Amount | undefined, sign: 1 | -1): ReadonlyMap<string, number> {
  if (amount === undefined) return takings;
  return new Map(takings).set(amount.currency, (takings.get(amount.currency) ?? 0) + sign * amount.amount);
}

/** The book after one event. It knows more orders than the page shows, so that a late event finds its order. */
export function apply(book: Book, event: OrderEvent, late: boolean, limit = 1000): Book {
  const id = event.data.order_id;
  const known = book.orders.find((order) => order.id === id);
  const order = { ...change(known ?? blank(id), event), late };
  const counts = { ...book.counts, [order.step]: book.counts[order.step] + 1 };
  if (known !== undefined) counts[known.step] -= 1;
  let takings = book.takings;
  if (event.type === "order.paid") takings = add(takings, event.data.amount, 1);
  if (event.type === "order.cancelled" && event.data.refund !== null) takings = add(takings, event.data.refund, -1);
  const orders = known === undefined
    ? [order, ...book.orders].slice(0, limit)
    : book.orders.map((other) => (other === known ? order : other));
  return { orders, counts, takings };
}

/** The takings in words: `€1,204.50`. */
export function takings(book: Book): string {
  const parts = [...book.takings].filter(([, amount]) => amount !== 0).map(([currency, amount]) => money({ amount, currency }));
  return parts.length === 0 ? money({ amount: 0, currency: "EUR" }) : parts.join(" + ");
}
