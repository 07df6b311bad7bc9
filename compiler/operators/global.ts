import * as diagnostics from "../../grammar/network-diagnostics.ts";
import type { Shape } from "../graph/graph.ts";
import { type AnyOperator, type Called, defineOperator, type Example } from "./operator.ts";

type None = Record<string, never>;

/** A pool whose window is the whole input: everything but the shape is the pool's own. */
export function globalPool(said: { name: string; summary: string; of: AnyOperator; example: Example }): AnyOperator {
  const { name, summary, of, example } = said;
  /** The pool's attributes with the input as its window. */
  const whole = <C extends Called<None>>(call: C): C & Called<Record<string, unknown>> => {
    const window = call.inputs[0]!.slice(1);
    const zeros = window.map(() => 0);
    const attributes = {
      window,
      stride: window,
      pad: { kind: "sides", before: zeros, after: zeros },
      round: "floor",
      fit: "floor",
      over: "valid",
    };
    return { ...call, attributes } as C & Called<Record<string, unknown>>;
  };
  const { rounding } = of;
  return defineOperator<None>({
    name,
    summary,
    operands: 1,
    attributes: {},
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
            ...(rounding.after ? { after: (call: Called<None>) => rounding.after!(whole(call)) } : {}),
          }
        : { kind: "selection" },
    kernel: (call) => of.kernel(whole(call)),
    examples: [example],
  });
}
