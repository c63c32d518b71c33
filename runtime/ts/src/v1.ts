/**
 * The contract between generated code and this runtime, version 1.
 *
 * Generated modules name it (`import * as v1 from "tidings/v1"`, of which bundlers keep what is used), so a generator and a runtime
 * that do not fit are a build error. What is here never changes its meaning; a change that generated code can see becomes
 * `v2` beside it.
 *
 * @example
 * export interface OrdersEvents { "order.placed": v1.Typed<2, OrderPlaced> }
 * export const createOrders: v1.Create<OrdersEvents> = v1.client<OrdersEvents>({
 *   name: "orders", path: "/streams/orders", release: "orders@7-1c2e93ab47d0", kind: "broadcast", envelope: "compact", heartbeat: 15000,
 *   events: { "order.placed": { version: 2, guard: v1.object({ id: v1.type("string") }) } },
 * });
 */
export { all, any, arr, cond, int, list, never, not, num, obj, object, one, ref, rest, some, str, text, type, values } from "./guard.js";
export { chain, choose, fallback, fallbackTag, inside, later } from "./fallback.js";
export { big, bigint } from "./bigint.js";
export { standard } from "./standard.js";
export { client } from "./client.js";
export { session } from "./session.js";
export type { StandardSchema } from "./standard.js";
export type { Client, Create, Message, Options } from "./options.js";
export type { Convert, Definition, EventDefinition, EventTypes, Guard, SessionDefinition, Typed } from "./types.js";
