import { expect, test } from "vitest";
import { compiled } from "../compiled.ts";

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

test("packing names no dimension of one", () => {
  const { program } = compiled("net A(x: 1) { return x -> fc(1) }");
  expect(
    program.variants.flatMap(({ recipes }) => recipes.flatMap(({ dims }) => dims.map(({ size }) => size))),
  ).toEqual(expect.not.arrayContaining([1]));
});
