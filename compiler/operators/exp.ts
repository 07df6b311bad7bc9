import { argument, constant, min, exp as power } from "../kernels/scalar.ts";
import { elementwise } from "./elementwise.ts";

/** e^88 is 1.65e38: f32 ends at 3.4e38. */
const farthest = 88;

/** e^min(x, 88). */
export const exp = elementwise({
  name: "exp",
  summary: "e to the power of each element; of those above 88, e^88, for f32 ends soon after.",
  operands: 1,
  formula: power(min(argument(0), constant(farthest))),
  onnx: { Exp: () => ({}) },
  examples: [{ cnn: "exp", x: [-1, 0, 2], y: [0.3679, 1, 7.3891] }],
});
