import { join } from "node:path";
import { expect, test } from "vitest";
import { summary } from "../../compiler/cli/summary.ts";
import { called, cnnc, doubling, folderWith } from "./cli.ts";

const repeated = `net Repeated(image: 3x16x16; N=1) {
  return image -> (conv(8, 3x3, pad=1) -> relu) * N -> maxpool(2x2) -> fc(10) -> softmax
}
`;

const summed = (text: string, options: Partial<Parameters<typeof summary>[1]> = {}) => {
  const path = join(folderWith({ "net.cnn": text }), "net.cnn");
  const json = options.format === "json";
  return called((output) => summary(path, { format: "table", ...options }, output), { json });
};

test("a line a layer, and what its programs take, fused and not", async () => {
  const { code, stdout, stderr } = await summed(repeated);
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toMatchInlineSnapshot();
});

test("a value from outside changes the network: -D", async () => {
  const { stdout } = await cnnc(["summary", "pattern.cnn", "-D", "N=3", "--define=N=2", "--format=json"], {
    cwd: folderWith({ "pattern.cnn": repeated }),
  });
  const { layers } = JSON.parse(stdout);
  expect(layers.map(({ name }: { name: string }) => name)).toEqual([
    "conv1",
    "relu1",
    "conv2",
    "relu2",
    "maxpool1",
    "fc1",
    "softmax1",
  ]);
});

test("as JSON: all numbers, and the buffers if they are asked for", async () => {
  const { data } = await summed(repeated, { format: "json" });
  expect(data).toMatchObject({
    ok: true,
    net: "Repeated",
    inputs: [{ name: "image", shape: [3, 16, 16] }],
    diagnostics: [],
  });
  expect(data.layers[0]).toEqual({
    name: "conv1",
    operator: "conv",
    shape: [8, 16, 16],
    parameters: 8 * 3 * 9 + 8,
    macs: 256 * 8 * 27,
    flops: 2 * 256 * 8 * 27,
    activationBytes: 8 * 256 * 4,
    receptiveFields: [
      {
        input: "image",
        axes: [
          { extent: 3, jump: 1, start: -1 },
          { extent: 3, jump: 1, start: -1 },
        ],
      },
    ],
  });
  expect(data.total.parameters).toBe(224 + 8 * 64 * 10 + 10);
  for (const variant of data.variants) {
    expect(variant.dispatchesUnfused).toBeGreaterThan(variant.dispatches);
    expect(variant).not.toHaveProperty("buffers");
  }
  const { data: planned } = await summed(repeated, { format: "json", memory: true });
  expect(planned.variants[0].buffers[0]).toMatchObject({
    name: "input image",
    tensors: [{ name: "image", offset: 0 }],
  });
});

test("--memory shows what lies where, for how long; equal plans once", async () => {
  const { stdout } = await summed(repeated, { memory: true });
  expect(stdout.slice(stdout.indexOf("\n\nsoftware") + 2)).toMatchInlineSnapshot();
});

test("as Markdown, to paste", async () => {
  const { stdout } = await summed(doubling, { format: "markdown", memory: true });
  expect(stdout).toMatchInlineSnapshot();
});

test("with several inputs it says which input a field is of", async () => {
  const { stdout } = await summed(`net Two(left: 1x9x9, right: 1x9x9) {
    return (left -> conv(1, 3x3, pad=1)) + (right -> conv(1, 5x5, pad=2))
  }`);
  expect(stdout).toMatch(/^add1 .* left 3x3; right 5x5 +left 1; right 1 +left -1; right -2$/m);
});

test("a wrong network gives its diagnostics and exit code 1", async () => {
  const { code, stdout, stderr } = await summed("net Wrong(x: 1x7x7) { return x -> conv(3, 9x9) }");
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toContain("error[CNN0303]");
});
