/** What a client has to offer to be checked: a name, where it runs, and a way to connect. An adapter is some twenty lines. */

/** An event as a client told it. */
export interface Heard {
  readonly type: string;
  readonly data: string;
  readonly id?: string | undefined;
}

/** What a behaviour asks of a client. */
export interface ConnectOptions {
  readonly url: string;
  /** Names of events to listen to; whoever hears all of them anyway may ignore it. */
  readonly events: readonly string[];
  /** The stream promises a byte at least this often, in milliseconds. Who has a watchdog sets it by this. */
  readonly heartbeat?: number | undefined;
  /** To be asked at every connect, where the client can ask; sent as `Authorization: Bearer`, or as `token` in the query where it can set no header. */
  readonly token?: (() => string) | undefined;
  /** The page may be reloaded: who can keep its place over that, does. */
  readonly resume?: boolean | undefined;
  /** The page may be open in several tabs: who can share a connection, does. */
  readonly share?: boolean | undefined;
  readonly onEvent: (event: Heard) => void;
}

/** One client. Its own defaults apply, except for what `ConnectOptions` says and its documents recommend. */
export interface Adapter {
  readonly name: string;
  readonly runs: readonly ("chromium" | "node")[];
  readonly connect: (options: ConnectOptions) => { readonly close: () => void };
}

/** The address with a token in its query, for clients that can set no header. */
export const withToken = ({ url, token }: ConnectOptions): string => (token ? `${url}?token=${token()}` : url);
