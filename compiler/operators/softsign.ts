import { softsign as safeSoftsign } from "../kernels/intrinsics/squashing.ts";
import { argument } from "../kernels/scalar.ts";
import { elementwise } from "./elementwise.ts";

/** x/(1 + |x|) (Bergstra et al. 2009). */
export const softsign = elementwise({
  name: "softsign",
  summary: "Squeezes into -1 to 1, and more gently than `tanh`.",
  operands: 1,
  formula: safeSoftsign(argument(0)),
  onnx: { Softsign: () => ({}) },
  spelled: [{ text: "Div(x, Add(1, Abs(x)))", op: "Softsign", inputs: ["x"] }],
  examples: [{ cnn: "softsign", x: [-1, 0, 3], y: [-0.5, 0, 0.75] }],
});
