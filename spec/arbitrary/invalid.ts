import fc from "fast-check";
import type { Graph } from "../../compiler/graph/graph.ts";
import { Choices, fullTape } from "./choices.ts";
import { declarations } from "./deviations/declarations.ts";
import { edits } from "./deviations/edits.ts";
import { statements } from "./deviations/statements.ts";
import { network, type WrittenNetwork } from "./network.ts";
import { graphOf, type Value } from "./probe.ts";

/** A right network with one thing wrong, and the diagnostic that must say so. */
export interface InvalidNetwork {
  readonly text: string;
  readonly code: string;
  /** What was done to it. */
  readonly deviation: string;
}

/** A right text in pieces, with what its net has bound. */
export interface Ground {
  readonly text: string;
  readonly graph: Graph;
  readonly values: readonly Value[];
  /** Blocks and constants before the net. */
  readonly before: string;
  /** `net Random(x: 1x8x8) {` */
  readonly head: string;
  /** Its lines before the `return`, each with its end. */
  readonly body: string;
  /** `  return v3` */
  readonly end: string;
  /** From the line with its `}` on. */
  readonly after: string;
}

/** One way to make a right network wrong; undefined where it has no place for it. */
export interface Deviation {
  readonly code: string;
  readonly what: string;
  readonly to: (ground: Ground, choices: Choices) => string | undefined;
}

/** All of them: lines that do not belong, wrong heads and items, and good lines damaged. */
export const deviations: readonly Deviation[] = [...statements, ...declarations, ...edits];

/** Networks that are wrong in one known way. Where one deviation has no place, the next one is taken. */
export const invalidNetwork = (): fc.Arbitrary<InvalidNetwork> =>
  fc.tuple(network(), fc.nat({ max: deviations.length - 1 }), fullTape(8)).map(([from, at, tape]) => {
    const ground = groundOf(from);
    for (const { code, what, to } of [...deviations.slice(at), ...deviations.slice(0, at)]) {
      const text = to(ground, new Choices(tape));
      if (text !== undefined) return { text, code, deviation: what };
    }
    throw new Error(`nothing can be made wrong about:\n\n${from.text}`);
  });

/** Cut where generated networks are: `net` and `}` begin a line, and a statement takes one. */
function groundOf({ text, values }: WrittenNetwork): Ground {
  const net = text.search(/^net /m);
  const open = text.indexOf("{\n", net) + 1;
  const close = text.indexOf("\n}", open);
  const back = text.lastIndexOf("\n  return ", close) + 1;
  return {
    text,
    graph: graphOf(text)!,
    values,
    before: text.slice(0, net),
    head: text.slice(net, open),
    body: text.slice(open, back),
    end: text.slice(back, close),
    after: text.slice(close),
  };
}
