import pc from "picocolors";
import { describe, expect, test } from "vitest";
import { bins, failure, hostile, small } from "./made-up.ts";
import { MergeError, merge } from "./merge.ts";
import { readReport } from "./read.ts";
import type { FuzzReport } from "./report.ts";
import { text } from "./text.ts";

const other: FuzzReport = {
  ...small,
  adapters: ["nvidia h200"],
  shards: [{ index: 2, of: 2, cases: 50 }],
  cases: 50,
  laws: [{ name: "a shifted input gives a shifted output", checked: 1, failed: 1, exempt: { "1x1": 4, flat: 2 } }],
  coverage: [{ name: "operators", about: "Operators of the table.", rows: { conv: 1, fc: 0, softmax: 5 } }],
  ratios: { conv: bins(0, 1), softmax: bins(0, 0, 9) },
  failures: [failure, { ...failure, index: 8 }],
};

describe("merge", () => {
  test("adds counts, rows and histograms, and sorts failures", () => {
    const merged = merge([other, small]);
    expect(merged).toMatchObject({
      adapters: ["google swiftshader (software)", "nvidia h200"],
      shards: [
        { index: 1, of: 2, cases: 100 },
        { index: 2, of: 2, cases: 50 },
      ],
      cases: 150,
      kernels: 620,
      pipelines: { asked: 1240, compiled: 802 },
      seconds: 40,
      coverage: [
        { name: "operators", rows: { conv: 61, fc: 12, softmax: 5 } },
        { name: "schedules", rows: { naive: 90, "rows-tree": 2 } },
      ],
      ratios: { conv: bins(3, 1, 40, 10, 7), fc: bins(12), softmax: bins(0, 0, 9) },
    });
    expect(merged.laws[1]).toEqual({
      name: "a shifted input gives a shifted output",
      checked: 81,
      failed: 1,
      exempt: { "not a window": 200, "1x1": 34, flat: 2 },
    });
    expect(merged.failures.map(({ index }) => index)).toEqual([8, 42]);
  });

  test("the order of the reports does not matter, and one report is itself", () => {
    expect(merge([small, other])).toEqual(merge([other, small]));
    expect(merge([small])).toEqual(small);
  });

  test.each([
    ["another seed", { seed: 8 }, "these are reports of different campaigns: seed 7 and 8"],
    ["another compiler", { compiler: "0.2.0" }, "these are reports of different campaigns: compiler 0.1.0 and 0.2.0"],
    ["other operators", { only: ["fc"] }, "these are reports of different campaigns: only every operator and fc"],
    ["a shard twice", { shards: small.shards }, "shard 1/2 is there twice"],
    ["shards that overlap", { shards: [{ index: 2, of: 3, cases: 1 }] }, "shards of 2 and of 3 have cases in common"],
  ])("%s is refused", (_, change, message) => {
    expect(() => merge([small, { ...other, ...change }])).toThrow(new MergeError(message));
  });
});

describe("read", () => {
  test("a report makes the round trip through JSON", () => {
    expect(readReport(JSON.stringify(other))).toEqual(other);
  });

  test.each([
    [{ format: "cnnc-fuzz/9" }, "expected the report.format to be `cnnc-fuzz/1`"],
    [{ seed: "7" }, "expected the report.seed to be a number"],
    [{ shards: [{ index: 1, of: 2 }] }, "expected the report.shards[0].cases to be a number"],
    [{ ratios: { conv: [1, 2] } }, "expected the report.ratios.conv to be a list of 12"],
    [{ laws: {} }, "expected the report.laws to be a list"],
    [{ failures: [{ ...failure, kernel: 3 }] }, "expected the report.failures[0].kernel to be an object"],
  ])("%j is refused", (change, message) => {
    expect(() => readReport(JSON.stringify({ ...other, ...change }))).toThrow(message);
  });
});

describe("text", () => {
  const plain = pc.createColors(false);

  test("what was checked, what was reached, how near to the bounds, and the verdict last", () => {
    expect(text(small, plain)).toMatchInlineSnapshot(`
      "cnnc 0.1.0, seed 7, shard 1 of 2
      google swiftshader (software)

      cases         100  5 a second, 20 s
      kernels       310  run and judged
      values     48,120  compared with the reference
      pipelines     620  401 of them compiled

      law                                     checked  failed  exempt
      a kernel stays within its bound             310       0       0
      a shifted input gives a shifted output       80       0     230

      coverage   reached  never
      operators   2 of 3  softmax
      schedules   2 of 2

      operator  kernels  worst error/bound
      conv           60             ≤ 1/64
      fc             12              equal

      passed: 100 cases, no disagreement, seed 7, shard 1 of 2"
    `);
  });

  test("a failure is told in full", () => {
    const told = text({ ...small, failures: [failure] }, plain);
    expect(told.slice(told.indexOf("disagrees"))).toMatchInlineSnapshot(`
      "disagrees: case 42, a kernel stays within its bound
        conv1 (line 2) is wrong in variant portable: at image 0, channel 1, position
        0, 3 it gives 1.5, expected 1.25; it must be equal (exact tier, kernel conv1,
        register-tile: 1 along x, 4 channels, seed 7)
        batch 2, fused, again by \`cnnc fuzz --seed 7 --case 42\`

          net Random(x: 3x5x7) {
            y = x -> conv(2, 3x3, stride=2, pad=1)
            return y
          }

        kernel conv1

          @group(0) @binding(0) var<storage, read> x: array<vec4f>;

          @compute @workgroup_size(64)
          fn main(@builtin(global_invocation_id) id: vec3u) {
            let i = id.x;
            if (i >= 12u) { return; }
          }

      failed: 1 disagreement in 100 cases, seed 7, shard 1 of 2"
    `);
  });

  test("nothing in a report can move the cursor", () => {
    const told = text(hostile("\u001b[2J"), plain);
    expect(told).not.toContain("\u001b");
    expect(told).toContain("\\u{001B}[2J");
  });
});
