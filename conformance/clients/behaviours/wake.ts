import { all, fail, inOrder, stream, when, type Behaviour, type Arena, type Verdict } from "../behaviour.js";

/** Within so many milliseconds a page that came back, or a network that did, has its stream again. */
const PROMPT = 1000;

const kept = async (arena: Arena): Promise<Verdict> => {
  const port = await arena.port({ log: { size: 1 }, routes: [{ then: [{ entries: { live: true } }] }] });
  const tab = await arena.tab();
  const client = await tab.connect({ url: stream(port) });
  await client.heard(1, 5000);
  const isKept = await tab.away(async () => {
    await port.append(2);
    await port.breakOff("cut");
    await arena.wait(300);
  });
  if (!isKept) return fail("its page was not kept in the back-forward cache");
  const back = (await port.seen()).now;
  const verdict = inOrder(await client.heard(3, 6000), 1, 3);
  const took = (await port.seen()).now - back;
  return all(verdict, when(took <= PROMPT, `back after ${took} ms`, `a page that came back had its stream after ${took} ms`));
};

const online = async (arena: Arena): Promise<Verdict> => {
  const port = await arena.port({ log: { size: 1 }, routes: [{ then: [{ entries: { live: true } }] }] });
  const tab = await arena.tab();
  const client = await tab.connect({ url: stream(port) });
  await client.heard(1, 5000);
  await tab.offline(true);
  await port.append(1);
  await port.breakOff("cut");
  await arena.wait(300);
  await tab.offline(false);
  const back = (await port.seen()).now;
  const verdict = inOrder(await client.heard(2, 6000), 1, 2);
  const took = (await port.seen()).now - back;
  return all(verdict, when(took <= PROMPT, `online after ${took} ms`, `a network that came back had the stream after ${took} ms`));
};

export const wake: Behaviour = {
  id: "B16",
  title: "back from bfcache, or online, without delay",
  page: true,
  run: async (arena) => all(await kept(arena), await online(arena)),
};
