/**
 * The composable for Vue 3. Every event is reduced, and what came of it is shown once per frame.
 *
 * @example
 * const useOrders = hook(createOrders);
 * const shown = useOrders({ token }, { initial: [], reduce: (book, e) => e.type === "order.placed" ? [...book, e.data] : book });
 * // shown.value is [book, state]
 *
 * It lives as long as the scope it is called in. Options may be a ref or a getter: other ones make another client and begin
 * anew. On a server nothing connects.
 */
import { shallowRef, toValue, watch, type MaybeRefOrGetter, type ShallowRef } from "vue";
import { frames, type Reduction, type Shown } from "./frames.js";
import type { Create, Given } from "./options.js";

/** The composable of one stream. */
export type Hook<Events, Params = {}, Request = undefined> =
  <Value>(options: MaybeRefOrGetter<Given<Params, Request>>, reduction: Reduction<Events, Value>) => Readonly<ShallowRef<Shown<Value>>>;

/** Makes the composable of one generated constructor. */
export const hook = <Events, Params, Request>(create: Create<Events, Params, Request>): Hook<Events, Params, Request> =>
  (options, reduction) => {
    const shown = shallowRef();
    watch(() => JSON.stringify(toValue(options)), (_new, _old, onCleanup) => {
      const [listen, read] = frames(create, toValue(options), reduction);
      const show = (): unknown => (shown.value = read());
      if (globalThis.window) onCleanup(listen(show));
      show();
    }, { immediate: true });
    return shown;
  };
