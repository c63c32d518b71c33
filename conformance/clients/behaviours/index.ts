/** All behaviours, in the order of the table. */

import type { Behaviour } from "../behaviour.js";
import { backoff } from "./backoff.js";
import { cleanClose } from "./clean-close.js";
import { flapping } from "./flapping.js";
import { gap } from "./gap.js";
import { handover } from "./handover.js";
import { html } from "./html.js";
import { lastEventId } from "./last-event-id.js";
import { noContent } from "./no-content.js";
import { parser } from "./parser.js";
import { refused } from "./refused.js";
import { reload } from "./reload.js";
import { replayed } from "./replayed.js";
import { retryAfter } from "./retry-after.js";
import { retryField } from "./retry-field.js";
import { serverErrors } from "./server-errors.js";
import { silence } from "./silence.js";
import { tornByEnd, tornByReset } from "./torn.js";
import { unauthorized } from "./unauthorized.js";
import { wake } from "./wake.js";

export const behaviours: readonly Behaviour[] = [
  cleanClose, serverErrors, noContent, tornByReset, tornByEnd, silence, retryField, lastEventId, replayed, html,
  unauthorized, backoff, parser, refused, retryAfter, wake, reload, handover, flapping, gap,
];
