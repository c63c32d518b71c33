import { inOrder, PATIENCE, stream, type Behaviour } from "../behaviour.js";

export const unauthorized: Behaviour = {
  id: "B11",
  title: "401, then a fresh token, gets the stream",
  run: async (arena) => {
    const then = [{ entries: {} }, "stall"] as const;
    const port = await arena.port({
      log: { size: 1 },
      routes: [
        { headers: { authorization: "Bearer fresh" }, then },
        { query: { token: "fresh" }, then },
        { then: [{ head: { status: 401, headers: { "content-type": "text/plain" } } }] },
      ],
    });
    const client = await arena.connect({ url: stream(port), tokens: ["stale", "fresh"] });
    return inOrder(await client.heard(1, PATIENCE), 1, 1);
  },
};
