import type { Definition } from "./types.js";

/** Where a stream may be found, as options say it. */
export interface Whereabouts {
  readonly origin?: string;
  readonly url?: string | URL;
  readonly params?: unknown;
}

/**
 * The address of one topic, with the release that the client was generated from.
 *
 * @example address({ path: "/streams/notifications/{user}", release: "notifications@1-0c5e1d2f3a4b" }, { origin: "https://a.example", params: { user: "u/1" } })
 * // https://a.example/streams/notifications/u%2F1?release=notifications%401-0c5e1d2f3a4b
 *
 * Throws where a parameter is missing or could not stand in a path, and where there is no origin (server-side rendering).
 */
export const address = ({ path, release }: Pick<Definition, "path" | "release">, { origin, url, params }: Whereabouts): URL => {
  const filled = path.replace(/\{([^}]*)\}/g, (_, name: string) => {
    const value = String((params as Record<string, unknown> | undefined)?.[name] ?? "");
    // URLs read "." and ".." as steps, escaped or not, so they would name another topic.
    if (/^\.{0,2}$/.test(value)) throw new Error(`topic parameter ${name} is "${value}"`);
    return encodeURIComponent(value);
  });
  const address = new URL(url ?? filled, origin ?? globalThis.location?.origin);
  address.searchParams.set("release", release);
  return address;
};
