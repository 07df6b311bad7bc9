import * as diagnostics from "../../grammar/network-diagnostics.ts";
import { showShape } from "../graph/graph.ts";
import { evaluate, type Scalar } from "../kernels/scalar.ts";
import { type AnyOperator, defineOperator, type Example } from "./operator.ts";

/** An operator that is one formula, applied at every element; all its inputs have one shape. */
export function elementwise(options: {
  name: string;
  summary: string;
  operands: number;
  symbol?: "+";
  formula: Scalar;
  examples: readonly Example[];
}): AnyOperator {
  const { formula, ...rest } = options;
  return defineOperator<Record<string, never>>({
    ...rest,
    attributes: {},
    shape: (call) => {
      const [first, ...others] = call.inputs;
      const differs = others.findIndex((shape) => String(shape) !== String(first));
      if (differs < 0) return first;
      const [left, right] = [showShape(first!), showShape(others[differs]!)];
      const also = [call.inputLabel(0, left), call.inputLabel(differs + 1, right)];
      call.report(diagnostics.shapesDiffer, { left, right }, { also });
      return undefined;
    },
    reference: ({ x, y }) => {
      for (let i = 0; i < y.values.length; i++) y.values[i] = evaluate(formula, ...x.map((grid) => grid.values[i]!));
    },
    rounding: { kind: "formula" },
    kernel: () => ({ family: "elementwise", formula }),
  });
}
