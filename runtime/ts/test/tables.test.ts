import { describe, expect, it } from "vitest";
import { handle, schema, v1, type Handlers } from "../src/index.js";

interface Placed { readonly id: string; readonly state?: "open" | "other" }
interface Events { "order.placed": v1.Typed<1, Placed>; "order.paid": v1.Typed<2, { readonly amount: number }> }

const create = v1.client<Events>({
  name: "orders", path: "/orders", release: "orders@1-000000000000", kind: "broadcast", envelope: "compact",
  events: {
    "order.placed": {
      version: 1, guard: v1.obj({ members: { id: v1.type("string") }, required: ["id"] }),
      fallbacks: v1.inside({ members: { state: v1.fallback(["open"], "other") } }),
    },
    "order.paid": { version: 2, guard: v1.obj({ required: ["amount"] }) },
  },
});

describe("an event as a Standard Schema", () => {
  it("takes what its guard takes, with its fallbacks, and leaves what the caller holds", () => {
    const { validate } = schema(create, "order.placed")["~standard"];
    const given = { id: "o-1", state: "later" };
    expect(validate(given)).toEqual({ value: { id: "o-1", state: "other" } });
    expect(given.state).toBe("later");
    expect(validate({ state: "open" })).toHaveProperty("issues");
  });
  it("takes nothing of a name that the stream has not", () => {
    expect(schema(create, "order.lost" as "order.paid")["~standard"].validate({})).toHaveProperty("issues");
  });
});

describe("a table of handlers", () => {
  it("is taken whole, and taken off whole", () => {
    const taken: string[] = [];
    const off: string[] = [];
    const client = { on: (type: string) => { taken.push(type); return () => off.push(type); } } as unknown as ReturnType<typeof create>;
    const table = { "order.placed": () => undefined, $gap: () => undefined } satisfies Handlers<Events>;
    handle(client, table)();
    expect(taken).toEqual(["order.placed", "$gap"]);
    expect(off).toEqual(taken);
  });
});
