import { argument, constant, max, min } from "../kernels/scalar.ts";
import { rangeOf } from "./clip.ts";
import { elementwise } from "./elementwise.ts";

/** min(max(x, 0), 6) (Krizhevsky 2010, "Convolutional Deep Belief Networks on CIFAR-10"). */
export const relu6 = elementwise({
  name: "relu6",
  summary: "Keeps what is from 0 to 6, and makes the rest the nearer of the two.",
  operands: 1,
  formula: min(max(argument(0), constant(0)), constant(6)),
  onnx: {
    Clip: (node) => {
      const { low, high } = rangeOf(node);
      return low === 0 && high === 6 ? {} : undefined;
    },
  },
  examples: [{ cnn: "relu6", x: [-1, 2, 7], y: [0, 2, 6] }],
});
