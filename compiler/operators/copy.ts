import { defineOperator } from "./operator.ts";

/** The same value in another buffer: what a network returns must be written by a kernel. */
export const copy = defineOperator<Record<string, never>>({
  name: "copy",
  summary: "Copies a value to an output of the network.",
  operands: 1,
  attributes: {},
  shape: ({ inputs }) => inputs[0]!,
  reference: ({ x: [x], y }) => y.values.set(x!.values),
  rounding: { kind: "selection" },
  kernel: () => ({ family: "view" }),
  internal: true,
  examples: [],
});
