import { expect, test } from "vitest";
import type { Compiled } from "../../compiler/compile.ts";
import { compiled, sourceOf } from "../compiled.ts";
import { testDevice } from "../device.ts";
import { describeFailure, verify } from "./index.ts";

/** Three layers; only the second one's kernel is damaged, and only that one may be named. */
const text = `net Planted(x: 3x9x10) {
  return x -> conv(5, 3x3, pad=1) -> relu
           -> conv(6, 3x3, stride=2, pad=1) -> tanh
           -> fc(7)
}
`;

/** The network with one line of the second convolution's kernel changed, in every variant. Fails if there is no such line. */
function planted(from: RegExp, to: string): Compiled {
  const right = compiled(text, { devices: ["portable"], apart: true });
  const kernels = right.program.kernels.map((kernel) =>
    kernel.name === "conv2" ? { ...kernel, wgsl: kernel.wgsl.replace(from, to) } : kernel,
  );
  if (kernels.every((kernel, i) => kernel.wgsl === right.program.kernels[i]!.wgsl))
    throw new Error(`nothing matches ${from}`);
  return { ...right, program: { ...right.program, kernels } };
}

const bugs: readonly (readonly [name: string, from: RegExp, to: string])[] = [
  ["a swapped index", /let iy = oy \* 2u \+ ky - 1u;/, "let iy = ox * 2u + ky - 1u;"],
  ["a dropped tail guard", /if \(i >= \d+u\) \{ return; \}/, ""],
  ["a lost bias", /bias\[block\]/g, "(bias[block] * 0.0f)"],
  ["padding off by one", /ky - 1u/, "ky - 2u"],
  ["an activation that is left out", /= safe_tanh\((\w+)\);/, "= $1;"],
];

test.each(bugs)("%s is caught, and its layer named", async (_, from, to) => {
  const report = await verify(planted(from, to), { device: await testDevice(), source: sourceOf(text), batch: 2 });
  expect(report.passed).toBe(false);
  expect(describeFailure(report)).toMatch(/^conv2 \+ tanh1 \(line 3\) is wrong in variant portable/);
  const wrong = report.variants.flatMap(({ layers }) => layers).filter(({ passed }) => !passed);
  expect(wrong.map(({ label }) => label)).toEqual(["conv2 + tanh1"]);
});

test("the network without a bug passes", async () => {
  const right = compiled(text);
  const variants = right.plans.map(({ variant }) => variant);
  expect(
    describeFailure(await verify(right, { device: await testDevice(), source: sourceOf(text), variants })),
  ).toBeUndefined();
});
