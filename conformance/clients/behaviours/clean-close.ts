import { inOrder, PATIENCE, stream, type Behaviour } from "../behaviour.js";

export const cleanClose: Behaviour = {
  id: "B1",
  title: "reconnects after a clean close",
  run: async (arena) => {
    const port = await arena.port({ log: { size: 2 }, routes: [{ replies: [[{ entries: { count: 1 } }, "end"]], then: [{ entries: {} }, "stall"] }] });
    const client = await arena.connect({ url: stream(port) });
    return inOrder(await client.heard(2, PATIENCE), 1, 2);
  },
};
