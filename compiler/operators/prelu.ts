import { add, argument, constant, type Intrinsic, intrinsic, max, min, mul } from "../kernels/scalar.ts";
import { type Constant, constantValues, flag } from "./attributes.ts";
import { constantOf } from "./constants.ts";
import { Draft } from "./onnx-draft.ts";
import { ofImage } from "./onnx-elementwise.ts";
import { volume } from "./onnx-shapes.ts";
import { flat } from "./onnx-tensors.ts";
import { type Called, defineOperator } from "./operator.ts";

interface Attributes {
  readonly shared: boolean;
  readonly weights: Constant | "file";
}

/** One slope for each channel, or one. */
const slopes = ({ inputs, attributes: { shared } }: Called<Attributes>): number[] => [shared ? 1 : inputs[0]![0]!];

const sloped: Intrinsic = {
  name: "prelu",
  meaning: (x, slope) => Math.max(x, 0) + slope * Math.min(x, 0),
  tree: add(max(argument(0), constant(0)), mul(argument(1), min(argument(0), constant(0)))),
  gap: 0,
};

/** max(x, 0) + w·min(x, 0), with a slope w that was learned (He et al. 2015, "Delving Deep into Rectifiers"). */
export const prelu = defineOperator<Attributes>({
  name: "prelu",
  summary: "Keeps what is positive and multiplies the rest by its channel's slope, which is learned.",
  operands: 1,
  attributes: {
    shared: flag("shared", "one slope for all channels, as is PyTorch's default"),
    weights: constantValues("slopes written in the file: one for each channel, or one if they share it"),
  },
  shape: (call) => {
    const { weights } = call.attributes;
    return weights === "file" || constantOf(call, "weights", weights, slopes(call)) ? call.inputs[0]! : undefined;
  },
  parameters: (call) => {
    const { weights } = call.attributes;
    return [{ role: "weight", shape: slopes(call), ...(weights === "file" ? {} : { values: weights.values }) }];
  },
  reference: ({ x: [x], y, parameter, attributes: { shared } }) => {
    const weight = parameter("weight")!;
    for (const index of y.places()) {
      const value = x!.at(index)!;
      y.set(index, value > 0 ? value : value * weight.at([shared ? 0 : index[0]!])!);
    }
  },
  rounding: { kind: "formula" },
  kernel: ({ attributes: { shared } }) => ({
    family: "elementwise",
    formula: intrinsic(sloped, argument(0), argument(1)),
    parameters: [{ role: "weight", shared }],
  }),
  onnx: {
    PRelu: (node) => {
      const slope = node.constant(1, "the slope");
      if (volume(slope.shape) === 1) return { attributes: { shared: true }, weights: { weight: flat(slope) } };
      const draft = new Draft(node);
      const { front, back, numbers } = draft.spread(draft.input(), ofImage(node, 0, slope));
      return draft.giving(back(draft.stage(undefined, [front], front.shape, { weights: { weight: numbers } })));
    },
  },
  examples: [
    { cnn: "prelu", x: [-1, -1, 2], parameters: { weight: [0.5, 2, 3] }, y: [-0.5, -2, 2] },
    { cnn: "prelu(shared)", x: [-1, -1, 2], parameters: { weight: [0.25] }, y: [-0.25, -0.25, 2] },
  ],
});
