import { silu as safeSilu } from "../kernels/intrinsics/exponential.ts";
import { argument } from "../kernels/scalar.ts";
import { elementwise } from "./elementwise.ts";
import type { OnnxUse } from "./onnx.ts";
import { filled } from "./onnx-tensors.ts";

/** x/(1 + e^−x) (Elfwing, Uchibe and Doya 2017); Swish with β = 1 (Ramachandran, Zoph and Le 2017). */
export const silu = elementwise({
  name: "silu",
  summary: "Multiplies each element by its `sigmoid`; also known as Swish.",
  operands: 1,
  formula: safeSilu(argument(0)),
  onnx: {
    Swish: (node) => {
      const slope = node.number("alpha", 1);
      if (slope === 1) return {};
      // x·σ(αx) is silu(αx)/α.
      const [channels] = node.shape(0) as [number];
      const factor = (by: number): OnnxUse => ({ operator: "scale", weights: { weight: filled([channels], by) } });
      return [factor(slope), {}, factor(1 / slope)];
    },
  },
  spelled: [
    { text: "Mul(x, Sigmoid(x))", op: "Swish", inputs: ["x"] },
    { text: "Mul(x, Sigmoid(Mul(x, alpha)))", op: "Swish", inputs: ["x"] },
  ],
  examples: [{ cnn: "silu", x: [-1, 0, 2], y: [-0.2689, 0, 1.7616] }],
});
