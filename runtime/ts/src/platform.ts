import type { Platform } from "./state.js";

declare const process: { readonly env: { readonly NODE_ENV?: string } };

/** The longest delay that timers take; beyond it they fire at once. */
const LONGEST = 2 ** 31 - 1;

/** The world as it is. */
export const PLATFORM: Platform = {
  fetch: (input, init) => fetch(input, init),
  now: Date.now,
  random: Math.random,
  after: (delay, run) => {
    const timer = setTimeout(run, Math.min(delay, LONGEST));
    return () => clearTimeout(timer);
  },
  onWake: (run, signal) => {
    // A page from the back-forward cache, which alone is persisted, has lost its connections.
    const wake = ({ persisted = false }: Event & { readonly persisted?: boolean }): void => {
      if (!globalThis.document?.hidden) run(persisted);
    };
    for (const type of ["pageshow", "visibilitychange", "online"]) globalThis.addEventListener?.(type, wake, { signal });
  },
};

/** Bundlers put the text in the place of `process.env.NODE_ENV`; a page without a bundler has no `process`. */
export const isProduction = (): boolean => {
  try {
    return process.env.NODE_ENV === "production";
  } catch {
    return false;
  }
};

/** Where errors go that nobody asked for. */
export const report = (error: unknown): void => (globalThis.reportError ?? console.error)(error);
