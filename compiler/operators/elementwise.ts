import * as diagnostics from "../../grammar/network-diagnostics.ts";
import { showShape } from "../graph/graph.ts";
import { evaluate, type Scalar } from "../kernels/scalar.ts";
import type { Schemas } from "./attributes.ts";
import { wayToJoin } from "./joining.ts";
import { type AnyOperator, defineOperator, type Operator, type ShapeCall } from "./operator.ts";

type Said<A> = Pick<Operator<A>, "name" | "summary" | "symbol" | "onnx" | "spelled" | "examples"> & {
  readonly operands: number;
};

/** An operator that is one formula, applied at every element; all its inputs have one shape. */
export function elementwise<A = Record<string, never>>(
  options: Said<A> & {
    readonly attributes?: Schemas<A>;
    /** Whether the attributes agree with each other; reports what is wrong. */
    readonly allows?: (call: ShapeCall<A>) => boolean;
    readonly formula: Scalar | ((attributes: A) => Scalar);
  },
): AnyOperator {
  const { formula, attributes = {} as Schemas<A>, allows = () => true, ...said } = options;
  const formulaOf = (given: A): Scalar => (typeof formula === "function" ? formula(given) : formula);
  return defineOperator<A>({
    ...said,
    attributes,
    shape: (call) => {
      const [first, ...others] = call.inputs;
      const differs = others.findIndex((shape) => String(shape) !== String(first));
      if (differs < 0) return allows(call) ? first : undefined;
      const [left, right] = [showShape(first!), showShape(others[differs]!)];
      const also = [call.inputLabel(0, left), call.inputLabel(differs + 1, right)];
      const way = wayToJoin(first!, others[differs]!);
      const help = way ?? "nothing is broadcast: look at the stride and padding of both sides";
      call.report(diagnostics.shapesDiffer, { left, right }, { also, help });
      return undefined;
    },
    reference: ({ x, y, attributes: given }) => {
      const tree = formulaOf(given);
      for (const i of y.offsets()) y.values[i] = evaluate(tree, ...x.map((grid) => grid.values[i]!));
    },
    rounding: { kind: "formula" },
    kernel: ({ attributes: given }) => ({ family: "elementwise", formula: formulaOf(given) }),
  });
}
