import type { Convert, Guard } from "./types.js";

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
