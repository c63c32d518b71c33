import { all, cursorOf, inOrder, stream, when, type Behaviour } from "../behaviour.js";

export const reload: Behaviour = {
  id: "B17",
  title: "resumes over a reload",
  page: true,
  run: async (arena) => {
    const port = await arena.port({ log: { size: 3 }, routes: [{ then: [{ entries: { live: true } }] }] });
    const tab = await arena.tab();
    const plan = { url: stream(port), resume: true };
    const before = await tab.connect(plan);
    const first = inOrder(await before.heard(3, 5000), 1, 3);
    await tab.reload();
    await port.append(2);
    const after = await tab.connect(plan);
    const heard = await after.heard(2, 5000);
    const cursor = cursorOf(await port.seen(2, 1000), 1);
    return all(first, when(cursor === "e1.3", "resumed after e1.3", `began after ${cursor ?? "nothing"}`), inOrder(heard, 4, 5));
  },
};
