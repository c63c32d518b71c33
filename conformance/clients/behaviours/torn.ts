import { all, cursorOf, inOrder, PATIENCE, stream, when, type Behaviour } from "../behaviour.js";

/** An event that is torn before its blank line must not be told, nor count as seen: it comes again, whole. */
const torn = (id: string, title: string, how: "reset" | "end"): Behaviour => ({
  id,
  title,
  run: async (arena) => {
    const part = "id: e1.2\nevent: tick\ndata: {\"n\":99}\n";
    const port = await arena.port({ log: { size: 2 }, routes: [{ replies: [[{ entries: { count: 1 } }, { send: part }, how === "end" ? { wait: 500 } : "stall"]], then: [{ entries: {} }, "stall"] }] });
    const client = await arena.connect({ url: stream(port) });
    if (how === "reset") {
      await client.heard(1, PATIENCE);
      // The part is on its way, and is to have arrived.
      await arena.wait(300);
      await port.breakOff(how);
    }
    const heard = await client.heard(2, PATIENCE);
    const cursor = cursorOf(await port.seen(2, 100), 1);
    return all(inOrder(heard, 1, 2), when(cursor === "e1.1", "resumed after e1.1", `resumed after ${cursor ?? "nothing"}`));
  },
});

export const tornByReset = torn("B4", "a reset in mid-event loses and doubles nothing", "reset");
export const tornByEnd = torn("B5", "an end in mid-event loses and doubles nothing", "end");
