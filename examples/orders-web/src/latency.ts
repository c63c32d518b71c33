/** An event this much older than now was not live: it was replayed after a cut, or is history from before the page. */
export const LATE = 1000;

/** One measured event: how long it took from emission to handler, in milliseconds. */
export interface Sample {
  readonly took: number;
  readonly late: boolean;
}

/** The last `size` samples, and what they say. */
export interface Latencies {
  add(took: number): Sample;
  /** A quantile over the live samples; `undefined` before the first. */
  quantile(q: number): number | undefined;
  readonly recent: readonly Sample[];
}

export function latencies(size = 60): Latencies {
  const recent: Sample[] = [];
  return {
    recent,
    add(took) {
      const sample = { took: Math.max(0, took), late: took > LATE };
      recent.push(sample);
      if (recent.length > size) recent.shift();
      return sample;
    },
    quantile(q) {
      const live = recent.filter((sample) => !sample.late).map((sample) => sample.took).sort((a, b) => a - b);
      return live[Math.min(live.length - 1, Math.floor(q * live.length))];
    },
  };
}
