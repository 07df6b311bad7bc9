import * as diagnostics from "../../grammar/network-diagnostics.ts";
import { bias, type Constant, constantValues, integer } from "./attributes.ts";
import { constantOf } from "./constants.ts";
import { gemm, matMul } from "./onnx-products.ts";
import { defineOperator } from "./operator.ts";

interface Attributes {
  readonly features: number;
  readonly bias: boolean | Constant;
  readonly weights: Constant | "file";
}

const volume = (extents: readonly number[]): number => extents.reduce((a, b) => a * b, 1);

/** y = W·x + b over the input's elements in logical order (channels, then positions). */
export const fc = defineOperator<Attributes>({
  name: "fc",
  summary: "Fully connected: every output is a weighted sum of all inputs. A volume is flattened first.",
  operands: 1,
  attributes: {
    features: integer({ summary: "number of outputs", positional: true, least: 1 }),
    bias: bias(),
    weights: constantValues("weights written in the file: out, in"),
  },
  shape: (call) => {
    const { features, weights, bias: b } = call.attributes;
    const inFeatures = volume(call.inputs[0]!);
    if (features * inFeatures > 2 ** 30) {
      call.report(
        diagnostics.tooLarge,
        { what: `a weight of ${features}x${inFeatures}`, limit: "2^30 elements" },
        { attribute: "features" },
      );
      return undefined;
    }
    const weightsFit = weights === "file" || constantOf(call, "weights", weights, [features, inFeatures]);
    const biasFits = typeof b === "boolean" || constantOf(call, "bias", b, [features]);
    return weightsFit && biasFits ? [features] : undefined;
  },
  parameters: ({ inputs, attributes: { features, bias: b, weights } }) => [
    {
      role: "weight",
      shape: [features, volume(inputs[0]!)],
      ...(weights === "file" ? {} : { values: weights.values }),
    },
    ...(b === false
      ? []
      : [{ role: "bias", shape: [features], added: true, ...(b === true ? {} : { values: b.values }) }]),
  ],
  reference: ({ x: [x], y, parameter }) => {
    const [weight, b] = [parameter("weight")!, parameter("bias")];
    for (const [o] of y.places() as Iterable<[number]>) {
      let sum = b?.at([o]) ?? 0;
      x!.values.forEach((value, i) => {
        sum += value * weight.at([o, i])!;
      });
      y.set([o], sum);
    }
  },
  rounding: { kind: "sum", terms: ({ inputs }) => volume(inputs[0]!) + 1 },
  // A fully connected layer over a volume is a convolution whose window is the whole input.
  kernel: ({ inputs, attributes }) => {
    const [inChannels, ...extents] = inputs[0]!;
    const ones = extents.map(() => 1);
    const zeros = extents.map(() => 0);
    return {
      family: "contraction",
      input: extents,
      output: ones,
      window: extents,
      stride: ones,
      dilation: ones,
      padBefore: zeros,
      padAfter: zeros,
      groups: 1,
      inChannels: inChannels!,
      outChannels: attributes.features,
      flip: false,
      bias: attributes.bias !== false,
    };
  },
  withChannels: (attributes, features) => ({ ...attributes, features }),
  flattens: true,
  onnx: { Gemm: gemm, MatMul: matMul },
  examples: [
    {
      cnn: "fc(2)",
      x: [1, 2, 3],
      parameters: {
        weight: [
          [1, 0, 1],
          [0, 2, 0],
        ],
        bias: [10, 20],
      },
      y: [14, 24],
    },
  ],
});
