import { inOrder, PATIENCE, stream, type Behaviour } from "../behaviour.js";

export const refused: Behaviour = {
  id: "B14",
  title: "recovers after connection refused",
  run: async (arena) => {
    const port = await arena.port({ log: { size: 2 }, routes: [{ replies: [[{ entries: { count: 1 } }, { wait: 50 }, { down: 4000 }]], then: [{ entries: {} }, "stall"] }] });
    const client = await arena.connect({ url: stream(port) });
    return inOrder(await client.heard(2, 4000 + PATIENCE), 1, 2);
  },
};
