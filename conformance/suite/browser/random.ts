/** A small deterministic generator (SplitMix32), so that a run can be repeated from its seed. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    mixed ^= mixed >>> 15;
    return (mixed >>> 0) / 2 ** 32;
  };
}

/** The seed of a run: `TIDINGS_SEED`, or one of its own; printed. */
export function seedOf(run: string): number {
  const given = process.env["TIDINGS_SEED"];
  const seed = given === undefined ? (Date.now() % 1_000_000_007) : Number(given);
  console.log(`${run}: TIDINGS_SEED=${seed}`);
  return seed;
}
