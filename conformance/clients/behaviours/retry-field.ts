import { breakAfter, fail, PATIENCE, stream, when, type Behaviour } from "../behaviour.js";

const RETRY = 5500;

export const retryField: Behaviour = {
  id: "B7",
  title: "retry: is a floor",
  run: async (arena) => {
    const port = await arena.port({ log: { size: 1 }, routes: [{ then: [{ send: `retry: ${RETRY}\n\n` }, { entries: {} }, "stall"] }] });
    await breakAfter(port, await arena.connect({ url: stream(port) }), 1);
    const { requests } = await port.seen(2, RETRY + PATIENCE);
    const [first, second] = requests;
    if (!second) return fail("did not reconnect");
    const after = second.at - (first?.ended ?? NaN);
    // A millisecond or two are lost between two clocks.
    return when(after >= RETRY - 20, `came after ${after} ms`, `came after ${after} ms, when ${RETRY} were asked for`);
  },
};
