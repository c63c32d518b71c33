/** What hooks have in common: every event is reduced at once, and what came of it is shown once per frame. */
import type { Client, Create, Message, Options, Snapshot } from "./options.js";
import type { State } from "./state.js";

/** How a hook builds its value. */
export interface Reduction<Events, Value> {
  readonly initial: Value;
  /** Gets every event, gap, unknown and snapshot, in order, once. Pure, and the same for as long as the client lives. */
  readonly reduce: (value: Value, event: Message<Events> | Snapshot) => Value;
}

/** What a hook shows: the value that the events built, and where the connection stands. */
export type Shown<Value> = readonly [value: Value, state: State];

/** Makes a client and its value. The first result feeds it, and calls `show` in the frame after something came, until its own result is called; the second reads what to show. */
export const frames = <Events, Params, Request, Value>(create: Create<Events, Params, Request>, options: Options<Params, Request> | undefined, { initial: value, reduce }: Reduction<Events, Value>) => {
  const client = (create as unknown as (options?: Options<Params, Request>) => Client<Events>)(options);
  let shown: Shown<Value> = [value, client.state];
  return [
    (show: () => void): (() => void) => {
      let frame: number | undefined;
      const later = (): void => {
        frame ||= requestAnimationFrame((start) => {
          frame = 0;
          shown = [value, client.state];
          show();
          options?.telemetry?.shown(start);
        });
      };
      const offs = ["$gap", "$unknown", "$snapshot", ...Object.keys(create.definition.events)].map((type) => client.on(type as "$gap", (event) => {
        later();
        value = reduce(value, event as unknown as Snapshot);
      }));
      offs.push(client.onState(later));
      return () => offs.forEach((off) => off());
    },
    () => shown,
  ] as const;
};
