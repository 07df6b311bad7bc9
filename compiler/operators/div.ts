import { quotient } from "../kernels/intrinsics/quotient.ts";
import { argument } from "../kernels/scalar.ts";
import { elementwise } from "./elementwise.ts";
import { joins } from "./onnx-elementwise.ts";
import { byNorm, meanVariance } from "./onnx-normalization.ts";

/**
 * Elementwise quotient; 0 where the divisor is 0 (TensorFlow's `divide_no_nan`). Nothing is promised of a quotient that
 * f32 cannot hold, or of a divisor above 2¹²⁶, where WGSL promises nothing either.
 */
export const div = elementwise({
  name: "div",
  summary:
    "Divides the first value by the second, element by element; both have one shape. Divided by 0 (or by less than 2^-126, which a device may take for it) is 0.",
  operands: 2,
  formula: quotient(argument(0), argument(1)),
  onnx: { Div: joins, LpNormalization: byNorm, MeanVarianceNormalization: meanVariance },
  examples: [{ cnn: "div(mul(x, x))", x: [2, 0, -4], y: [0.5, 0, -0.25] }],
});
