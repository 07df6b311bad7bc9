import { expect } from "vitest";
import { run } from "../compiled.ts";
import { answer, extents, flat, floats, given, pads, type Told, vector } from "./slides.ts";

/** An image has one channel unless it has more. */
const volume = (input: unknown): number[] => (extents(input).length === 2 ? [1, ...extents(input)] : extents(input));

const by = (value: unknown): string => (value as readonly number[]).join("x");

/** Windows that slide: cross-correlations, pools, what is left out. */
export const windows: readonly Told[] = [
  {
    of: ["conv2d", "conv2d-property", "conv2d-multi"],
    says: "cross-correlation",
    check: async (v) => {
      const window = extents(v.kernel).slice(-2).join("x");
      const stages = `conv(1, ${window}, stride=${by(v.stride)}, ${pads(v.padding as number[])})`;
      const weights = { "conv1.weight": floats(v.kernel), "conv1.bias": floats([v.bias ?? 0]) };
      expect(await given(volume(v.input), stages, floats(v.input), weights)).toEqual(flat(answer(v)));
    },
  },
  {
    of: ["maxpool2d", "avgpool2d"],
    says: "pooling",
    check: async (v) => {
      const pad = v.padding ? `, ${pads(v.padding as number[])}` : "";
      const stages = `${v.kind.replace("2d", "")}(${by(v.window)}, stride=${by(v.stride)}${pad})`;
      expect(await given(volume(v.input), stages, floats(v.input))).toEqual(flat(answer(v)));
    },
  },
  {
    of: ["maxpool-tolerance-2x2"],
    says: "erratum: what is printed is the 3x3 pool with padding 1 of the same input",
    check: async (v) => {
      const same = vector("maxpool-tolerance-3x3-same");
      expect(v.input).toEqual(same.input);
      expect(await given([1, 4, 4], "maxpool(3x3, stride=1, pad=1)", floats(v.input))).toEqual(flat(v.printed));
    },
  },
  {
    of: ["maxpool-2x2-s1-d2l"],
    says: "the one cell that the slide prints: max(0, 1, 3, 4) = 4",
    check: async () => expect(await given([1, 2, 2], "maxpool(2x2)", Float32Array.of(0, 1, 3, 4))).toEqual([4]),
  },
  {
    of: ["subsample"],
    says: "is `subsample`, and a 1x1 identity with a stride",
    check: async (v) => {
      for (const stage of [
        `subsample(${by(v.stride)})`,
        `conv(1, 1x1, stride=${by(v.stride)}, weights=[[1]], bias=false)`,
      ])
        expect(await given(volume(v.input), stage, floats(v.input)), stage).toEqual(flat(answer(v)));
    },
  },
  {
    of: ["dot-padding-00"],
    says: "the first window of the padded example sees only zeros and 0 · 3",
    check: async (v) => {
      const weights = { "fc1.weight": floats(v.kernel) };
      expect(await given([4], "fc(1, bias=false)", floats(v.input), weights)).toEqual([answer(v)]);
      // The same window where it stands.
      const padded = vector("xcorr-3x3-2x2-pad1");
      expect(padded.kernel).toEqual([
        [0, 1],
        [2, 3],
      ]);
      expect((padded.printed as number[][])[0]![0]).toBe(answer(v));
    },
  },
  {
    of: ["cs231n-demo-dots"],
    says: "each channel's part of the first output, and their sum with the bias",
    check: async (v) => {
      const demo = vector("cs231n-demo-filter0");
      const { parts, sum } = await run(
        `net Demo(x: 3x5x5) {
          parts = x -> depthwise(3x3, stride=2, pad=1, bias=false)
          sum = parts -> conv(1, 1x1, weights=[[[[1]], [[1]], [[1]]]], bias=[${demo.bias}])
          return parts, sum
        }`,
        { x: floats(demo.input) },
        new Map([["depthwise1.weight", floats(demo.kernel)]]),
      );
      expect([parts![0], parts![9], parts![18], sum![0]]).toEqual(v.printed);
      expect([...sum!]).toEqual(flat(demo.printed));
    },
  },
  {
    of: ["cs231n-demo-filter1"],
    says: "with filter 0 it makes the 3x3x2 of the demo",
    check: async (v) => {
      const first = vector("cs231n-demo-filter0");
      expect(v.input).toEqual(first.input);
      const weights = {
        "conv1.weight": floats([first.kernel, v.kernel]),
        "conv1.bias": floats([first.bias, v.bias]),
      };
      const y = await given([3, 5, 5], "conv(2, 3x3, stride=2, pad=1)", floats(v.input), weights);
      expect(y).toEqual(flat([first.printed, v.printed]));
    },
  },
];
