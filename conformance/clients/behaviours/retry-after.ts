import { all, inOrder, PATIENCE, stream, when, type Behaviour } from "../behaviour.js";

const SECONDS = 4;

export const retryAfter: Behaviour = {
  id: "B15",
  title: "Retry-After is heeded",
  run: async (arena) => {
    const later = [{ head: { status: 503, headers: { "content-type": "text/plain", "retry-after": String(SECONDS) } } }];
    const port = await arena.port({ log: { size: 1 }, routes: [{ replies: [later], then: [{ entries: {} }, "stall"] }] });
    const client = await arena.connect({ url: stream(port) });
    const heard = await client.heard(1, SECONDS * 1000 + PATIENCE);
    const [first, second] = (await port.seen()).requests;
    const after = (second?.at ?? NaN) - (first?.at ?? NaN);
    return all(inOrder(heard, 1, 1), when(after >= SECONDS * 1000 - 20, `came after ${after} ms`, `came after ${after} ms, when ${SECONDS} s were asked for`));
  },
};
