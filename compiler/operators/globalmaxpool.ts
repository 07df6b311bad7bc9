import { globalPool } from "./global.ts";
import { maxpool } from "./maxpool.ts";
import { byPool, least, reduction } from "./onnx-reductions.ts";
import { onEachChannel } from "./onnx-windows.ts";

/** The largest value of each channel: Cx1x1. */
export const globalmaxpool = globalPool({
  name: "globalmaxpool",
  summary: "Keeps the largest value of each channel.",
  of: maxpool,
  onnx: { GlobalMaxPool: onEachChannel(), ReduceMax: byPool(), ReduceMin: reduction(least) },
  example: {
    cnn: "globalmaxpool",
    x: [
      [
        [1, 2],
        [3, 4],
      ],
      [
        [5, 1],
        [0, 2],
      ],
    ],
    y: [[[4]], [[5]]],
  },
});
