/** The page of our own client alone. */

import { offer } from "./page.js";
import { tidings } from "./tidings.js";

offer([tidings]);
