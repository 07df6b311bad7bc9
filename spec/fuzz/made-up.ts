import { type FuzzFailure, type FuzzReport, ratioBins } from "./report.ts";

// For the tests of what is made from a report.

/** As a planted bug would be found. */
export const failure: FuzzFailure = {
  seed: 7,
  index: 42,
  text: "net Random(x: 3x5x7) {\n  y = x -> conv(2, 3x3, stride=2, pad=1)\n  return y\n}\n",
  batch: 2,
  fuse: true,
  law: "a kernel stays within its bound",
  message:
    "conv1 (line 2) is wrong in variant portable: at image 0, channel 1, position 0, 3 it gives 1.5, expected 1.25; it must be equal (exact tier, kernel conv1, register-tile: 1 along x, 4 channels, seed 7)",
  replay: "cnnc fuzz --seed 7 --case 42",
  kernel: {
    name: "conv1",
    wgsl: "@group(0) @binding(0) var<storage, read> x: array<vec4f>;\n\n@compute @workgroup_size(64)\nfn main(@builtin(global_invocation_id) id: vec3u) {\n  let i = id.x;\n  if (i >= 12u) { return; }\n}\n",
  },
};

/** Counts for the bins of error/bound; the others are 0. */
export const bins = (...counts: number[]): number[] => ratioBins.map((_, i) => counts[i] ?? 0);

/** A report with a bit of everything, and nothing wrong. */
export const small: FuzzReport = {
  format: "cnnc-fuzz/1",
  compiler: "0.1.0",
  adapters: ["google swiftshader (software)"],
  seed: 7,
  only: [],
  variant: "all",
  shards: [{ index: 1, of: 2, cases: 100 }],
  cases: 100,
  kernels: 310,
  values: 48_120,
  pipelines: { asked: 620, compiled: 401 },
  seconds: 20,
  laws: [
    { name: "a kernel stays within its bound", checked: 310, failed: 0, exempt: {} },
    {
      name: "a shifted input gives a shifted output",
      checked: 80,
      failed: 0,
      exempt: { "not a window": 200, "1x1": 30 },
    },
  ],
  coverage: [
    { name: "operators", about: "Operators of the table.", rows: { conv: 60, fc: 12, softmax: 0 } },
    { name: "schedules", about: "Ways to run a kernel.", rows: { naive: 90, "rows-tree": 2 } },
  ],
  ratios: { conv: bins(3, 0, 40, 10, 7), fc: bins(12) },
  failures: [],
};

/** A report with the same text wherever a text can be. */
export function hostile(word: string): FuzzReport {
  return {
    ...small,
    compiler: word,
    adapters: [word],
    only: [word],
    laws: [{ name: word, checked: 1, failed: 1, exempt: { [word]: 1 } }],
    coverage: [{ name: word, about: word, rows: { [word]: 1, [`${word}!`]: 0 } }],
    ratios: { [word]: bins(1) },
    failures: [
      { ...failure, law: word, message: word, text: word, replay: word, kernel: { name: word, wgsl: `${word}\n` } },
    ],
  };
}
