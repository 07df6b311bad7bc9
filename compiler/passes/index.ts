import type { Graph } from "../graph/graph.ts";
import { verifyGraph } from "../graph/verify.ts";
import { defaultLimits } from "../kernels/limits.ts";
import { copyOutputs } from "./copy-outputs.ts";
import { dropIdentities } from "./drop-identities.ts";
import { dropViews } from "./drop-views.ts";
import { foldAffine } from "./fold-affine.ts";
import { fuseElementwise } from "./fuse-elementwise.ts";
import { lowerAffine } from "./lower-affine.ts";
import type { Pass } from "./pass.ts";
import { shardWeights } from "./shard-weights.ts";

interface Stage {
  readonly pass: Pass;
  /** Why it stands where it stands. */
  readonly why: string;
  /** Left out by `--no-fuse`. */
  readonly optional: boolean;
}

export interface PassOptions {
  /** Off: the optional passes are left out. On unless said. */
  readonly fuse?: boolean;
  /** Bytes of weights that a kernel may bind: of more, a layer is computed in parts. WebGPU's default limit unless said. */
  readonly mostWeights?: number;
}

/** The passes in order. */
export const stages = ({
  mostWeights = defaultLimits.maxStorageBufferBindingSize,
}: PassOptions = {}): readonly Stage[] => [
  { pass: lowerAffine, why: "first: the others know one operator for what is a factor and a shift", optional: false },
  { pass: dropIdentities, why: "before folding and fusion, which look at neighbours", optional: true },
  { pass: foldAffine, why: "before activations are fused, which would come between", optional: true },
  { pass: dropViews, why: "before fusion, so that a flattening operator's producer is next to it", optional: true },
  {
    pass: fuseElementwise,
    why: "after the views are gone, which would stand between producer and consumer",
    optional: true,
  },
  {
    pass: shardWeights(mostWeights),
    why: "after fusion, which finds one layer, and not parts and what joins them",
    optional: false,
  },
  { pass: copyOutputs, why: "last: fusion may have made a kernel for an output", optional: false },
];

/** Runs the passes, with the graph's invariants checked before and after each. */
export function runPasses(graph: Graph, options: PassOptions): Graph {
  return stages(options)
    .filter(({ optional }) => (options.fuse ?? true) || !optional)
    .reduce((before, { pass }) => verifyGraph(pass.run(before), pass.name), verifyGraph(graph, "checking"));
}
