/** The page of a chaos run: the suite's own stream, read by a client whose clock runs fast, so that a run is short. */

import { v1 } from "tidings";
import { createProbe, type ProbeEvents } from "../suite/browser/contracts/index.js";
import { collectInto } from "../suite/browser/page-told.js";

/** The client's seconds in one of ours: what the server asks for, and every patience, is shorter by this. */
const SPEED = 20;

const create = v1.client<ProbeEvents>({ ...createProbe.definition, heartbeat: 300 * SPEED });
const cursor = new URLSearchParams(location.search).get("cursor");

collectInto((origin) => create({
  origin,
  ...(cursor !== null && { cursor }),
  token: () => "a token",
  backoff: { base: 20 * SPEED, cap: 100 * SPEED },
  platform: {
    now: () => Date.now() * SPEED,
    after: (delay, run) => {
      const timer = setTimeout(run, delay / SPEED);
      return () => clearTimeout(timer);
    },
  },
}));
