/** What is told before a response's own frames: a snapshot, or that nothing is known of what lies between. */
import type { Gap } from "./options.js";
import type { Platform } from "./state.js";

type Fetch = Platform["fetch"];

/** The response with a frame before its body; one that is refused has none. */
const preface = (response: Response, frame: string): Response => {
  const { body, headers, status } = response;
  if (status !== 200 || !body) return response;
  let first: Uint8Array | undefined = new TextEncoder().encode(`${frame}\n\n`);
  const reader = body.getReader();
  const read = async () => {
    const value = first;
    first = undefined;
    return value ? { done: false, value } : reader.read();
  };
  return { status, headers, body: { getReader: () => ({ read }) } } as unknown as Response;
};

/** A fetch that begins at a snapshot wherever there is no cursor to begin after, or `isLost` says that it leads nowhere. */
export const fromSnapshot = (fetch: Fetch, snapshot: () => PromiseLike<{ readonly state: unknown; readonly cursor: string }>, isLost: () => boolean, onError: (error: unknown) => void): Fetch =>
  async (url, init) => {
    if ("Last-Event-ID" in (init?.headers ?? {}) && !isLost()) return fetch(url, init);
    try {
      const { state, cursor } = await snapshot();
      if (!/^[\x21-\x7e]+$/.test(cursor)) throw new TypeError(`the snapshot's cursor is ${JSON.stringify(cursor)}`);
      const headers = { ...init?.headers, "Last-Event-ID": cursor };
      return preface(await fetch(url, { ...init, headers }), `id: ${cursor}\nevent: tidings.snapshot\ndata: ${JSON.stringify({ state })}`);
    } catch (error) {
      if (!init?.signal?.aborted) onError(error);
      throw error;
    }
  };

/** A fetch that tells a gap where it comes back without a cursor: nobody knows what it missed. */
export const fromNowhere = (fetch: Fetch): Fetch => {
  let wasOpen = false;
  return async (url, init) => {
    const response = await fetch(url, init);
    const isLost = wasOpen && !("Last-Event-ID" in (init?.headers ?? {}));
    wasOpen ||= response.status === 200;
    const gap: Pick<Gap, "from" | "to" | "reason"> = { from: null, to: null, reason: "unanchored" };
    return isLost ? preface(response, `event: tidings.gap\ndata: ${JSON.stringify(gap)}`) : response;
  };
};
