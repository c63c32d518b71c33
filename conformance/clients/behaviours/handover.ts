import { all, inOrder, stream, when, type Behaviour } from "../behaviour.js";

/** So many entries come while the leader goes, one every so many milliseconds. */
const ENTRIES = 40;
const EVERY = 50;

export const handover: Behaviour = {
  id: "B18",
  title: "tabs share, and a new leader loses and doubles nothing",
  page: true,
  run: async (arena) => {
    const port = await arena.port({ log: { size: 1 }, routes: [{ then: [{ entries: { live: true } }] }] });
    const plan = { url: stream(port), share: true };
    const leader = await arena.tab();
    const leading = await leader.connect(plan);
    await leading.heard(1, 5000);
    const follower = await arena.tab();
    const following = await follower.connect(plan);
    // A tab that joins may catch up on a connection of its own; after that there is one.
    await arena.wait(1000);
    const { open } = await port.seen();
    const start = (await following.heard()).length;
    for (let entry = 0; entry < ENTRIES; entry++) {
      await port.append(1);
      await arena.wait(EVERY);
      if (entry === ENTRIES / 2) await leader.close();
    }
    const heard = await following.heard(start + ENTRIES, 5000);
    return all(
      when(open === 1, "one connection", `two tabs hold ${open} connections`),
      inOrder(heard.slice(start), 2, ENTRIES + 1),
    );
  },
};
