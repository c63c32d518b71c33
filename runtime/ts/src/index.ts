export * as v1 from "./v1.js";
export type {
  BaseOptions, Client, Closed, Create, Gap, Handled, Message, Messages, Notice, Options, Platform, Received, State, TokenRequest, Unknown, WaitCause,
} from "./options.js";
