import { globalPool } from "./global.ts";
import { lppool } from "./lppool.ts";
import { byPool } from "./onnx-reductions.ts";
import { onEachChannel } from "./onnx-windows.ts";

/** The p-norm of each channel: Cx1x1 (ONNX GlobalLpPool). */
export const globallppool = globalPool({
  name: "globallppool",
  summary: "Takes the p-norm of each channel.",
  of: lppool,
  keeps: ["p"],
  onnx: {
    GlobalLpPool: onEachChannel((node) => ({ p: node.integer("p", 2) })),
    ReduceL1: byPool({ p: 1 }),
    ReduceL2: byPool({ p: 2 }),
  },
  example: {
    cnn: "globallppool(p=1)",
    x: [
      [
        [1, -2],
        [3, 4],
      ],
      [
        [5, 1],
        [0, -2],
      ],
    ],
    y: [[[10]], [[8]]],
  },
});
