import { softplus as safeSoftplus } from "../kernels/intrinsics/exponential.ts";
import { argument } from "../kernels/scalar.ts";
import { elementwise } from "./elementwise.ts";

/** log(1 + e^x) (Dugas et al. 2001). */
export const softplus = elementwise({
  name: "softplus",
  summary: "A smooth `relu`, always positive.",
  operands: 1,
  formula: safeSoftplus(argument(0)),
  onnx: { Softplus: () => ({}) },
  spelled: [{ text: "Log(Add(Exp(x), 1))", op: "Softplus", inputs: ["x"] }],
  examples: [{ cnn: "softplus", x: [-1, 1, 100], y: [0.3133, 1.3133, 100] }],
});
