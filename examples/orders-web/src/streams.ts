// The page's only way to the server: the clients that `tidings generate` wrote from the registry.
import { createAssistant, createNotifications, createOrders } from "./contracts/index.js";

export { createAssistant, createNotifications, createOrders };

/** What iterating over a client yields. */
type MessageOf<Client> = Client extends AsyncIterable<infer Message> ? Message : never;

export type OrdersMessage = MessageOf<ReturnType<typeof createOrders>>;
export type NotificationsMessage = MessageOf<ReturnType<typeof createNotifications>>;
export type AssistantClient = ReturnType<typeof createAssistant>;

/** Where a connection stands; the same for every generated client. */
export type State = ReturnType<typeof createOrders>["state"];
