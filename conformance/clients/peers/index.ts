/** The adapters of all peers, in the order of the table. */

import type { Adapter } from "../adapter.js";
import { eventSourcePlus } from "./event-source-plus.js";
import { eventsourceClient } from "./eventsource-client.js";
import { eventsource } from "./eventsource.js";
import { fetchEventSourceClient } from "./fetch-event-source.js";
import { heyApi } from "./hey-api.js";
import { native } from "./native.js";
import { reconnecting } from "./reconnecting-eventsource.js";
import { ssejs } from "./sse-js.js";

/** Those that a browser can load; the others are added where they run. */
export const inBrowsers: readonly Adapter[] = [
  native, eventsource, eventsourceClient, fetchEventSourceClient, eventSourcePlus, reconnecting, ssejs, heyApi,
];
