import { silu as safeSilu } from "../kernels/intrinsics/exponential.ts";
import { argument } from "../kernels/scalar.ts";
import { elementwise } from "./elementwise.ts";

/** x/(1 + e^−x) (Elfwing, Uchibe and Doya 2017); Swish with β = 1 (Ramachandran, Zoph and Le 2017). */
export const silu = elementwise({
  name: "silu",
  summary: "Multiplies each element by its `sigmoid`; also known as Swish.",
  operands: 1,
  formula: safeSilu(argument(0)),
  examples: [{ cnn: "silu", x: [-1, 0, 2], y: [-0.2689, 0, 1.7616] }],
});
