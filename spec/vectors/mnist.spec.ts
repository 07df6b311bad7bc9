import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { decodeTensor, type Imported, importOnnx } from "../../compiler/import/index.ts";
import { create } from "../../runtime/index.ts";
import { compiled, sourceOf } from "../compiled.ts";
import { testDevice } from "../device.ts";
import { describeFailure, verify } from "../verify/index.ts";

/** A trained network and its outputs, from outside (ONNX Runtime on the CPU). They lie beside the project; skipped without. */
const shared = new URL("../../../shared/", import.meta.url);
const file = (path: string): Uint8Array => new Uint8Array(readFileSync(new URL(path, shared)));
const here = existsSync(new URL("models/mnist/mnist.onnx", shared));
if (!here) console.warn("skipped: the trained MNIST network (../shared/models/mnist) is not here");

/** The CNTK network of the ONNX zoo, imported. */
const { source, weights }: Pick<Imported, "source" | "weights"> = here
  ? importOnnx(file("models/mnist/mnist.onnx"), { name: "mnist" })
  : { weights: new Map() };
const text = source?.text ?? "";
const tensors = (): Map<string, Float32Array> => new Map([...weights].map(([name, { data }]) => [name, data]));
const values = (path: string): Float32Array => Float32Array.from(decodeTensor(file(path)).values());

/** ONNX's own check of a model: rtol 1e-3, atol 1e-7 (onnx/backend/test/runner). */
const close = (got: number, want: number): boolean => Math.abs(got - want) <= 1e-7 + 1e-3 * Math.abs(want);

describe.runIf(here)("the trained MNIST network", () => {
  test("is imported as a person would write it", () => {
    expect(text).toMatchInlineSnapshot(`
      "net mnist(Input3: 1x28x28) {
        weights "mnist.safetensors"

        Plus214_Output_0 = Input3
          -> conv(8, 5x5, pad=same) -> relu -> maxpool(2x2) // Convolution28, ReLU32, Pooling66
          -> conv(16, 5x5, pad=same) -> relu -> maxpool(3x3) // Convolution110, ReLU114, Pooling160
          -> fc(10) // Times212

        return Plus214_Output_0
      }
      "
    `);
  });

  test("gives its official output for its official input", async () => {
    const input = values("models/mnist/test_data_set_0/input_0.pb");
    const output = values("models/mnist/test_data_set_0/output_0.pb");
    const network = await create(compiled(text).program, { device: await testDevice(), weights: tensors() });
    const [logits] = Object.values(await network.run({ Input3: input }));
    network.dispose();
    expect([...logits!].map((value, i) => close(value, output[i]!))).toEqual(Array(10).fill(true));
  });

  test("classifies all 10,000 test digits as ONNX Runtime does, in batches of 100, and the first 100 in every variant", {
    timeout: 300_000,
  }, async () => {
    const pixels = gunzipSync(file("data/t10k-images-idx3-ubyte.gz")).subarray(16);
    const wanted = file("models/mnist/t10k-predictions.u8");
    const { program } = compiled(text);
    for (const [i, { name }] of program.variants.entries()) {
      const digits = i === 0 ? 10_000 : 100;
      const network = await create(program, {
        device: await testDevice(),
        weights: tensors(),
        batch: 100,
        variant: name,
      });
      const wrong: number[] = [];
      for (let first = 0; first < digits; first += 100) {
        const image = Float32Array.from(pixels.subarray(first * 784, (first + 100) * 784));
        const [logits] = Object.values(await network.run({ Input3: image }));
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
      weights: tensors(),
      variants,
      batch: 2,
    });
    expect(describeFailure(report)).toBeUndefined();
  });
});
