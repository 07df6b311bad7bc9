import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { compile } from "../../compiler/compile.ts";
import { importOnnx } from "../../compiler/import/index.ts";
import { create, requestDevice } from "../../runtime/index.ts";
import { requestAdapter } from "../../runtime/node/adapter.ts";
import { seededWeights } from "./seeded.ts";

/** Networks of the ONNX zoo and their outputs by ONNX Runtime. They lie beside the project; skipped without. */
const folder = new URL("../../../shared/onnx-light/", import.meta.url);
const here = existsSync(folder);
if (!here) console.warn("skipped: the zoo's networks (../shared/onnx-light) are not here");

/** Networks that take minutes on a software adapter. */
const slow = new Set(["inception_v1", "resnet50", "vgg19"]);
const isSlow = ({ info }: GPUAdapter): boolean => info.isFallbackAdapter;

const bytes = (name: string): Uint8Array<ArrayBuffer> => new Uint8Array(readFileSync(new URL(name, folder)));

/** Lines that a person may have to read. */
const lines = { bvlc_alexnet: 25, inception_v1: 50, resnet50: 30, squeezenet: 25, vgg19: 20 };

describe.runIf(here)("networks of the ONNX zoo", () => {
  for (const [name, most] of Object.entries(lines))
    test(`${name} is imported as a person would write it, and gives its logits`, { timeout: 600_000 }, async () => {
      const file = bytes(`light_${name}.onnx`);
      const { source, weights, inputs, diagnostics } = importOnnx(file, { values: seededWeights(file) });
      expect(diagnostics).toEqual([]);
      expect(source!.text.split("\n").length).toBeLessThan(most);
      expect(source!.text).toMatchSnapshot();
      const adapter = await requestAdapter({ onNotice: () => undefined });
      if (isSlow(adapter) && slow.has(name)) return console.warn(`skipped: the logits of ${name}, without a GPU`);
      // The logits were taken before the softmax.
      const text = source!.text.replace(/ -> softmax\n/, "\n");
      const { compiled } = compile({ name: source!.name, text }, { devices: ["software"] });
      const device = await requestDevice(compiled!.program, { adapter });
      const network = await create(compiled!.program, {
        device,
        weights: new Map([...weights].map(([key, { data }]) => [key, data])),
      });
      const count = inputs[0]!.shape.reduce((a, b) => a * b, 1);
      const image = Float32Array.from({ length: count }, (_, i) => i / count);
      const [logits] = Object.values(await network.run({ [inputs[0]!.cnn]: image }));
      network.dispose();
      device.destroy();
      const wanted = new Float32Array(bytes(`light_${name}.seeded.logits.f32`).buffer);
      expect(distance(logits!, wanted)).toBeLessThan(1e-4);
    });
});

/** max|a − b| / max|b|, the files' own measure: logits reach 1e6. */
const distance = (a: Float32Array, b: Float32Array): number =>
  Math.max(...a.map((value, i) => Math.abs(value - b[i]!))) / Math.max(...b.map(Math.abs));
