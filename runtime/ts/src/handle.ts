import type { Client, Handlers } from "./options.js";

/**
 * Takes a whole table of handlers; returns what takes all of them off.
 *
 * @example
 * const off = handle(orders, {
 *   "order.placed": (e) => show(e.data),
 *   $gap: () => refetch(),
 * } satisfies Handlers<OrdersEvents>);
 */
export const handle = <Events>(client: Client<Events>, handlers: Handlers<Events>): (() => void) => {
  const offs = Object.entries(handlers).map(([type, handler]) => client.on(type as "$gap", handler as () => void));
  return () => offs.forEach((off) => off());
};
