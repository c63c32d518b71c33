/**
 * The hook for React 18 and later. Every event is reduced, and the component renders at most once per frame.
 *
 * @example
 * const useOrders = hook(createOrders);
 * const [book, state] = useOrders({ token }, { initial: [], reduce: (book, e) => e.type === "order.placed" ? [...book, e.data] : book });
 *
 * One mounted component is one connection, in StrictMode too. Another `params`, `url` or `origin` makes another client and
 * begins anew; functions among the options are those of the first rendering. On a server nothing connects.
 */
import { useMemo, useSyncExternalStore } from "react";
import { frames, type Reduction, type Shown } from "./frames.js";
import type { Create, Given } from "./options.js";

/** The hook of one stream. */
export type Hook<Events, Params = {}, Request = undefined> =
  <Value>(options: Given<Params, Request>, reduction: Reduction<Events, Value>) => Shown<Value>;

/** Makes the hook of one generated constructor. */
export const hook = <Events, Params, Request>(create: Create<Events, Params, Request>): Hook<Events, Params, Request> =>
  (options, reduction) => {
    const [listen, read] = useMemo(() => frames(create, options, reduction), [JSON.stringify(options)]);
    return useSyncExternalStore(listen, read, read);
  };
