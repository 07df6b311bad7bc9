import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { compile } from "../../compiler/compile.ts";
import { decodeTensor, type Imported, importOnnx, type Tensor } from "../../compiler/import/index.ts";
import { inputNames } from "../../compiler/import/inputs.ts";
import { interpret } from "../interpreter.ts";

/**
 * ONNX's own tests of its operators, in f32: what is imported means the same, by the reference interpreter. `cnnc verify
 * --cases` runs them on the GPU. They lie beside the project; skipped without.
 */
const folder = new URL("../../../shared/onnx-backend/", import.meta.url);
const here = existsSync(folder);
if (!here) console.warn("skipped: ONNX's tests of its operators (../shared/onnx-backend) are not here");

interface Case {
  readonly path: string;
  readonly category: string;
  readonly dtypes: readonly string[];
  readonly oracle: string;
}

const bytes = (path: string): Uint8Array => new Uint8Array(readFileSync(new URL(path, folder)));
const set = (path: string, kind: "input" | "output"): Tensor[] => {
  const name = (i: number): string => `${path}/test_data_set_0/${kind}_${i}.pb`;
  const tensors: Tensor[] = [];
  for (let i = 0; existsSync(new URL(name(i), folder)); i++) tensors.push(decodeTensor(bytes(name(i))));
  return tensors;
};

const cases: readonly Case[] = here
  ? (JSON.parse(new TextDecoder().decode(bytes("manifest.json"))) as Case[]).filter(({ dtypes }) =>
      dtypes.every((type) => ["float32", "int64", "int32", "bool"].includes(type)),
    )
  : [];

/** The first reading under which it can be said, or undefined. */
function imported({
  path,
}: Case): { readonly result: Imported; readonly values: ReadonlyMap<string, Tensor> } | undefined {
  const model = bytes(`${path}/model.onnx`);
  let inputs: readonly Tensor[];
  try {
    inputs = set(path, "input");
  } catch {
    return undefined; // sequences
  }
  const names = inputNames(model, inputs.length);
  const values = new Map(inputs.map((tensor, i) => [names[i]!, tensor]));
  for (const batch of ["first", "none"] as const) {
    const result = importOnnx(model, { batch, values });
    if (result.source) return { result, values };
  }
  return undefined;
}

/** Where the outputs differ from ONNX's, at the tolerance of its manifest (rtol 1e-3, atol 1e-5); undefined where nowhere. */
function difference(path: string, result: Imported, values: ReadonlyMap<string, Tensor>): string | undefined {
  const { graph } = compile(result.source!, { fuse: false, devices: ["portable"] }).compiled!;
  const weights = new Map([...result.weights].map(([name, { data }]) => [name, data]));
  const wanted = set(path, "output").map((tensor) => tensor.values());
  const images = result.inputs[0]!.images;
  for (let n = 0; n < images; n++) {
    const part = (all: Float32Array | Float64Array) =>
      all.subarray((n * all.length) / images, ((n + 1) * all.length) / images);
    const inputs = Object.fromEntries(result.inputs.map(({ onnx, cnn }) => [cnn, part(values.get(onnx)!.values())]));
    const outputs = interpret(graph, inputs, weights);
    for (const [i, { cnn }] of result.outputs.entries()) {
      const [got, want] = [outputs.get(cnn)!.values, part(wanted[i]!)];
      if (got.length !== want.length) return `${cnn}: ${got.length} values for ${want.length}`;
      const at = want.findIndex((value, k) => !(Math.abs(got[k]! - value) <= 1e-5 + 1e-3 * Math.abs(value)));
      if (at >= 0) return `${cnn}[${at}] of image ${n}: ${got[at]}, expected ${want[at]}`;
    }
  }
  return undefined;
}

describe.runIf(here)("ONNX's tests of its operators", () => {
  test("no case that is imported means something else, and few of what networks are made of are not", {
    timeout: 300_000,
  }, () => {
    const kinds = new Set(["conv", "pool", "dense", "norm", "activation", "softmax"]);
    const wrong: string[] = [];
    let [supported, all] = [0, 0];
    for (const each of cases) {
      const found = imported(each);
      const differs = found && each.oracle === "agrees" ? difference(each.path, found.result, found.values) : undefined;
      if (differs) wrong.push(`${each.path}: ${differs}`);
      if (!kinds.has(each.category)) continue;
      all++;
      if (found) supported++;
    }
    expect(wrong).toEqual([]);
    expect(supported / all).toBeGreaterThan(0.85);
  });
});
