/** What a page of the suite offers to the test that drives it. */

import type { Adapter } from "./adapter.js";
import { Hearings } from "./hearing.js";

declare global {
  interface Window {
    hearings: Hearings;
  }
}

/** Makes the adapters ready to be asked. */
export function offer(adapters: readonly Adapter[]): void {
  window.hearings = new Hearings(adapters);
}
