import { inOrder, PATIENCE, stream, type Behaviour } from "../behaviour.js";

export const serverErrors: Behaviour = {
  id: "B2",
  title: "recovers after two 500s",
  run: async (arena) => {
    const busy = [{ head: { status: 500, headers: { "content-type": "text/plain" } } }, { send: "busy" }];
    const port = await arena.port({ log: { size: 1 }, routes: [{ replies: [busy, busy], then: [{ entries: {} }, "stall"] }] });
    const client = await arena.connect({ url: stream(port) });
    return inOrder(await client.heard(1, PATIENCE), 1, 1);
  },
};
