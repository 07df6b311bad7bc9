import { expect, test } from "vitest";
import type { Program } from "../../runtime/index.ts";
import { testDevice } from "../device.ts";
import { seeded } from "../random.ts";
import { sharing } from "../verify/sharing.ts";
import { fusedIsUnfused } from "./fused.ts";
import { networkLaws } from "./index.ts";
import { networkOf } from "./network-law.ts";
import { measuredField } from "./receptive-field.ts";
import { makeRun } from "./run.ts";

const device = testDevice().then(sharing);
const net = (inputs: string, body: string) => networkOf(`net A(${inputs}) {\n  ${body}\n}\n`);

const networks = [
  net("x: 3x9x10", "return x -> conv(5, 3x3, pad=1) -> relu -> conv(7, 3x3, stride=2, pad=1) -> relu -> maxpool(2x2)"),
  net(
    "x: 3x11x7",
    "return x -> conv(5, 3x2, bias=false) -> batchnorm -> relu -> conv(3, 2x2, dilation=2x1) -> batchnorm",
  ),
  net("x: 5x13", "return x -> conv(3, 3, dilation=2) -> relu -> conv(7, 3, stride=2, pad={left: 1})"),
  net("x: 1x13x13", "return x -> conv(3, 5x5, pad=2) -> avgpool(2x2) -> conv(4, 3x3) -> maxpool(2x2, stride=1)"),
  net("x: 3x4x5x6", "return x -> conv(5, 2x2x2, pad=1) -> relu -> maxpool(2x1x2) -> conv(3, 1x2x1)"),
  net("x: 4x8x8", "y = x -> conv(4, 3x3, pad=1) -> relu\n  z = x + (y -> conv(4, 3x3, pad=1))\n  return z -> relu"),
  net(
    "x: 3x8x9",
    "a = x -> conv(5, 1x1)\n  b = x -> conv(3, 5x3, pad=[2, 1])\n  return concat(a, b) -> conv(2, 3x3) -> relu",
  ),
  net(
    "x: 3x7x7",
    "a = x -> depthwise(3x3, pad=1, multiplier=2) -> relu\n  b = a -> conv(4, 3x3, groups=2)\n  return a, b",
  ),
  net("a: 3x9x7, b: 2x9x7", "return (a -> conv(3, 3x3, pad=1)) + (b -> conv(3, 1x5, pad=[0, 2])) -> relu"),
  net("x: 3x6x6", "return x -> conv(5, 3x3) -> leakyrelu(0.25) -> flatten -> fc(7) -> relu -> fc(3)"),
  net("x: 3x9x9", "return x -> (conv(4, 3x3, pad=1) -> relu) * 3 -> globalavgpool"),
  net("x: 3x10x9", "return x -> maxpool(3x3, stride=2, round=ceil) -> scale(bias=true) -> conv(5, 2x2) -> dropout"),
  net("x: 2x15x6", "return x -> conv(3, 1x1, stride=3x1) -> conv(3, 3x2) -> scale -> conv(4, 2x2, pad=full)"),
  net("x: 3x7x5", "return x -> softmax -> conv(4, 3x3, dilation=2x1) -> softmax"),
  net("x: 1x12", "a = x -> conv(1, 1, stride=2)\n  return a + (x -> conv(1, 7))"),
] as const;

test.each(networkLaws.map((law) => [law.name, law] as const))("law: %s", async (_, law) => {
  const run = makeRun((await device).device);
  const applicable = networks.filter((network) => law.exempts(network) === undefined);
  expect(applicable.length).toBeGreaterThanOrEqual(12);
  for (const [i, network] of applicable.entries())
    expect(await law.check(network, seeded(i), run), network.text).toBeUndefined();
});

test("a network that rounds is exempt, and says so", () => {
  expect(fusedIsUnfused.exempts(net("x: 3x4x4", "return x -> tanh"))).toMatch("it rounds");
  expect(measuredField.exempts(net("x: 3x4x4", "return mul(x, x -> conv(3, 3x3, pad=1))"))).toMatch("does not rise");
});

test("a fused kernel that forgets its activation is seen", async () => {
  const network = net("x: 3x5x4", "return x -> conv(5, 3x2) -> relu");
  const damage = (program: Program): Program => ({
    ...program,
    kernels: program.kernels.map((kernel) => ({
      ...kernel,
      wgsl: kernel.wgsl.replace(/= max\((\w+\([^()]*\)), 0\.0f\);/, "= $1;"),
    })),
  });
  const run = makeRun((await device).device, { compile: { devices: ["software"] }, damage });
  expect(await fusedIsUnfused.check(network, seeded(1), run)).toMatchObject({ texts: [network.text] });
});

test("a kernel that reads one row too far is seen", async () => {
  const network = net("x: 1x7x6", "return x -> conv(3, 3x3) -> conv(1, 3x3)");
  const damage = (program: Program): Program => ({
    ...program,
    kernels: program.kernels.map((kernel) => ({ ...kernel, wgsl: kernel.wgsl.replace("ky < 3u", "ky < 4u") })),
  });
  const run = makeRun((await device).device, { compile: { devices: ["software"] }, damage });
  expect(await measuredField.check(network, seeded(1), run)).toMatchObject({ got: 6, expected: 4 });
});
