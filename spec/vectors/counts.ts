import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { expect } from "vitest";
import { statistics } from "../../compiler/lower/statistics.ts";
import { compiled, sourceOf } from "../compiled.ts";
import { testDevice } from "../device.ts";
import { integers, seeded } from "../random.ts";
import { describeFailure, verify } from "../verify/index.ts";
import { answer, counted, given, said, type Told, type Vector, vector } from "./slides.ts";

/** Learned numbers and multiplications of one image, without compiling a kernel. */
function costs(text: string): { parameters: number; macs: number } {
  const { graph } = compiled(text, { devices: [] });
  return statistics(graph, { variants: [] }).total;
}

/** A layer's weights, if it has no biases: counted in the file, and by its outputs, each of which has its own part. */
async function weighed(v: Vector, input: readonly number[], layer: string, outputs: number): Promise<void> {
  const { y, parameters } = await counted(input, layer);
  expect(parameters).toBe(answer(v));
  // Where padding takes nothing away.
  expect(Math.max(...y) * outputs).toBe(answer(v));
}

/** What there is to count: parameters, products, shapes of a whole network. */
export const counts: readonly Told[] = [
  {
    of: ["params-10-5x5x3"],
    says: "76 for each of ten filters",
    check: async (v) => {
      const { y, parameters } = await counted([3, 32, 32], "conv(10, 5x5, pad=2)");
      expect(parameters).toBe(answer(v));
      expect(Math.max(...y)).toBe(v.perFilter);
      expect(10 * Math.max(...y)).toBe(v.printed);
    },
  },
  {
    of: ["params-7x7-3-64"],
    says: "erratum: 9,408, which the slide calls 10³",
    check: (v) => weighed(v, [3, 9, 9], "conv(64, 7x7, bias=false, pad=same)", 64),
  },
  {
    of: ["params-3x3-64-64"],
    says: "36,864 (3 · 10⁴ on the slide)",
    check: (v) => weighed(v, [64, 5, 5], "conv(64, 3x3, bias=false, pad=same)", 64),
  },
  {
    of: ["params-3x3-256-256"],
    says: "589,824 (5 · 10⁵ on the slide)",
    check: (v) => weighed(v, [256, 5, 5], "conv(256, 3x3, bias=false, pad=same)", 256),
  },
  {
    of: ["dense-4096-4096"],
    says: "16,777,216 (16 M on the slide)",
    check: (v) => weighed(v, [4096], "fc(4096, bias=false)", 4096),
  },
  {
    of: ["dense-1000x1000x3-1000"],
    says: "three million weights for each neuron; the layer is refused with its size",
    check: async (v) => {
      const { y, parameters } = await counted([3, 1000, 1000], "fc(1, bias=false)");
      expect([y[0]! * 1000, parameters * 1000]).toEqual([v.printed, v.printed]);
      expect(said("net V(x: 3x1000x1000) { return x -> fc(1000) }")).toEqual(["CNN0312 "]);
    },
  },
  {
    of: ["dense-36M-100"],
    says: "100 neurons on 36 million inputs are 14.4 GB: no GPU has them, and the layer is refused with its size",
    check: (v) => {
      expect(costs("net V(x: 36000000) { return x -> fc(1, bias=false) }").parameters * 100).toBe(v.printed);
      expect(4 * (v.printed as number)).toBe(14.4e9);
      expect(said("net V(x: 36000000) { return x -> fc(100) }")).toEqual(["CNN0312 "]);
    },
  },
  {
    of: ["bias-shape"],
    says: "erratum: one bias for each output channel, not one for each pair of channels",
    check: async () => {
      const { program } = compiled("net V(x: 3x8x8) { return x -> conv(5, 3x3) }");
      expect(program.parameters.find(({ name }) => name === "conv1.bias")!.shape).toEqual([5]);
      const weights = { "conv1.weight": new Float32Array(30), "conv1.bias": Float32Array.of(1, 2, 3, 4, 5) };
      const y = await given([3, 1, 2], "conv(5, 1x2)", integers(seeded(1), 6, 9), weights);
      expect(y).toEqual([1, 2, 3, 4, 5]);
    },
  },
  {
    of: ["dot-length-5x5x3"],
    says: "products of one output",
    check: async (v) => {
      const { y, parameters } = await counted([3, 32, 32], "conv(1, 5x5, bias=false)");
      expect([new Set(y), parameters]).toEqual([new Set([answer(v)]), answer(v)]);
    },
  },
  {
    of: ["dot-length-1x1x64"],
    says: "products of one output, 32 of them at every pixel",
    check: async (v) => {
      const { shape, y } = await counted([64, 56, 56], "conv(32, 1x1, bias=false)");
      expect(shape).toEqual([32, 56, 56]);
      expect(new Set(y)).toEqual(new Set([answer(v)]));
    },
  },
  {
    of: ["flatten-32x32x3"],
    says: "all elements, in their order",
    check: async (v) => {
      const x = integers(seeded(1), 3072, 100);
      const y = await given([3, 32, 32], "flatten", x);
      expect(y).toHaveLength(answer(v) as number);
      expect(y).toEqual([...x].map((value) => value + 0));
    },
  },
  {
    of: ["flop-100-100-5-64"],
    says: "1.024 · 10⁹ multiply-adds, 2,500 for each output (1 GFLOP on the slide)",
    check: async (v) => {
      const layer = "conv(100, 5x5, pad=2, bias=false)";
      expect(costs(`net V(x: 100x64x64) { return x -> ${layer} }`).macs).toBe(answer(v));
      const { y } = await counted([100, 64, 64], layer);
      expect(y[33 * 64 + 33]! * y.length).toBe(answer(v));
    },
  },
  {
    of: ["flop-10layers-1M"],
    says: "1.024 · 10¹⁶ for ten such layers and a million images (10 PF on the slide)",
    check: (v) => {
      const ten = costs("net V(x: 100x64x64) { return x -> (conv(100, 5x5, pad=2, bias=false)) * 10 }").macs;
      expect(ten).toBe(10 * (answer(vector("flop-100-100-5-64")) as number));
      expect(ten * 1e6).toBe(answer(v));
      // The slide's hours and minutes are of multiply-adds too: at 0.15 and 12 of 10¹² in a second.
      expect([(ten * 1e6) / 0.15e12 / 3600, (ten * 1e6) / 12e12 / 60].map(Math.round)).toEqual([19, 14]);
    },
  },
  {
    of: ["lenet-mxnet-shapes"],
    says: "every shape and parameter count of the MXNet LeNet, and its kernels are right",
    check: async (v) => {
      const text = `net LeNet(image: 1x28x28) {
        c1 = image -> conv(20, 5x5)
        p1 = c1 -> tanh -> avgpool(2x2)
        c2 = p1 -> conv(50, 5x5)
        p2 = c2 -> tanh -> avgpool(2x2)
        flat = p2 -> flatten
        d1 = flat -> fc(500)
        d2 = d1 -> tanh -> fc(10)
        return image, c1, p1, c2, p2, flat, d1, d2
      }`;
      const made = compiled(text);
      expect(made.program.outputs.map(({ shape }) => shape)).toEqual(v.expected);
      const { layers, total } = statistics(made.graph, { variants: [] });
      const learned = layers.map(({ parameters }) => parameters).filter((count) => count > 0);
      expect(learned).toEqual(v.params);
      expect(total.parameters).toBe(v.totalParams);
      const report = await verify(made, { device: await testDevice(), source: sourceOf(text) });
      expect(describeFailure(report)).toBeUndefined();
    },
  },
  {
    of: ["mnist-sizes"],
    says: "erratum: MNIST has 60,000 training images; 50,000 are left if 10,000 are kept for validation",
    check: (v) => {
      const held = ["train-images", "t10k-images"].map((name) => {
        const bytes = readFileSync(new URL(`../../../shared/data/${name}-idx3-ubyte.gz`, import.meta.url));
        const idx = gunzipSync(bytes);
        // Magic number, count, rows, columns; then a byte for each pixel.
        expect(idx.length).toBe(16 + idx.readUInt32BE(4) * 28 * 28);
        return idx.readUInt32BE(4);
      });
      expect(held).toEqual(v.expected);
    },
  },
];
