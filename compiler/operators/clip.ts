import * as diagnostics from "../../grammar/network-diagnostics.ts";
import { argument, constant, max, min } from "../kernels/scalar.ts";
import { real, type Schema } from "./attributes.ts";
import { elementwise } from "./elementwise.ts";

interface Attributes {
  readonly low: number | "unsaid";
  readonly high: number | "unsaid";
}

const end = (summary: string): Schema<number | "unsaid"> => ({
  ...real({ summary, positional: true }),
  default: () => "unsaid",
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
  examples: [
    { cnn: "clip(-1, 1)", x: [-3, 0.5, 2], y: [-1, 0.5, 1] },
    { cnn: "clip(high=1)", x: [-3, 0.5, 2], y: [-3, 0.5, 1] },
  ],
});
