import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { checkSource } from "../../compiler/cli/source.ts";
import { importOnnx } from "../../compiler/index.ts";
import { create } from "../../runtime/index.ts";
import { compiled, run, sourceOf } from "../compiled.ts";
import { testDevice } from "../device.ts";
import { countCalls, created } from "./calls.ts";
import { ceilings, prepare } from "./ceilings/index.ts";
import { compare } from "./compare.ts";
import { modelFiles, modelPath, models, readNetwork } from "./networks.ts";
import { inputFor, weightsFor } from "./numbers.ts";
import { layersOf } from "./peers/layers.ts";
import { ends, toOnnx } from "./peers/onnx.ts";
import { bestPeer, type WarmResult } from "./peers/result.ts";
import { figuresOf } from "./result.ts";
import { geometricMean, interleave, sample } from "./samples.ts";

const root = join(import.meta.dirname, "../..");
const result = (name: string) => JSON.parse(readFileSync(join(import.meta.dirname, "results", name), "utf8"));

describe("what is measured", () => {
  test("a sample is its median and its quartiles", () => {
    expect(sample([4, 1, 3, 2])).toEqual({ median: 2.5, low: 1.75, high: 3.25, runs: 4 });
    expect(() => sample([])).toThrow(RangeError);
  });

  test("the mean of a ratio and its inverse is 1", () => expect(geometricMean([4, 1 / 4])).toBe(1));

  test("subjects take turns, another one first in each round", async () => {
    const order: string[] = [];
    const subject = (name: string) => [name, async () => [order.push(name)]] as const;
    await interleave(new Map([subject("a"), subject("b")]), 2);
    expect(order.join("")).toBe("abba");
  });

  test("a run creates its encoder and nothing else", async () => {
    const { program } = readNetwork(modelPath(root, "lenet5")).compiled;
    const network = await create(program, { device: await testDevice(), weights: weightsFor(program) });
    const calls = await countCalls(() => network.run({ image: inputFor(program.inputs[0]!) }));
    await network.dispose();
    expect(calls.dispatchWorkgroups).toBe(program.variants[0]!.entryPoints.run!.length);
    // One has work; those that make the browser look are as many as the run is long.
    expect(calls.submit).toBeGreaterThan(0);
    expect(created(calls)).toBe(1);
  });
});

describe("the models", () => {
  test("are those that there are files of", () => expect(modelFiles(root).sort()).toEqual([...models].sort()));

  const branches = `net Branches(image: 3x9x10) {
    left = image -> conv(8, 3x3, stride=2, pad=1) -> relu6
    right = left -> depthwise(3x3, pad=1) -> relu6 -> conv(8, 1x1)
    joined = left + right -> relu
    both = concat(joined, left -> conv(4, 1x1) -> tanh)
    return both -> maxpool(3x3, stride=2, pad=1) -> globalavgpool -> fc(5) -> softmax
  }`;
  const texts = ["lenet5", "cifar"].map((name) => [name, readNetwork(modelPath(root, name)).source.text] as const);

  test.each([...texts, ["one with branches", branches] as const])(
    "%s as the peers get it, an ONNX file, is the same network",
    async (_, text) => {
      const { program } = compiled(text);
      const weights = weightsFor(program);
      const image = inputFor(program.inputs[0]!);
      const onnx = importOnnx(toOnnx(layersOf(checkSource(sourceOf(text)).graph!), weights));
      const theirs = new Map([...onnx.weights!].map(([key, { data }]) => [key, data]));
      const expected = await run(text, { image }, weights);
      const found = await run(onnx.source!.text, { [ends.input]: image }, theirs);
      expect(Object.values(found)[0]).toEqual(Object.values(expected)[0]);
    },
  );

  test("what the peers have no word for is refused", () => {
    const { graph } = checkSource(sourceOf("net A(x: 1x4x4) { return x -> sigmoid }"));
    expect(() => layersOf(graph!)).toThrow("has no `sigmoid`");
  });
});

describe("kernels written by hand", () => {
  const all = Object.entries(ceilings).flatMap(([model, list]) =>
    list.map((each) => ({ model, each, name: each.name })),
  );
  test.each(all)("$model, $name, computes what it should", async ({ each }) => {
    const prepared = await prepare(await testDevice(), each);
    if (typeof prepared !== "string") prepared.dispose();
    expect(prepared).toBeTypeOf("object");
  });
});

describe("results", () => {
  const timed = (median: number) => ({ run: { median, low: median, high: median, runs: 1 } });

  test("the best peer is right and uses WebGPU", () => {
    const peers = {
      cnnc: timed(2),
      "ort-webgpu": { ...timed(4), error: 0.1 },
      "ort-jsep": { ...timed(10), error: 1e-7 },
      "tfjs-webgpu": { failure: "lost" },
      "ort-wasm": timed(1),
    };
    const found: WarmResult = { model: "lenet5", macs: 1, peers };
    expect(bestPeer(found)).toEqual({ name: "ort-jsep", ratio: 5 });
  });

  test("a comparison names what has changed, and nothing that is within its quartiles", () => {
    const before = figuresOf(result("bench.json"));
    expect(compare(before, before).rows).toHaveLength(1);
    const changed = new Map(before.figures).set("lenet5: run", { median: 1e6, low: 1e6, high: 1e6, runs: 1 });
    expect(compare(before, { ...before, figures: changed }).rows[1]![0]).toBe("lenet5: run");
  });
});
