import { argument, type Intrinsic, intrinsic, mul } from "../kernels/scalar.ts";
import { elementwise } from "./elementwise.ts";
import { hardSigmoid } from "./hardsigmoid.ts";

const formula: Intrinsic = {
  name: "hardswish",
  meaning: (x) => (x * Math.max(0, Math.min(6, x + 3))) / 6,
  tree: mul(argument(0), hardSigmoid(argument(0))),
  gap: 0,
};

/** x·clip(x/6 + 1/2, 0, 1) (Howard et al. 2019, "Searching for MobileNetV3"). */
export const hardswish = elementwise({
  name: "hardswish",
  summary: "Multiplies each element by its `hardsigmoid`.",
  operands: 1,
  formula: intrinsic(formula, argument(0)),
  onnx: { HardSwish: () => ({}) },
  spelled: [
    { text: "Mul(x, HardSigmoid(x; alpha=0.16666667; beta?=0.5))", op: "HardSwish", inputs: ["x"] },
    { text: "Mul(x, Div(Clip(Add(x, 3), 0, 6), 6))", op: "HardSwish", inputs: ["x"] },
    { text: "Div(Mul(x, Clip(Add(x, 3), 0, 6)), 6)", op: "HardSwish", inputs: ["x"] },
  ],
  examples: [{ cnn: "hardswish", x: [-1, 0, 4], y: [-0.3333, 0, 4] }],
});
