import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { create } from "../../runtime/index.ts";
import { compiled, sourceOf } from "../compiled.ts";
import { testDevice } from "../device.ts";
import { describeFailure, verify } from "../verify/index.ts";
import { fields, tensor } from "./protobuf.ts";

/** A trained network and its outputs, from outside (ONNX Runtime on the CPU). They lie beside the project; skipped without. */
const shared = new URL("../../../shared/", import.meta.url);
const file = (path: string): Uint8Array => new Uint8Array(readFileSync(new URL(path, shared)));
const here = existsSync(new URL("models/mnist/mnist.onnx", shared));
if (!here) console.warn("skipped: the trained MNIST network (../shared/models/mnist) is not here");

/** The CNTK network of the ONNX zoo, in our words. */
const text = `net Mnist(image: 1x28x28) {
  logits = image -> conv(8, 5x5, pad=same) -> relu -> maxpool(2x2)
    -> conv(16, 5x5, pad=same) -> relu -> maxpool(3x3) -> fc(10)
  return logits
}
`;

function weights(): Map<string, Float32Array> {
  const graph = fields(fields(file("models/mnist/mnist.onnx")).get(7)![0] as Uint8Array);
  const initializers = new Map(
    graph.get(5)!.map((bytes) => {
      const { name, values } = tensor(bytes as Uint8Array);
      return [name, values] as const;
    }),
  );
  const dense = initializers.get("Parameter193")!;
  return new Map([
    ["conv1.weight", initializers.get("Parameter5")!],
    ["conv1.bias", initializers.get("Parameter6")!],
    ["conv2.weight", initializers.get("Parameter87")!],
    ["conv2.bias", initializers.get("Parameter88")!],
    // ONNX multiplies from the left: 256x10, ours is out, in.
    ["fc1.weight", dense.map((_, i) => dense[(i % 256) * 10 + Math.floor(i / 256)]!)],
    ["fc1.bias", initializers.get("Parameter194")!],
  ]);
}

/** ONNX's own check of a model: rtol 1e-3, atol 1e-7 (onnx/backend/test/runner). */
const close = (got: number, want: number): boolean => Math.abs(got - want) <= 1e-7 + 1e-3 * Math.abs(want);

describe.runIf(here)("the trained MNIST network", () => {
  test("gives its official output for its official input", async () => {
    const input = tensor(file("models/mnist/test_data_set_0/input_0.pb")).values;
    const output = tensor(file("models/mnist/test_data_set_0/output_0.pb")).values;
    const network = await create(compiled(text).program, { device: await testDevice(), weights: weights() });
    const { logits } = await network.run({ image: input });
    network.dispose();
    expect([...logits!].map((value, i) => close(value, output[i]!))).toEqual(Array(10).fill(true));
  });

  test("classifies all 10,000 test digits as ONNX Runtime does, in batches of 100 and in every variant", {
    timeout: 300_000,
  }, async () => {
    const pixels = gunzipSync(file("data/t10k-images-idx3-ubyte.gz")).subarray(16);
    const wanted = file("models/mnist/t10k-predictions.u8");
    const { program } = compiled(text);
    for (const { name } of program.variants) {
      const network = await create(program, {
        device: await testDevice(),
        weights: weights(),
        batch: 100,
        variant: name,
      });
      const wrong: number[] = [];
      for (let first = 0; first < 10_000; first += 100) {
        const image = Float32Array.from(pixels.subarray(first * 784, (first + 100) * 784));
        const { logits } = await network.run({ image });
        for (let n = 0; n < 100; n++) {
          const row = logits!.subarray(n * 10, n * 10 + 10);
          if (row.indexOf(Math.max(...row)) !== wanted[first + n]) wrong.push(first + n);
        }
      }
      network.dispose();
      expect(wrong, name).toEqual([]);
    }
  });

  test("is verified with its own weights", async () => {
    const made = compiled(text);
    const variants = made.plans.map(({ variant }) => variant);
    const report = await verify(made, {
      device: await testDevice(),
      source: sourceOf(text),
      weights: weights(),
      variants,
      batch: 2,
    });
    expect(describeFailure(report)).toBeUndefined();
  });
});
