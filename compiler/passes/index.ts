import type { Graph } from "../graph/graph.ts";
import { verifyGraph } from "../graph/verify.ts";
import { copyOutputs } from "./copy-outputs.ts";
import { dropViews } from "./drop-views.ts";
import { fuseElementwise } from "./fuse-elementwise.ts";
import type { Pass } from "./pass.ts";

interface Stage {
  readonly pass: Pass;
  /** Why it stands where it stands. */
  readonly why: string;
  /** Left out by `--no-fuse`. */
  readonly optional: boolean;
}

/** The passes in order. */
export const stages: readonly Stage[] = [
  { pass: dropViews, why: "first, so that a flattening operator's producer is next to it", optional: true },
  {
    pass: fuseElementwise,
    why: "after the views are gone, which would stand between producer and consumer",
    optional: true,
  },
  { pass: copyOutputs, why: "last: fusion may have made a kernel for an output", optional: false },
];

/** Runs the passes, with the graph's invariants checked before and after each. */
export function runPasses(graph: Graph, { fuse }: { fuse: boolean }): Graph {
  return stages
    .filter(({ optional }) => fuse || !optional)
    .reduce((before, { pass }) => verifyGraph(pass.run(before), pass.name), verifyGraph(graph, "checking"));
}
