import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { writeSafetensors } from "../../runtime/safetensors.ts";
import { testDevice } from "../device.ts";
import { cnnc, folderWith } from "./cli.ts";

const net = `net Baked(x: 2x6x7) {
  weights "baked.safetensors"
  return x -> conv(3, 3x3, pad=1, bias=false) -> batchnorm -> relu -> conv(40, 3x3) -> fc(2)
}
`;

const shapes = {
  "conv1.weight": [3, 2, 3, 3],
  "batchnorm1.weight": [3],
  "batchnorm1.bias": [3],
  "batchnorm1.running_mean": [3],
  "batchnorm1.running_var": [3],
  "conv2.weight": [40, 3, 3, 3],
  "conv2.bias": [40],
  "fc1.weight": [2, 800],
  "fc1.bias": [2],
};

/** Of the size of trained ones, and above 0 for a variance. */
const weightsWith = (variance?: number) =>
  writeSafetensors(
    Object.entries(shapes).map(([name, shape], n) => {
      const length = shape.reduce((a, b) => a * b, 1);
      const data = Float32Array.from({ length }, (_, i) => 0.3 + 0.25 * Math.sin(i * 12.9898 + n));
      if (variance !== undefined && name.endsWith("var")) data.fill(variance);
      return [name, { shape, data }] as const;
    }),
  );
const weights = weightsWith();

const folder = () => folderWith({ "baked.cnn": net, "baked.safetensors": weights });

const build = (at: string, ...words: string[]) => cnnc(["build", "baked.cnn", "-o", ...words], { cwd: at });

test("the weights of a baked layer are in its kernel, with the batchnorm after it, and in no file", async () => {
  const at = folder();
  expect(await build(at, "out", "--bake", "conv1")).toMatchObject({ code: 0, stderr: "" });
  await build(at, "plain");
  const kernels = readFileSync(join(at, "out/kernels/software.js"), "utf8");
  expect(kernels).toMatch(/const weight=array<f32,54>\(-?[\d.]+f,/);
  expect(kernels).toMatch(/const bias=array<f32,3>\(/);
  const device = await testDevice();
  const x = Float32Array.from({ length: 84 }, (_, i) => 2 + Math.cos(i));
  const [baked, plain] = await Promise.all(
    ["out", "plain"].map(async (name) => {
      const bundle = await import(pathToFileURL(join(at, name, "baked.js")).href);
      const network = await bundle.create({ device, weights, variant: "software" });
      return { names: Object.keys(bundle.parameters), ...(await network.run({ x })) };
    }),
  );
  expect(baked.names).toEqual(["conv2.weight", "conv2.bias", "fc1.weight", "fc1.bias"]);
  expect(plain.names).toEqual(Object.keys(shapes));
  const [name] = Object.keys(baked).filter((key) => key !== "names");
  // Sums of 18, 27 and 800 products, nearly all above 0, added up in another order.
  for (const [i, value] of plain[name!].entries())
    expect(Math.abs(baked[name!][i] - value)).toBeLessThan(845 * 2 ** -23 * Math.abs(value));
  const { verify } = await import(pathToFileURL(join(at, "out/verify.js")).href);
  const report = await verify({ device, variant: "software" });
  expect([report.passed, report.layers[0].constantsReplaced]).toEqual([true, false]);
});

test("`verify --bake` judges the kernels that `build --bake` ships", async () => {
  const { code, stdout } = await cnnc(["verify", "baked.cnn", "--bake", "conv1", "--variant", "software"], {
    cwd: folder(),
  });
  expect(stdout).toMatch(/ok {2}conv1 \+ relu1 +literal: \d along x .*\n[\s\S]*\npassed: /);
  expect(code).toBe(0);
});

test.each([
  [["--bake", "conv3"], "unknown-layer", "did you mean `conv1`?"],
  [["--bake", "relu1"], "unknown-layer", "`cnnc summary` lists the layers"],
  [["--bake", "conv1,conv2"], "bake-refused", "leave `conv2` out"],
  [["--bake", "fc1"], "bake-refused", "1,602 numbers"],
])("%j is refused, and nothing is written", async (words, code, text) => {
  const at = folder();
  const built = await build(at, "out", ...words);
  expect(built.code).toBe(2);
  expect(built.stderr).toContain(`error[${code}]`);
  expect(built.stderr).toContain(text);
});

test("a batchnorm that makes no numbers of a layer's weights is named", async () => {
  const at = folderWith({ "baked.cnn": net, "baked.safetensors": weightsWith(-1) });
  const built = await build(at, "out", "--bake", "conv1");
  expect([built.code, built.stderr]).toEqual([
    2,
    "error[weights-not-finite]: `conv1`: value 0 of its weight, with what is folded into it, is NaN, not a finite number\nhelp: look at its batchnorm\n",
  ]);
});

test("without weights there is nothing to bake", async () => {
  const at = folderWith({ "baked.cnn": net });
  const built = await build(at, "out", "--bake", "conv1");
  expect([built.code, built.stderr]).toEqual([
    2,
    "error[bake-nothing]: there are no weights to bake\nhelp: name their file: `--weights model.safetensors`\n",
  ]);
});
