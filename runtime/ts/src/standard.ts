import type { Create } from "./options.js";
import type { Convert, Guard, Typed } from "./types.js";

/** The part of Standard Schema (standardschema.dev, version 1) that a reader offers. */
export interface StandardSchema<Output> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: "tidings";
    readonly validate: (value: unknown) => { readonly value: Output } | { readonly issues: readonly { readonly message: string }[] };
    readonly types?: { readonly input: unknown; readonly output: Output };
  };
}

/**
 * A guard and its fallbacks as a Standard Schema, for forms, routers and queries that take one. The value is copied first,
 * so that fallbacks never write into what the caller holds.
 */
export const standard = <Output>(guard: Guard, fallbacks?: Convert): StandardSchema<Output> => ({
  "~standard": {
    version: 1,
    vendor: "tidings",
    validate: (value) => {
      if (!guard(value)) return { issues: [{ message: "not in the accept set of this version" }] };
      return { value: (fallbacks ? fallbacks(structuredClone(value)) : value) as Output };
    },
  },
});

/**
 * One event of a generated stream as a Standard Schema.
 *
 * @example
 * const placed = schema(createOrders, "order.placed");
 * const result = placed["~standard"].validate(JSON.parse(text)); // value: OrderPlaced, or issues
 */
export const schema = <Events, Params, Request, Name extends keyof Events & string>(
  { definition }: Create<Events, Params, Request>, name: Name,
): StandardSchema<Events[Name] extends Typed<number, infer Data> ? Data : never> => {
  const event = definition.events[name];
  return standard(event?.guard ?? (() => false), event?.fallbacks);
};
