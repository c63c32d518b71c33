import { inOrder, PATIENCE, stream, type Behaviour } from "../behaviour.js";

/** So long nobody listens, in milliseconds. */
const DOWN = 4000;

export const refused: Behaviour = {
  id: "B14",
  title: "recovers after connection refused",
  run: async (arena) => {
    const port = await arena.port({ log: { size: 2 }, routes: [{ replies: [[{ entries: { count: 1 } }, "stall"]], then: [{ entries: {} }, "stall"] }] });
    const client = await arena.connect({ url: stream(port) });
    await client.heard(1, PATIENCE);
    await port.down(DOWN);
    return inOrder(await client.heard(2, DOWN + PATIENCE), 1, 2);
  },
};
