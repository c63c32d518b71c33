import { breakAfter, cursorOf, fail, PATIENCE, stream, when, type Behaviour } from "../behaviour.js";

export const lastEventId: Behaviour = {
  id: "B8",
  title: "Last-Event-ID is sent",
  run: async (arena) => {
    const port = await arena.port({ log: { size: 3 }, routes: [{ replies: [[{ entries: {} }, "stall"]], then: ["stall"] }] });
    await breakAfter(port, await arena.connect({ url: stream(port) }), 3);
    const seen = await port.seen(2, PATIENCE);
    if (seen.count < 2) return fail("did not reconnect");
    const cursor = cursorOf(seen, 1);
    return when(cursor === "e1.3" && cursorOf(seen, 0) === undefined, "resumed after e1.3", `resumed after ${cursor ?? "nothing"}`);
  },
};
