import type { Node, NodeId } from "../../compiler/graph/graph.ts";
import { epilogueOf } from "../../compiler/lower/lower.ts";
import type { Plan } from "../../compiler/lower/program.ts";
import { Grid } from "../../compiler/operators/grid.ts";
import type { Network } from "../../runtime/executor.ts";
import { fromLayout, type Stepper, stepper, toLayout } from "../../runtime/index.ts";
import { count, type ParameterValues, parametersOf } from "../interpreter.ts";
import { judge } from "./bounds.ts";

/** The worst element of a kernel's output against its bound; `ratio` is error/bound, 0 for an equal one. */
export interface Outcome {
  readonly ratio: number;
  /** Every bound was zero, and so equality was required everywhere. */
  readonly allExact: boolean;
  /** The same before the fused formulas. */
  readonly exactRoot: boolean;
  readonly worst: {
    readonly index: readonly number[];
    readonly got: number;
    readonly expected: number;
    readonly bound: number;
  };
}

/** A network in step mode, seen through the graph: values by node instead of words by slot. */
export class Bench {
  readonly steps: Stepper;
  private readonly network: Network;
  private readonly plan: Plan;
  private readonly weights: ParameterValues;
  private readonly shapes: ReadonlyMap<NodeId, readonly number[]>;
  private readonly batch: number;

  constructor(network: Network, plan: Plan, nodes: readonly Node[], weights: ParameterValues, batch: number) {
    this.steps = stepper(network);
    this.network = network;
    this.plan = plan;
    this.weights = weights;
    this.shapes = new Map(nodes.map((node) => [node.id, node.shape]));
    this.batch = batch;
  }

  /** Values of a node for the whole batch, in logical order; the lanes that belong to no channel get `lane`. */
  write(id: NodeId, values: Float32Array, lane = 0): void {
    this.steps.write(this.slot(id), toLayout(values, this.shapes.get(id)!, this.layout(id), this.batch, lane));
  }

  async read(id: NodeId): Promise<Float32Array> {
    return fromLayout(await this.steps.read(this.slot(id)), this.shapes.get(id)!, this.layout(id), this.batch);
  }

  /** Every word of the buffers that kernels write, so that what a kernel leaves out, or reads too much, shows. */
  poison(value: number): void {
    const { buffers } = this.network.variant;
    buffers.forEach((buffer, i) => {
      if (buffer.kind === "activations" || buffer.kind === "output")
        this.steps.writeBuffer(i, new Float32Array((buffer.bytes / 4) * this.batch).fill(value));
    });
  }

  /** What step k reads, inputs first, then what its fused operators read. */
  readsOf(k: number): NodeId[] {
    const { node } = this.plan.steps[k]!;
    return [...node.inputs, ...epilogueOf(node).others];
  }

  /** Judges what step k wrote, given what it had read. */
  async judge(k: number, read: ReadonlyMap<NodeId, Float32Array>): Promise<Outcome> {
    const { node } = this.plan.steps[k]!;
    const got = await this.read(node.id);
    const parameter = parametersOf(node, this.weights);
    const size = count(node.shape);
    let worst: Outcome["worst"] = { index: [], got: 0, expected: 0, bound: 0 };
    let [ratio, allExact, rootIsExact] = [0, true, true];
    for (let image = 0; image < this.batch; image++) {
      const grid = (id: NodeId) => imageOf(read.get(id)!, this.shapes.get(id)!, image);
      const others = epilogueOf(node).others.map(grid);
      const { expected, bound, exactRoot } = judge(node, { x: node.inputs.map(grid), others, parameter });
      rootIsExact &&= exactRoot;
      for (let i = 0; i < size; i++) {
        const [e, b, g] = [expected.values[i]!, bound.values[i]!, got[image * size + i]!];
        if (b > 0) allExact = false;
        const own = ratioOf(g, e, b);
        if (own > ratio)
          [ratio, worst] = [own, { index: [image, ...indexOf(i, node.shape)], got: g, expected: e, bound: b }];
      }
    }
    return { ratio, allExact, exactRoot: rootIsExact, worst };
  }

  /** Where a value lies: a view shares the place of what it looks at. */
  slot(id: NodeId): number {
    return this.plan.slots.get(id)!;
  }

  private layout(id: NodeId) {
    return this.network.variant.slots[this.slot(id)]!.tensor!.layout;
  }
}

/** Infinite for a NaN, and for any difference where equality is required. */
function ratioOf(got: number, expected: number, bound: number): number {
  const error = Math.abs(got - expected);
  if (error === 0) return 0;
  return Number.isNaN(error) ? Number.POSITIVE_INFINITY : error / bound;
}

const imageOf = (values: Float32Array, shape: readonly number[], image: number): Grid =>
  new Grid(shape, values.subarray(image * count(shape), (image + 1) * count(shape)));

function indexOf(flat: number, shape: readonly number[]): number[] {
  return shape.map((extent, axis) => Math.floor(flat / count(shape.slice(axis + 1))) % extent);
}
