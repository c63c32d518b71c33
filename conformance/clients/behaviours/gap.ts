import { all, breakAfter, inOrder, PATIENCE, stream, when, type Behaviour } from "../behaviour.js";

export const gap: Behaviour = {
  id: "B20",
  title: "a gap is told, and the stream goes on",
  run: async (arena) => {
    const gap = "id: e1.7\nevent: tidings.gap\ndata: {\"from\":\"e1.1\",\"to\":\"e1.7\",\"reason\":\"trimmed\"}\n\n";
    const next = "id: e1.8\nevent: tick\ndata: {\"n\":8}\n\n";
    const port = await arena.port({ log: { size: 1 }, routes: [{ replies: [[{ entries: {} }, "stall"]], then: [{ send: gap }, { send: next }, "stall"] }] });
    const client = await arena.connect({ url: stream(port), events: ["tick", "tidings.gap"] });
    await breakAfter(port, client, 1);
    const heard = await client.heard(3, PATIENCE);
    const told = heard.map(({ type }) => type).join(" ");
    return all(when(told === "tick tidings.gap tick", "told between its neighbours", `told ${told || "nothing"}`), inOrder(heard.slice(-1), 8, 8));
  },
};
