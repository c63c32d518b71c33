/** The parts that a client takes as options: each is a function from a subpath of its own, and none is loaded by default. */
import type { Connect } from "./link.js";
import type { Platform, State } from "./state.js";
import type { Definition } from "./types.js";

/** Where a client's cursor is kept, together with the state that it belongs to. */
export interface Kept {
  /** The cursor to begin after. */
  readonly cursor?: string;
  /** Called with the cursor up to which everything is finished with, and with none while something is not. */
  readonly commit: (cursor?: string) => void;
}

/** `tidings/storage`: called when a client is made, with its address. */
export type Resume = (topic: string, platform: Platform, report: (error: unknown) => void) => Kept;

/** `tidings/share`: stands in the place of the connection to one address. */
export type Share = (connect: Connect, topic: () => string) => Connect;

/** `tidings/native`: a fetch that stands on the browser's EventSource, which is told the names that it may meet. */
export type Native = (events: Definition["events"], credentials: RequestCredentials | undefined) => Platform["fetch"];

/** What a consumer is about to get, as far as an observer looks at it. */
export interface Taken {
  readonly type: string;
  readonly time?: number | undefined;
  readonly reason?: string;
}

/** `tidings/telemetry`: sees what consumers get, every state, and the start of every frame that a hook has just shown. Times are milliseconds. */
export interface Observer {
  readonly told: (message: Taken, now: number) => void;
  readonly state: (state: State) => void;
  readonly shown: (start: number) => void;
}
