import { share } from "./attributes.ts";
import { defineOperator } from "./operator.ts";

interface Attributes {
  readonly rate: number;
}

/** The identity: values are only dropped while training. */
export const dropout = defineOperator<Attributes>({
  name: "dropout",
  summary: "Does nothing when a network runs; while training it drops a share of the values.",
  operands: 1,
  attributes: {
    rate: share({ summary: "share of values dropped while training", positional: true, default: () => 0.5 }),
  },
  shape: ({ inputs }) => inputs[0]!,
  reference: ({ x: [x], y }) => y.values.set(x!.values),
  rounding: { kind: "selection" },
  kernel: () => ({ family: "view" }),
  view: true,
  identity: true,
  examples: [{ cnn: "dropout(0.5)", x: [1, 2], y: [1, 2] }],
});
