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
  expect(stdout).toMatchInlineSnapshot(`
    "Repeated: 5 layers, 60,416 MACs, 5,354 parameters

    layer     operator  output   parameters     MACs    FLOPs   memory  field  jump  start
    image     input     3x16x16                                 3.1 KB
    conv1     conv      8x16x16         224   55.3 k  110.6 k   8.2 KB    3x3     1     -1
    relu1     relu      8x16x16                                 8.2 KB    3x3     1     -1
    maxpool1  maxpool   8x8x8                                   2.0 KB    4x4     2     -1
    fc1       fc        10            5,130   5.12 k  10.24 k     40 B    all
    softmax1  softmax   10                                        40 B    all
    total                             5,354  60.42 k  120.8 k  18.5 KB

    variant             dispatches  unfused    moved  unfused  activations  weights  inputs  outputs
    software-subgroups           4        5  23.7 KB  40.1 KB      10.2 KB  26.1 KB  3.1 KB    256 B
    software                     4        5  23.7 KB  40.1 KB      10.2 KB  26.1 KB  3.1 KB    256 B
    portable                     1        5   3.1 KB  40.1 KB          0 B  26.1 KB  3.1 KB    256 B
    "
  `);
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
  expect(stdout.slice(stdout.indexOf("\n\nsoftware") + 2)).toMatchInlineSnapshot(`
    "software-subgroups, software
      0  conv1 + relu1
      1  maxpool1
      2  fc1
      3  softmax1
      tensor    shape    layout  from    to  dispatches
    input image, 3.1 KB an image
      image     3x16x16  nchw       0  3072  █···
    output softmax1, 256 B an image
      softmax1  10       nchw       0    40  ···█
    activations a, 8.2 KB an image
      relu1     8x16x16  nchw       0  8192  ██··
      fc1       10       nchw       0    40  ··██
    activations b, 2.0 KB an image
      maxpool1  8x8x8    nchw       0  2048  ·██·
    weights, 26.1 KB: 4 tensors, at all times

    portable
      0  conv1 + relu1 + maxpool1 + fc1 + softmax1
      tensor    shape    layout  from    to  dispatches
    input image, 3.1 KB an image
      image     3x16x16  nchw       0  3072  █
    output softmax1, 256 B an image
      softmax1  10       nchw       0    40  █
    weights, 26.1 KB: 4 tensors, at all times
    "
  `);
});

test("as Markdown, to paste", async () => {
  const { stdout } = await summed(doubling, { format: "markdown", memory: true });
  expect(stdout).toMatchInlineSnapshot(`
    "## Doubling

    | layer | operator | output | parameters | MACs | FLOPs | memory | field | jump | start |
    |---|---|---|--:|--:|--:|--:|--:|--:|--:|
    | picture | input | 1x2x3 |  |  |  | 24 B |  |  |  |
    | conv1 | conv | 1x2x3 |  | 6 | 12 | 24 B | 1x1 | 1 | 0 |
    | total |  |  | 0 | 6 | 12 | 24 B |  |  |  |

    | variant | dispatches | unfused | moved | unfused | activations | weights | inputs | outputs |
    |---|--:|--:|--:|--:|--:|--:|--:|--:|
    | software | 1 | 1 | 48 B | 48 B | 0 B | 256 B | 256 B | 256 B |
    | portable | 1 | 1 | 48 B | 48 B | 0 B | 256 B | 256 B | 256 B |

    ### Memory of software, portable

    0. conv1

    input picture, 256 B an image

    | tensor | shape | layout | from | to | dispatches |
    |---|---|---|--:|--:|---|
    | picture | 1x2x3 | nchw | 0 | 24 | 0–0 |

    output conv1, 256 B an image

    | tensor | shape | layout | from | to | dispatches |
    |---|---|---|--:|--:|---|
    | conv1 | 1x2x3 | nchw | 0 | 24 | 0–0 |

    weights, 256 B: 1 tensor, at all times
    "
  `);
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
