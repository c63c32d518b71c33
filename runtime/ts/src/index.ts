/**
 * tidings: the client that generated code stands on, and the types that its users name.
 *
 * The way of data: bytes (`parser`) → frames → duplicates dropped (`cursor`) → messages (`message`: envelope, guard,
 * fallbacks) → handlers and iterators (`consumers`) → cursor committed. `connection` keeps the bytes coming; `core` puts
 * it together and knows no contracts; `live` tells it a generated definition; `session` adds the rules of streams that end.
 *
 * Invariants: within one client every event is dispatched once and in order, or a gap is told; a cursor is committed when
 * every consumer has finished with its event; no payload reaches a handler that its guard refuses (unless `validate` says
 * so); nothing connects before somebody listens, and nothing happens after `closed`; memory is bounded by the largest
 * event that `limit` allows.
 */
export * as v1 from "./v1.js";
export type {
  BaseOptions, Client, Create, Gap, Handled, Handlers, Message, Messages, Notice, Options, Received, Snapshot, Unknown,
} from "./options.js";
export { handle } from "./handle.js";
export { schema, type StandardSchema } from "./standard.js";
export type { Closed, Platform, State, WaitCause } from "./state.js";
export type { Expiring, Token, TokenRequest } from "./link.js";
export type { Failure } from "./failure.js";
export type { Kept, Native, Observer, Resume, Share, Taken } from "./parts.js";
export type { BackoffOptions } from "./backoff.js";
