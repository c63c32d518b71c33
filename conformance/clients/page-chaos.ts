/** The page of a chaos run: the suite's own stream, read by a client whose clock runs fast. */

import { v1 } from "tidings";
import { createProbe, type ProbeEvents } from "../suite/browser/contracts/index.js";
import { collectInto } from "../suite/browser/page-told.js";
import { hastened, SPEED } from "./hastened.js";

const create = v1.client<ProbeEvents>({ ...createProbe.definition, heartbeat: 300 * SPEED });
const cursor = new URLSearchParams(location.search).get("cursor");

collectInto((origin) => create({ origin, ...(cursor !== null && { cursor }), ...hastened }));
