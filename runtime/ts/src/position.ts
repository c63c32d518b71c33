/** `4kq7.1042`: an epoch and a seq, 64 bits wide. Anything else is a foreign id, of which only its bytes are known. */
const CURSOR = /^([^.~]+)\.(\d{1,20})$/;

/**
 * Where one client instance stands on its topic: what it has received, and so what a reconnect resumes after.
 *
 * Only cursors of one epoch are compared. Foreign servers repeat ids (99,990 of 100,000 `Date.now()` ids were equal to
 * the one before), so an id that is no cursor is never a duplicate.
 */
export class Position {
  /** The last id received; empty or `undefined`: nothing to resume after. */
  id: string | undefined;
  #epoch: string | undefined;
  #seq = 0n;

  constructor(id: string | undefined) {
    this.rewind(id);
  }

  /** Moves on to `id`; says no, and stays, where that lies behind. */
  move(id: string): boolean {
    const [, epoch, digits] = CURSOR.exec(id) ?? [];
    if (epoch !== undefined && digits !== undefined) {
      const seq = BigInt(digits);
      if (epoch === this.#epoch && seq <= this.#seq) return false;
      this.#seq = seq;
    }
    this.#epoch = epoch;
    this.id = id;
    return true;
  }

  /** A gap was told: the stream may go on anywhere, also behind. What to resume after stays until an id says more. */
  jump(): void {
    this.#epoch = undefined;
  }

  /** Back to `id`: what came after it was given to nobody. */
  rewind(id: string | undefined): void {
    this.jump();
    this.id = undefined;
    if (id !== undefined) this.move(id);
  }
}
