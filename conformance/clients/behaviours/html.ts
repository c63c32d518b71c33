import { fail, stream, when, type Behaviour } from "../behaviour.js";

export const html: Behaviour = {
  id: "B10",
  title: "text/html is never delivered",
  run: async (arena) => {
    const port = await arena.port({ log: { size: 1 }, routes: [{ then: [{ head: { headers: { "content-type": "text/html" } } }, { entries: {} }, { wait: 500 }, "end"] }] });
    const client = await arena.connect({ url: stream(port) });
    if ((await port.seen(1, 3000)).count === 0) return fail("did not connect");
    const heard = await client.heard(1, 3000);
    return when(heard.length === 0, "told nothing", `told ${JSON.stringify(heard[0]?.data)} of a page`);
  },
};
