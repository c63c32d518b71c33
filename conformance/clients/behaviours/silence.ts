import { fail, stream, when, type Behaviour } from "../behaviour.js";

const HEARTBEAT = 1000;
/** The heartbeats stop after so long, and the client has to notice within so long. */
const BEATS = 2000;
const LIMIT = 8000;

export const silence: Behaviour = {
  id: "B6",
  title: "a silent stall is detected",
  run: async (arena) => {
    const beats = { repeat: { times: 4, every: BEATS / 4, steps: [{ send: ":\n\n" }] } };
    const port = await arena.port({ log: { size: 1 }, routes: [{ then: [{ entries: {} }, beats, "stall"] }] });
    await arena.connect({ url: stream(port), heartbeat: HEARTBEAT });
    const { requests } = await port.seen(2, BEATS + LIMIT);
    const [first, second] = requests;
    if (!first) return fail("did not connect");
    if (!second) return fail(`sat through ${LIMIT / 1000} s of silence on a stream with a heartbeat of ${HEARTBEAT / 1000} s`);
    const after = second.at - first.at - BEATS;
    return when(after >= 0, `noticed after ${after} ms`, "reconnected while heartbeats came");
  },
};
