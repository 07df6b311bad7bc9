import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { importModel } from "../../compiler/cli/import.ts";
import { readSafetensors } from "../../runtime/safetensors.ts";
import { encode, type GraphText, ramp } from "../import/encode.ts";
import { residual, unsayable } from "../import/models.ts";
import { called, folderWith } from "./cli.ts";

const run = (folder: string, more: { name?: string; dim?: Record<string, number>; json?: boolean } = {}) => {
  const { json = false, ...options } = more;
  const paths = { output: join(folder, "out"), batch: "first" as const, ...options };
  return called((output) => importModel(join(folder, "model.onnx"), paths, output), { json });
};

test("a model becomes a folder with a network and its weights", async () => {
  const folder = folderWith({ "model.onnx": encode(residual) });
  const { code, stdout, stderr } = await run(folder);
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout.replaceAll(folder, "")).toMatchInlineSnapshot(`
    "  model.cnn           296 B
      model.safetensors  4.1 KB
    /out: image (1x3x8x8) to logits (1x5); 8 tensors, 869 values. Next:
      cnnc summary /out/model.cnn
      cnnc verify /out/model.cnn
      cnnc build /out/model.cnn -o /out-bundle
    "
  `);
  expect(readdirSync(join(folder, "out"))).toEqual(["model.cnn", "model.safetensors"]);
  const weights = readSafetensors(new Uint8Array(readFileSync(join(folder, "out/model.safetensors"))));
  expect(weights.get("layer1.0.conv1.weight")!.shape).toEqual([8, 8, 3, 3]);
  // Again: what an import has made is replaced.
  expect((await run(folder)).code).toBe(0);
});

test("what cannot be imported is listed, and nothing is written", async () => {
  const folder = folderWith({ "model.onnx": encode(unsayable) });
  const { code, stdout, stderr } = await run(folder);
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr.replaceAll(folder, "")).toMatchInlineSnapshot(`
    "error[unsupported]: Sin \`wave\\u{001B}[2J\`: no operator of a \`.cnn\` does what \`Sin\` does here
    help: leave it out of the export, and compute it outside the network

    error[unsupported]: com.example.FancyAttention \`node 2\`: \`FancyAttention\` of \`com.example\` is not an operator of ONNX's own

    error[unsupported]: NonZero \`node 4\`: no operator of a \`.cnn\` does what \`NonZero\` does here
    help: leave it out of the export, and compute it outside the network
    /model.onnx: not imported, and nothing was written
    "
  `);
  expect(existsSync(join(folder, "out"))).toBe(false);
  const { data } = await run(folder, { json: true });
  expect(data.diagnostics.map(({ node }: { node: unknown }) => node)).toEqual([
    { name: "wave\\u{001B}[2J", operator: "Sin" },
    { name: "node 2", operator: "com.example.FancyAttention" },
    { name: "node 4", operator: "NonZero" },
  ]);
});

test("other files in the folder are not lost", async () => {
  const folder = folderWith({ "model.onnx": encode(residual), "out/notes.txt": "mine" });
  const { code, stderr } = await run(folder);
  expect([code, stderr]).toEqual([2, expect.stringContaining("holds `notes.txt`")]);
});

const external = (location: string): GraphText => ({
  inputs: { x: [1, 3] },
  outputs: { y: [1, 2] },
  constants: { w: { shape: [2, 3], values: [], external: { location, length: "24" } } },
  nodes: [{ op: "Gemm", inputs: ["x", "w"], outputs: ["y"], attributes: { transB: 1 } }],
});

test("data files are read from the model's own folder, and nowhere else", async () => {
  const data = new Uint8Array(Float32Array.from(ramp(6).values).buffer);
  const folder = folderWith({
    "in/model.onnx": encode(external("data/w.bin")),
    "in/data/w.bin": data,
    "secret.bin": data,
  });
  const inside = join(folder, "in");
  expect((await run(inside)).code).toBe(0);
  symlinkSync(join(folder, "secret.bin"), join(inside, "link.bin"));
  for (const location of [
    "../secret.bin",
    join(folder, "secret.bin"),
    "link.bin",
    "data",
    "",
    "data/../../secret.bin",
    "w\0",
  ]) {
    writeFileSync(join(inside, "model.onnx"), encode(external(location)));
    const { code, stderr } = await run(inside);
    expect([location, code, stderr]).toEqual([location, 1, expect.stringContaining("which is not here")]);
  }
});

test("a file that is no model", async () => {
  const folder = folderWith({ "model.onnx": "<!doctype html>" });
  const { code, stderr } = await run(folder);
  expect([code, stderr]).toEqual([1, expect.stringContaining("error[broken]")]);
});
