import { breakAfter, fail, PATIENCE, stream, when, type Behaviour } from "../behaviour.js";

/** So long nothing may come after a 204, in milliseconds. */
const QUIET = 7000;

export const noContent: Behaviour = {
  id: "B3",
  title: "stops on 204",
  run: async (arena) => {
    const port = await arena.port({ log: { size: 1 }, routes: [{ replies: [[{ entries: {} }, "stall"]], then: [{ head: { status: 204 } }] }] });
    await breakAfter(port, await arena.connect({ url: stream(port) }), 1);
    if ((await port.seen(2, PATIENCE)).count < 2) return fail("did not reconnect after a cut");
    const { count } = await port.seen(3, QUIET);
    return when(count === 2, "asked no more", "asked again after the 204");
  },
};
