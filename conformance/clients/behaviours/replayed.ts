import { breakAfter, inOrder, PATIENCE, stream, type Behaviour } from "../behaviour.js";

export const replayed: Behaviour = {
  id: "B9",
  title: "replayed duplicates are dropped",
  run: async (arena) => {
    const port = await arena.port({ log: { size: 4 }, routes: [{ replies: [[{ entries: { count: 3 } }, "stall"]], then: [{ entries: { overlap: 2 } }, "stall"] }] });
    const client = await arena.connect({ url: stream(port) });
    await breakAfter(port, client, 3);
    const first = await client.heard(4, PATIENCE);
    // Who tells duplicates has told four by now, and more are on their way.
    return inOrder(first.length < 4 ? first : await client.heard(5, 300), 1, 4);
  },
};
