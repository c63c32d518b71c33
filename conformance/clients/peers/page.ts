/** The page of our own client and of all peers that a browser can load. */

import { offer } from "../page.js";
import { tidings, tidingsAlone } from "../tidings.js";
import { inBrowsers } from "./index.js";

offer([tidings, tidingsAlone, ...inBrowsers]);
