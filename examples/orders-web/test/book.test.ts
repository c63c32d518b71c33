import { expect, test } from "vitest";
import { apply, emptyBook, takings, type Book, type OrderEvent } from "../src/book.js";

const eur = (amount: number) => ({ amount, currency: "EUR" });
const around = { id: "4kq7.1", time: 1, traceparent: undefined, raw: "" };

const placed = (order_id: string, amount: number): OrderEvent => ({ ...around, type: "order.placed", version: 2, data: { order_id, total: eur(amount) } });
const paid = (order_id: string, amount: number): OrderEvent =>
  ({ ...around, type: "order.paid", version: 1, data: { order_id, amount: eur(amount), method: { kind: "wallet", provider: "Purse" } } });
const shipped = (order_id: string): OrderEvent =>
  ({ ...around, type: "order.shipped", version: 1, data: { order_id, carrier: "post", parcels: [{ tracking: "PT 1" }], expected: "2026-11-24" } });
const cancelled = (order_id: string, refund: { amount: number; currency: string } | null): OrderEvent =>
  ({ ...around, type: "order.cancelled", version: 1, data: { order_id, reason: "customer", refund } });

const after = (...events: OrderEvent[]): Book => events.reduce((book, event) => apply(book, event, false), emptyBook);

test("an order goes its way and is counted once", () => {
  const book = after(placed("A-1", 1200), paid("A-1", 1200), shipped("A-1"));
  expect(book.counts).toEqual({ placed: 0, paid: 0, shipped: 1, cancelled: 0 });
  expect(book.orders.map((order) => order.status)).toEqual(["by post · due 24 Nov"]);
});

test("a refund goes off the takings", () => {
  expect(takings(after(placed("A-1", 1200), paid("A-1", 1200), placed("A-2", 500), paid("A-2", 500)))).toBe("€17.00");
  expect(takings(after(placed("A-1", 1200), paid("A-1", 1200), cancelled("A-1", eur(1200))))).toBe("€0.00");
  expect(takings(after(placed("A-1", 1200), cancelled("A-1", null)))).toBe("€0.00");
});

test("an order that was placed before the page opened has a row too", () => {
  const book = after(paid("A-1", 700));
  expect(book.orders.map(({ id, step, total, paid }) => ({ id, step, total, paid }))).toEqual([{ id: "A-1", step: "paid", total: undefined, paid: eur(700) }]);
});

test("the newest order stands first, the oldest falls off at the limit", () => {
  const book = [placed("A-1", 1), placed("A-2", 1), placed("A-3", 1)].reduce((book, event) => apply(book, event, false, 2), emptyBook);
  expect(book.orders.map((order) => order.id)).toEqual(["A-3", "A-2"]);
});
