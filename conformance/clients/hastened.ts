/** Options of a client whose clock runs fast, so that a run is short. */

import type { BaseOptions } from "tidings";

/** The client's seconds in one of ours: what the server asks for, and every patience, is shorter by this. */
export const SPEED = 20;

export const hastened: Pick<BaseOptions, "token" | "backoff" | "platform"> = {
  token: () => "a token",
  backoff: { base: 20 * SPEED, cap: 100 * SPEED },
  platform: {
    now: () => Date.now() * SPEED,
    after: (delay, run) => {
      const timer = setTimeout(run, delay / SPEED);
      return () => clearTimeout(timer);
    },
  },
};
