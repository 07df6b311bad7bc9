import { avgpool } from "./avgpool.ts";
import { globalPool } from "./global.ts";
import { byPool } from "./onnx-reductions.ts";
import { onEachChannel } from "./onnx-windows.ts";

/** The mean of each channel: Cx1x1 (Lin et al. 2013). */
export const globalavgpool = globalPool({
  name: "globalavgpool",
  summary: "Averages each channel.",
  of: avgpool,
  onnx: {
    GlobalAveragePool: onEachChannel(),
    ReduceMean: byPool(),
  },
  example: {
    cnn: "globalavgpool",
    x: [
      [
        [1, 2],
        [3, 6],
      ],
      [
        [4, 4],
        [4, 4],
      ],
    ],
    y: [[[3]], [[4]]],
  },
});
