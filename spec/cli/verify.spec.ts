import { join } from "node:path";
import { expect, test } from "vitest";
import { verify } from "../../compiler/cli/verify.ts";
import { compile } from "../../compiler/compile.ts";
import { called, cnnc, doubling, folderWith } from "./cli.ts";

test("a right network passes, kernel by kernel, and the verdict comes last", async () => {
  const folder = folderWith({ "doubling.cnn": doubling });
  const { code, stdout } = await cnnc(["verify", "doubling.cnn"], { cwd: folder });
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^software\n +layer +schedule +exact +matrix +memory +error\/bound\n {2}ok +conv1 .* equal +equal +clean +[\d.e-]+\n\npassed: 1 kernel /,
  );
  expect(stdout).toMatch(/on google swiftshader \(software\), seed 1\n$/);
});

test("`all` goes through every variant that the device can run", async () => {
  const { code, stdout } = await cnnc(["verify", "examples/lenet5/lenet5.cnn", "--variant", "all", "--format", "json"]);
  const result = JSON.parse(stdout);
  expect([code, result.ok, result.seed]).toEqual([0, true, 1]);
  const names = result.variants.map(({ name }: { name: string }) => name);
  expect(names).toEqual(expect.arrayContaining(["software", "portable"]));
  for (const { layers } of result.variants)
    expect(layers.every(({ passed }: { passed: boolean }) => passed)).toBe(true);
});

test("an unknown variant is wrong usage", async () => {
  const { code, stderr } = await cnnc(["verify", "examples/lenet5/lenet5.cnn", "--variant", "quantum"]);
  expect(code).toBe(2);
  expect(stderr).toContain("error[unknown-variant]");
});

/** The compiler with a bug: windows begin a row too early. Fails if no kernel has such a line. */
const planted: typeof compile = (source, options) => {
  const right = compile(source, options);
  const { program } = right.compiled!;
  const kernels = program.kernels.map((kernel) => ({ ...kernel, wgsl: kernel.wgsl.replace("ky - 1u", "ky - 2u") }));
  expect(kernels).not.toEqual(program.kernels);
  return { ...right, compiled: { ...right.compiled!, program: { ...program, kernels } } };
};

test("a wrong kernel is named with its worst element and its line, and the exit code is 1", async () => {
  const text = "net Blur(picture: 1x4x4) {\n  blurred = picture\n    -> conv(2, 3x3, pad=1)\n  return blurred\n}\n";
  const path = join(folderWith({ "blur.cnn": text }), "blur.cnn");
  const options = { seed: 5, runs: 1, batch: 1, fuse: true, software: true, compile: planted };
  const { code, stdout } = await called((output) => verify(path, options, output));
  expect(code).toBe(1);
  expect(stdout).toMatch(
    /^software\n +layer +schedule +exact +matrix +memory +error\/bound\n {2}FAILED {2}conv1 .* failed +failed +clean +\S+\n\nfailed: 1 of 1 kernel /,
  );
  expect(stdout).toMatch(
    / on google swiftshader \(software\), seed 5\n {2}\/.*\/blur\.cnn:3: conv1 \(line 3\) is wrong in variant software: at image 0, channel \d, position \d, \d it gives \S+, expected \S+; it must be equal \(exact law, /,
  );
});

test("`--layers` judges only what is asked for, and answers a name that is none", async () => {
  const options = ["verify", "examples/lenet5/lenet5.cnn", "--software"];
  const { stdout } = await cnnc([...options, "--layers", "tanh2,fc3", "--format", "json"]);
  const labels = JSON.parse(stdout).variants.flatMap(({ layers }: { layers: { label: string }[] }) =>
    layers.map(({ label }) => label),
  );
  expect(labels).toEqual(["conv2 + tanh2", "fc3"]);
  const wrong = await cnnc([...options, "--layers", "tanh22"]);
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toMatch(
    /error\[unknown-layer\]: the network has no kernel for a layer `tanh22`\n.*did you mean `tanh2`\?/s,
  );
});
