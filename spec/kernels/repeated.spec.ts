import { expect, test } from "vitest";
import type { Candidate } from "../../compiler/kernels/family.ts";
import { compiled, sourceOf } from "../compiled.ts";
import { testDevice } from "../device.ts";
import { describeFailure, verify } from "../verify/index.ts";

const software = (layers: string) => {
  const { plans, program } = compiled(`net A(x: 128x56x56) { return x -> ${layers} }`, { devices: ["software"] });
  return { schedule: plans[0]!.steps[0]!.schedule, kernels: program.kernels.length };
};

test("a kernel that many layers share may take longer to compile than one layer's", () => {
  const alone = software("depthwise(3x3, pad=1)");
  const shared = software("(depthwise(3x3, pad=1)) * 8");
  expect(alone).toEqual({ schedule: "channel-tile: 4 by 7 outputs", kernels: 1 });
  expect(shared).toEqual({ schedule: "channel-tile: 7 by 7 outputs", kernels: 1 });
});

test("a layer large enough to pay for its compilation has its sums in variables, and is right", async () => {
  const text = "net A(x: 32x40x40) { return x -> conv(32, 3x3, pad=1) -> relu }";
  const choose = (list: readonly Candidate[]) => list.find(({ choice }) => choice === "8 along x, 4 channels")!;
  const made = compiled(text, { devices: ["software"], choose });
  expect(made.program.kernels[0]!.wgsl).toContain("var sum7 = ");
  expect(compiled(text.replaceAll("40", "10"), { devices: ["software"], choose }).program.kernels[0]!.wgsl).toContain(
    "var sum = array<",
  );
  const report = await verify(made, { device: await testDevice(), source: sourceOf(text) });
  expect(describeFailure(report)).toBeUndefined();
  expect(report.variants.flatMap(({ layers }) => layers.map(({ exact }) => exact))).toEqual(["equal"]);
});

test("packing names no dimension of one", () => {
  const { program } = compiled("net A(x: 1) { return x -> fc(1) }");
  expect(
    program.variants.flatMap(({ recipes }) => recipes.flatMap(({ dims }) => dims.map(({ size }) => size))),
  ).toEqual(expect.not.arrayContaining([1]));
});
