import { expect, test } from "vitest";
import { type ImportOptions, importOnnx } from "../../compiler/import/index.ts";
import { encode, type GraphText, ramp, whole } from "./encode.ts";
import { channelsLast, residual, unsayable } from "./models.ts";

const imported = (graph: GraphText, options: ImportOptions = {}) => importOnnx(encode(graph), options);

/** The text of a model that can be imported; else what is wrong with it. */
const text = (graph: GraphText, options: ImportOptions = {}): string =>
  imported(graph, options).source?.text ?? problems(graph, options).join("\n");

const problems = (graph: GraphText, options: ImportOptions = {}): string[] =>
  imported(graph, options).diagnostics.map(({ code, node, message, help }) =>
    [`${code}: ${node ? `${node.operator} ${node.name}: ` : ""}${message}`, ...(help ? [`(${help})`] : [])].join(" "),
  );

/** One node over an input. */
const one = (
  op: string,
  shape: readonly number[],
  more: Partial<GraphText> & { inputs2?: string[]; opset?: number; attributes?: object } = {},
) => ({
  ...(more.opset === undefined ? {} : { opset: more.opset }),
  inputs: { x: shape },
  outputs: { y: undefined },
  constants: more.constants ?? {},
  nodes: [{ op, inputs: ["x", ...(more.inputs2 ?? [])], outputs: ["y"], attributes: (more.attributes ?? {}) as never }],
});

/** The stages that one node becomes. */
const stages = (...given: Parameters<typeof one>): string => {
  const lines = text(one(...given)).match(/y = x\n?([\s\S]*?)\n\n/);
  return lines ? lines[1]!.trim().replaceAll(/\s+/g, " ") : text(one(...given));
};

test("names of modules are kept, computed shapes evaluated, what flattens before a layer left out", () => {
  expect(text(residual, { name: "small" })).toMatchInlineSnapshot(`
    "net small(image: 3x8x8) {
      weights "small.safetensors"

      x = image -> conv(8, 3x3, pad=1, bias=false) as stem -> relu
      main = x -> conv(8, 3x3, pad=1, bias=false) as "layer1.0.conv1" -> batchnorm as "layer1.0.bn1"
      logits = main + x -> relu -> globalavgpool -> fc(5) as fc

      return logits
    }
    "
  `);
  const { weights, inputs } = imported(residual);
  expect([...weights.keys()]).toEqual([
    "stem.weight",
    ...["weight", "bias", "running_mean", "running_var"].flatMap((role) =>
      role === "weight" ? ["layer1.0.conv1.weight", "layer1.0.bn1.weight"] : [`layer1.0.bn1.${role}`],
    ),
    "fc.weight",
    "fc.bias",
  ]);
  expect(inputs).toEqual([{ onnx: "image", cnn: "image", shape: [1, 3, 8, 8], images: 1 }]);
});

test("pairs of transpositions go, a product and a sum are a layer, x · sigmoid(x) is silu", () => {
  expect(text(channelsLast)).toMatchInlineSnapshot(`
    "net tested(x: 6x6x2) {
      weights "tested.safetensors"

      y = x
        -> transpose([width, channels, height])
        -> conv(4, 3x3, stride=2, pad=same_upper) -> silu
        -> fc(3) -> softmax

      return y
    }
    "
  `);
  const { weights } = imported(channelsLast);
  // ONNX multiplies from the left: in, out.
  expect([...weights.get("fc1.weight")!.data.slice(0, 3)]).toEqual(
    [0, 3, 6].map((i) => Math.fround(channelsLast.constants!.m!.values[i]!)),
  );
});

test("every node that cannot be said is listed, with what to do, and nothing is written", () => {
  expect(problems(unsayable)).toMatchInlineSnapshot(`
    [
      "unsupported: Sin wave\\u{001B}[2J: no operator of a \`.cnn\` does what \`Sin\` does here (leave it out of the export, and compute it outside the network)",
      "unsupported: com.example.FancyAttention node 2: \`FancyAttention\` of \`com.example\` is not an operator of ONNX's own",
      "unsupported: NonZero node 4: no operator of a \`.cnn\` does what \`NonZero\` does here (leave it out of the export, and compute it outside the network)",
    ]
  `);
  expect(imported(unsayable).source).toBeUndefined();
  expect(imported(unsayable).weights.size).toBe(0);
});

test("sizes that are left open are asked for by name", () => {
  const graph = { ...one("Relu", [1]), inputs: { x: ["N", 3, "height", 4] } };
  expect(problems(graph)).toMatchInlineSnapshot(`
    [
      "unsupported: the input \`x\` has no fixed size along axis 2, \`height\`: every size of a network is known when it is compiled (say what it is, such as height=224)",
    ]
  `);
  expect(text(graph, { dimensions: { height: 6 } })).toContain("x: 3x6x4");
});

test("the first axis is the batch, or a value is one image whole", () => {
  const graph = one("Softmax", [3, 4, 5], { attributes: { axis: 0 } });
  expect(problems(graph)).toEqual([
    "unsupported: Softmax node 1: it works along the batch, whose images are independent here",
  ]);
  expect(text(graph, { batch: "none" })).toContain("x: 3x4x5");
});

test("an input whose value is given is a weight where an operator wants one", () => {
  const graph = { ...one("Conv", [1, 1, 4, 4], { inputs2: ["w"] }), inputs: { x: [1, 1, 4, 4], w: [2, 1, 3, 3] } };
  expect(problems(graph)[0]).toMatch("has 2 images, and another input 1");
  const w = { shape: [2, 1, 3, 3], type: "float32" as const, values: () => new Float32Array(18) };
  expect(text(graph, { values: new Map([["w", w]]) })).toContain("conv(2, 3x3, bias=false)");
});

test.each<[string, string]>([
  [
    "conv with uneven padding",
    stages("Conv", [1, 2, 8, 8], {
      inputs2: ["w"],
      constants: { w: ramp(4, 2, 3, 3) },
      attributes: { pads: [0, 1, 2, 1], strides: [2, 2], dilations: [2, 1] },
    }),
  ],
  [
    "conv with groups",
    stages("Conv", [1, 4, 8], { inputs2: ["w"], constants: { w: ramp(6, 2, 3) }, attributes: { group: 2 } }),
  ],
  [
    "conv of each channel",
    stages("Conv", [1, 4, 8, 8], {
      inputs2: ["w", "b"],
      constants: { w: ramp(8, 1, 3, 3), b: ramp(8) },
      attributes: { group: 4 },
    }),
  ],
  [
    "transposed conv by its output",
    stages("ConvTranspose", [1, 1, 3, 3], {
      inputs2: ["w"],
      constants: { w: ramp(1, 2, 3, 3) },
      attributes: { strides: [3, 2], output_shape: [10, 8] },
    }),
  ],
  [
    "average over what is there",
    stages("AveragePool", [1, 3, 7, 7], {
      attributes: { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1], ceil_mode: 1 },
    }),
  ],
  [
    "average with the padding",
    stages("AveragePool", [1, 3, 7, 7], {
      attributes: { kernel_shape: [3, 3], pads: [1, 1, 1, 1], count_include_pad: 1 },
    }),
  ],
  [
    "clip to 0 and 6",
    stages("Clip", [1, 3], {
      inputs2: ["a", "b"],
      constants: { a: { shape: [], values: [0] }, b: { shape: [], values: [6] } },
    }),
  ],
  ["clip by attributes", stages("Clip", [1, 3], { opset: 7, attributes: { min: { f: -1.5 } } })],
  [
    "gemm with factors",
    stages("Gemm", [1, 3], {
      inputs2: ["w", "c"],
      constants: { w: ramp(3, 2), c: ramp(1, 2) },
      attributes: { alpha: { f: 0.5 }, beta: { f: 2 } },
    }),
  ],
  ["matmul over the last axis", stages("MatMul", [1, 4, 3], { inputs2: ["w"], constants: { w: ramp(3, 2) } })],
  [
    "pad by reflection",
    stages("Pad", [1, 1, 4, 4], {
      inputs2: ["p"],
      constants: { p: whole(0, 0, 1, 0, 0, 0, 2, 3) },
      attributes: { mode: "reflect" },
    }),
  ],
  [
    "resize",
    stages("Resize", [1, 1, 4, 4], {
      inputs2: ["", "s"],
      constants: { s: { shape: [4], values: [1, 1, 2, 2] } },
      attributes: { mode: "nearest", coordinate_transformation_mode: "asymmetric", nearest_mode: "floor" },
    }),
  ],
  [
    "upsample",
    stages("Upsample", [1, 1, 4, 4], {
      opset: 9,
      inputs2: ["s"],
      constants: { s: { shape: [4], values: [1, 1, 2, 2] } },
    }),
  ],
  ["softmax before opset 13", stages("Softmax", [1, 3, 2, 2], { opset: 12 })],
  ["softmax along the last axis", stages("Softmax", [1, 3, 2, 2])],
  [
    "mean over positions",
    stages("ReduceMean", [1, 3, 4, 4], {
      inputs2: ["a"],
      constants: { a: whole(-1, -2) },
      attributes: { keepdims: 0 },
    }),
  ],
  [
    "half of each channel",
    stages("Mul", [1, 3, 4, 4], { inputs2: ["h"], constants: { h: { shape: [], values: [0.5] } } }),
  ],
  ["one number a channel added", stages("Add", [1, 3, 4, 4], { inputs2: ["h"], constants: { h: ramp(3, 1, 1) } })],
  [
    "slices",
    stages("Slice", [1, 4, 6, 6], {
      inputs2: ["s", "e", "a", "t"],
      constants: { s: whole(1, 0), e: whole(3, 2 ** 53), a: whole(1, -1), t: whole(1, 2) },
    }),
  ],
  ["one number a column added", stages("Add", [1, 3, 4, 4], { inputs2: ["h"], constants: { h: ramp(4) } })],
])("%s", (_, found) => {
  expect(found).toMatchSnapshot();
});
