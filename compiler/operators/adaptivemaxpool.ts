import { adaptivePool } from "./adaptive.ts";
import { largest } from "./reductions.ts";

/** The largest value of each of as many windows as the output is to have (PyTorch's AdaptiveMaxPool). */
export const adaptivemaxpool = adaptivePool({
  name: "adaptivemaxpool",
  summary: "Keeps the largest value of as many windows as are asked for, whatever the input's size.",
  meaning: (elements) => elements.reduce((best, x) => (x > best ? x : best)),
  reduction: () => largest,
  rounding: { kind: "selection" },
  examples: [
    { cnn: "adaptivemaxpool(2)", x: [[1, 3, -4, -6]], y: [[3, -4]] },
    { cnn: "adaptivemaxpool(3)", x: [[1, 3, 2, 5]], y: [[3, 3, 5]] },
  ],
});
