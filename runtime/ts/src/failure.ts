/** What the client reports of itself: an error with an id that never changes. */
export interface Failure extends Error {
  /** Storage could not be read or written; or tabs of several users would share, since nobody said whose events these are. */
  readonly id: "client/storage-failed" | "client/share-without-subject";
}

/** Makes one; `cause` is what was thrown. */
export const failure = (id: Failure["id"], cause?: unknown): Failure => Object.assign(Error(id, { cause }), { id });
