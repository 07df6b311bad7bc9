import type { Graph } from "../graph/graph.ts";
import { verifyGraph } from "../graph/verify.ts";
import { copyOutputs } from "./copy-outputs.ts";
import { dropIdentities } from "./drop-identities.ts";
import { dropViews } from "./drop-views.ts";
import { foldAffine } from "./fold-affine.ts";
import { fuseElementwise } from "./fuse-elementwise.ts";
import { lowerAffine } from "./lower-affine.ts";
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
  { pass: lowerAffine, why: "first: the others know one operator for what is a factor and a shift", optional: false },
  { pass: dropIdentities, why: "before folding and fusion, which look at neighbours", optional: true },
  { pass: foldAffine, why: "before activations are fused, which would come between", optional: true },
  { pass: dropViews, why: "before fusion, so that a flattening operator's producer is next to it", optional: true },
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
