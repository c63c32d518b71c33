/** The page of the suite's own stream. */

import { createProbe } from "./contracts/index.js";
import { collectInto } from "./page-told.js";

collectInto((origin) => createProbe({ origin }));
