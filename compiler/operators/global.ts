import * as diagnostics from "../../grammar/network-diagnostics.ts";
import type { Shape } from "../graph/graph.ts";
import type { Schema } from "./attributes.ts";
import type { OnnxMappings } from "./onnx.ts";
import { type AnyOperator, type Called, defineOperator, type Example } from "./operator.ts";

type Attributes = Record<string, unknown>;

interface Said {
  readonly name: string;
  readonly summary: string;
  readonly of: AnyOperator;
  /** Names of the pool's attributes that this one has as well. */
  readonly keeps?: readonly string[];
  readonly onnx: OnnxMappings<Attributes>;
  readonly example: Example;
}

/** A pool whose window is the whole input: everything but the shape is the pool's own. */
export function globalPool({ name, summary, of, keeps = [], onnx, example }: Said): AnyOperator {
  /** The pool's attributes with the input as its window. */
  const whole = <C extends Called<Attributes>>(call: C): C => {
    const window = call.inputs[0]!.slice(1);
    const zeros = window.map(() => 0);
    const attributes = {
      ...call.attributes,
      window,
      stride: window,
      pad: { kind: "sides", before: zeros, after: zeros },
      round: "floor",
      fit: "floor",
      over: "valid",
    };
    return { ...call, attributes };
  };
  const { rounding } = of;
  const schemas = of.attributes as Readonly<Record<string, Schema<unknown>>>;
  return defineOperator<Attributes>({
    name,
    summary,
    operands: 1,
    attributes: Object.fromEntries(keeps.map((attribute) => [attribute, schemas[attribute]!])),
    shape: (call): Shape | undefined => {
      const [channels, ...spatial] = call.inputs[0]!;
      if (spatial.length > 0) return [channels!, ...spatial.map(() => 1)];
      call.report(diagnostics.needsVolume, { operator: name, shape: String(channels) });
      return undefined;
    },
    reference: (call) => of.reference(whole(call)),
    rounding:
      rounding.kind === "sum"
        ? {
            kind: "sum",
            terms: (call) => rounding.terms(whole(call)),
            ...(rounding.after ? { after: (call: Called<Attributes>) => rounding.after!(whole(call)) } : {}),
          }
        : { kind: "selection" },
    kernel: (call) => of.kernel(whole(call)),
    onnx,
    examples: [example],
  });
}
