import * as diagnostics from "../../grammar/network-diagnostics.ts";
import { argument, constant, max, min } from "../kernels/scalar.ts";
import { real, type Schema } from "./attributes.ts";
import { elementwise } from "./elementwise.ts";
import { type OnnxNode, refuse, shortest } from "./onnx.ts";
import { onlyNumber, withConstant } from "./onnx-elementwise.ts";
import { broadcast } from "./onnx-shapes.ts";

interface Attributes {
  readonly low: number | "unsaid";
  readonly high: number | "unsaid";
}

const end = (summary: string): Schema<number | "unsaid"> => ({
  ...real({ summary, positional: true }),
  default: () => "unsaid",
});

/** The larger or the smaller of a value and one number. */
const bound = (end: "low" | "high") =>
  withConstant(({ draft, value, constant }) => {
    const number = onlyNumber(constant) ?? refuse("it compares each element with another number");
    if (!Number.isFinite(number)) refuse("it compares with a number that is not finite");
    const whole = draft.filling(value, broadcast(value.shape, constant.shape));
    return draft.stage(undefined, [whole], whole.shape, { attributes: { [end]: shortest(number) } });
  });

/** min(max(x, low), high); an end that is not said bounds nothing. */
export const clip = elementwise<Attributes>({
  name: "clip",
  summary: "Raises what is below `low` to it, and lowers what is above `high` to that. Either may be left out.",
  operands: 1,
  attributes: { low: end("the least result"), high: end("the largest result") },
  allows: ({ attributes: { low, high }, report }) => {
    if (low === "unsaid" || high === "unsaid" || low <= high) return true;
    report(diagnostics.emptyRange, { low, high }, { attribute: "high" });
    return false;
  },
  formula: ({ low, high }) => {
    const raised = low === "unsaid" ? argument(0) : max(argument(0), constant(low));
    return high === "unsaid" ? raised : min(raised, constant(high));
  },
  onnx: {
    Clip: (node) => {
      const { low, high } = rangeOf(node);
      if (low === 0 && high === 6) return undefined;
      // An upper end below the lower one wins.
      const least = low !== undefined && high !== undefined ? Math.min(low, high) : low;
      return {
        attributes: { ...(least === undefined ? {} : { low: least }), ...(high === undefined ? {} : { high }) },
      };
    },
    Max: bound("low"),
    Min: bound("high"),
  },
  spelled: [
    {
      text: "Where(Less(max, Where(Less(x, min), min, x)), max, Where(Less(x, min), min, x))",
      op: "Clip",
      inputs: ["x", "min", "max"],
    },
    { text: "Where(Less(x, min), min, x)", op: "Clip", inputs: ["x", "min"] },
    { text: "Where(Less(max, x), max, x)", op: "Clip", inputs: ["x", "none", "max"] },
  ],
  examples: [
    { cnn: "clip(-1, 1)", x: [-3, 0.5, 2], y: [-1, 0.5, 1] },
    { cnn: "clip(high=1)", x: [-3, 0.5, 2], y: [-3, 0.5, 1] },
  ],
});

/** An f32's largest, which ONNX has for no bound at all. */
const largest = 2 ** 128 - 2 ** 104;

/** The range that ONNX's Clip holds to: attributes before opset 11, and inputs since. */
export function rangeOf(node: OnnxNode): { readonly low: number | undefined; readonly high: number | undefined } {
  const end = (attribute: string, i: number, none: number) => {
    const number = node.has(i) ? node.constant(i, `\`${attribute}\``).values()[0]! : node.number(attribute, none);
    return Math.abs(number) < largest ? shortest(number) : undefined;
  };
  return { low: end("min", 1, -largest), high: end("max", 2, largest) };
}
