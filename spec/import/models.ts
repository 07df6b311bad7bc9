import { encode, type GraphText, ramp, whole } from "./encode.ts";

// Small models that between them use most of what the importer knows.

const sum = (input: string, output: string) => ({ op: "Relu", inputs: [input], outputs: [output] });

/** A residual block and a classifier, as PyTorch exports them: names of modules, shapes computed, a batch that is left open. */
export const residual: GraphText = {
  inputs: { image: ["N", 3, 8, 8] },
  outputs: { logits: ["N", 5] },
  constants: {
    "stem.weight": ramp(8, 3, 3, 3),
    "layer1.0.conv1.weight": ramp(8, 8, 3, 3),
    "layer1.0.bn1.weight": ramp(8),
    "layer1.0.bn1.bias": ramp(8),
    "layer1.0.bn1.running_mean": ramp(8),
    "layer1.0.bn1.running_var": { shape: [8], values: [1, 2, 3, 4, 5, 6, 7, 8] },
    "fc.weight": ramp(5, 8),
    "fc.bias": ramp(5),
    zero: { ...whole(0), shape: [] },
    minus: whole(-1),
    none: whole(0),
  },
  nodes: [
    { op: "Conv", inputs: ["image", "stem.weight"], outputs: ["a"], attributes: { pads: [1, 1, 1, 1] } },
    sum("a", "b"),
    { op: "Conv", inputs: ["b", "layer1.0.conv1.weight"], outputs: ["c"], attributes: { pads: [1, 1, 1, 1] } },
    {
      op: "BatchNormalization",
      inputs: ["c", ...["weight", "bias", "running_mean", "running_var"].map((role) => `layer1.0.bn1.${role}`)],
      outputs: ["d"],
    },
    { op: "Add", inputs: ["d", "b"], outputs: ["e"] },
    sum("e", "f"),
    { op: "GlobalAveragePool", inputs: ["f"], outputs: ["g"] },
    { op: "Shape", inputs: ["g"], outputs: ["h"] },
    { op: "Gather", inputs: ["h", "zero"], outputs: ["i"] },
    { op: "Unsqueeze", inputs: ["i", "none"], outputs: ["j"] },
    { op: "Concat", inputs: ["j", "minus"], outputs: ["k"], attributes: { axis: 0 } },
    { op: "Reshape", inputs: ["g", "k"], outputs: ["l"] },
    { op: "Gemm", inputs: ["l", "fc.weight", "fc.bias"], outputs: ["logits"], attributes: { transB: 1 } },
  ],
};

/** What TensorFlow's converters leave: channels last and back again, padding by SAME, a product and a sum for a layer. */
export const channelsLast: GraphText = {
  inputs: { x: [1, 6, 6, 2] },
  outputs: { y: [1, 3] },
  constants: { w: ramp(4, 2, 3, 3), b: { ...ramp(4), shape: [4] }, m: ramp(36, 3), s: ramp(3), to: whole(1, -1) },
  nodes: [
    { op: "Transpose", inputs: ["x"], outputs: ["t"], attributes: { perm: [0, 3, 1, 2] } },
    { op: "Conv", inputs: ["t", "w", "b"], outputs: ["c"], attributes: { auto_pad: "SAME_UPPER", strides: [2, 2] } },
    { op: "Transpose", inputs: ["c"], outputs: ["u"], attributes: { perm: [0, 2, 3, 1] } },
    { op: "Transpose", inputs: ["u"], outputs: ["v"], attributes: { perm: [0, 3, 1, 2] } },
    { op: "Sigmoid", inputs: ["v"], outputs: ["g"] },
    { op: "Mul", inputs: ["v", "g"], outputs: ["h"] },
    { op: "Reshape", inputs: ["h", "to"], outputs: ["r"] },
    { op: "MatMul", inputs: ["r", "m"], outputs: ["p"] },
    { op: "Add", inputs: ["s", "p"], outputs: ["q"] },
    { op: "Softmax", inputs: ["q"], outputs: ["y"] },
  ],
};

/** Nodes that no `.cnn` can say, one behind the other. */
export const unsayable: GraphText = {
  inputs: { x: [2, 3, 4, 4] },
  outputs: { y: [2, 3, 4, 4], n: undefined },
  nodes: [
    { op: "Sin", name: "wave\u001b[2J", inputs: ["x"], outputs: ["a"] },
    { op: "FancyAttention", domain: "com.example", inputs: ["a"], outputs: ["b"] },
    sum("b", "y"),
    { op: "NonZero", inputs: ["x"], outputs: ["n"] },
  ],
};

export const files = { residual, channelsLast, unsayable } as const;
export const encoded = Object.values(files).map(encode);
