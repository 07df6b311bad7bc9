import * as diagnostics from "../../grammar/network-diagnostics.ts";
import { showShape } from "../graph/graph.ts";
import { mostJoined, wayToAlign } from "./joining.ts";
import { concatenated } from "./onnx-pieces.ts";
import { defineOperator } from "./operator.ts";

/** The channels of several values, one after the other; their positions must agree. */
export const concat = defineOperator<Record<string, never>>({
  name: "concat",
  summary: "Puts the channels of several values behind each other: `concat(a, b, c)`.",
  operands: "many",
  attributes: {},
  shape: (call) => {
    const [first, ...others] = call.inputs;
    if (call.inputs.length > mostJoined) {
      call.report(diagnostics.tooManyJoined, { found: call.inputs.length, limit: mostJoined });
      return undefined;
    }
    const differs = others.findIndex((shape) => String(shape.slice(1)) !== String(first!.slice(1)));
    if (differs >= 0) {
      const [left, right] = [showShape(first!), showShape(others[differs]!)];
      const also = [call.inputLabel(0, left), call.inputLabel(differs + 1, right)];
      call.report(diagnostics.positionsDiffer, { left, right }, { also, help: wayToAlign(first!, others[differs]!) });
      return undefined;
    }
    return [call.inputs.reduce((sum, [channels]) => sum + channels!, 0), ...first!.slice(1)];
  },
  // Channels first, and so the inputs' elements follow each other in logical order.
  reference: ({ x, y }) => {
    let at = 0;
    for (const { values } of x) {
      y.values.set(values, at);
      at += values.length;
    }
  },
  rounding: { kind: "selection" },
  kernel: () => ({ family: "concat" }),
  onnx: { Concat: concatenated },
  examples: [{ cnn: "concat(x)", x: [[[1, 2]]], y: [[[1, 2]], [[1, 2]]] }],
});
