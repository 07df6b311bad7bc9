import { adaptivePool, divides, meanOver, mostElements } from "./adaptive.ts";

/** The mean of each of as many windows as the output is to have (PyTorch's AdaptiveAvgPool). */
export const adaptiveavgpool = adaptivePool({
  name: "adaptiveavgpool",
  summary: "Averages as many windows as are asked for, whatever the input's size.",
  meaning: (elements) => elements.reduce((sum, x) => sum + x, 0) / elements.length,
  reduction: meanOver,
  rounding: {
    kind: "sum",
    terms: mostElements,
    // As in `avgpool`: a power of two divides exactly, and no other number.
    after: (call) => (divides(call) && Math.log2(mostElements(call)) % 1 === 0 ? 0 : 3),
  },
  examples: [
    { cnn: "adaptiveavgpool(2)", x: [[1, 3, 4, 6]], y: [[2, 5]] },
    { cnn: "adaptiveavgpool(3)", x: [[1, 3, 5, 7]], y: [[2, 4, 6]] },
  ],
});
