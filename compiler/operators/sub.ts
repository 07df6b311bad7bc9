import { argument, sub as minus } from "../kernels/scalar.ts";
import { elementwise } from "./elementwise.ts";
import { joins, softShrink } from "./onnx-elementwise.ts";

/** Elementwise difference. */
export const sub = elementwise({
  name: "sub",
  summary: "Subtracts the second value from the first, element by element; both have one shape.",
  operands: 2,
  formula: minus(argument(0), argument(1)),
  onnx: { Sub: joins, Shrink: softShrink },
  spelled: [
    {
      text: "Where(Less(x, low), Add(x, bias), Where(Less(lambd, x), Sub(x, bias), 0))",
      op: "Shrink",
      inputs: ["x"],
    },
  ],
  examples: [{ cnn: "sub(relu(x))", x: [1, -2, 3], y: [0, -2, 0] }],
});
