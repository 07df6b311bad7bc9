import * as diagnostics from "../../grammar/network-diagnostics.ts";
import { elements, type Shape, showShape } from "../graph/graph.ts";
import { type Extent, extents } from "./arrangement.ts";
import { toShape } from "./onnx-views.ts";
import { defineOperator } from "./operator.ts";

interface Attributes {
  readonly shape: readonly Extent[];
}

/** The elements in logical order (channels, then positions) under another shape. */
export const reshape = defineOperator<Attributes>({
  name: "reshape",
  summary: "Gives the elements another shape, in logical order: channels first.",
  operands: 1,
  attributes: {
    shape: extents({ summary: "extents of the output; `rest` is what the others leave", positional: true }),
  },
  shape: (call) => {
    const [input] = call.inputs as [Shape];
    const { shape } = call.attributes;
    const count = elements(input);
    const said = elements(shape.filter((extent) => extent !== "rest"));
    const fits = shape.includes("rest") ? count % said === 0 : count === said;
    if (fits) return shape.map((extent) => (extent === "rest" ? count / said : extent));
    const [to, found] = shape.includes("rest")
      ? [`[${shape.join(", ")}]`, `needs a multiple of ${said}`]
      : [shape.join("x"), `has ${said}`];
    call.report(diagnostics.doesNotReshape, { from: showShape(input), count, to, found }, { attribute: "shape" });
    return undefined;
  },
  reference: ({ x: [x], y }) => y.values.set(x!.values),
  rounding: { kind: "selection" },
  kernel: () => ({ family: "view" }),
  view: true,
  onnx: {
    Flatten: toShape,
    Reshape: toShape,
    Squeeze: toShape,
    Unsqueeze: toShape,
  },
  examples: [
    {
      cnn: "reshape(2x1x2)",
      x: [1, 2, 3, 4],
      y: [[[1, 2]], [[3, 4]]],
    },
    {
      cnn: "reshape([3, rest])",
      x: [
        [
          [1, 2, 3],
          [4, 5, 6],
        ],
      ],
      y: [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
    },
  ],
});
