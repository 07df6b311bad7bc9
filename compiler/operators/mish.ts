import { mish as safeMish } from "../kernels/intrinsics/exponential.ts";
import { argument } from "../kernels/scalar.ts";
import { elementwise } from "./elementwise.ts";

/** x·tanh(log(1 + e^x)) (Misra 2019). */
export const mish = elementwise({
  name: "mish",
  summary: "Multiplies each element by the `tanh` of its `softplus`.",
  operands: 1,
  formula: safeMish(argument(0)),
  onnx: { Mish: () => ({}) },
  spelled: [{ text: "Mul(x, Tanh(Softplus(x)))", op: "Mish", inputs: ["x"] }],
  examples: [{ cnn: "mish", x: [-1, 0, 1], y: [-0.3034, 0, 0.8651] }],
});
