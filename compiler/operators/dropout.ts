import { share } from "./attributes.ts";
import { refuse, shortest } from "./onnx.ts";
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
  onnx: {
    Dropout: (node) => {
      if (node.known(2)?.values()[0]) refuse("it drops values, as while training", "export the model for inference");
      const rate = node.known(1)?.values()[0] ?? node.number("ratio", 0.5);
      return { attributes: { rate: shortest(rate) } };
    },
  },
  examples: [{ cnn: "dropout(0.5)", x: [1, 2], y: [1, 2] }],
});
