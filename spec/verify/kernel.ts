import { elements, type Graph, inputOperator, type Node, type NodeId, nodeById } from "../../compiler/graph/graph.ts";
import { epilogueOf } from "../../compiler/lower/lower.ts";
import { layersOf, type Plan, type PlannedStep } from "../../compiler/lower/program.ts";
import { Grid } from "../../compiler/operators/grid.ts";
import type { Network } from "../../runtime/executor.ts";
import { lying, pack, put, type Stepper, stepper, take } from "../../runtime/index.ts";
import { record } from "../../runtime/instance.ts";
import type { Recipe } from "../../runtime/program.ts";
import { placesIn, seeded } from "../../runtime/self-check-data.ts";
import { root } from "../interpreter.ts";
import { judgeCluster } from "./bounds.ts";
import { fanInOf } from "./data.ts";
import { type Reading, Tape } from "./tape.ts";

/** The worst element of a kernel's output against its bound; `ratio` is error/bound, 0 for an equal one. */
export interface Outcome {
  readonly ratio: number;
  /** Every bound was zero, and so equality was required everywhere. */
  readonly allExact: boolean;
  /** The same before the fused formulas. */
  readonly exactRoot: boolean;
  readonly worst: Worst;
}

export interface Worst {
  readonly index: readonly number[];
  readonly got: number;
  readonly expected: number;
  readonly bound: number;
}

/** What a kernel was given: values of the nodes that it reads, and its layers' parameters. */
export interface Given {
  readonly read: ReadonlyMap<NodeId, Float32Array>;
  /** By `parameterKey`. */
  readonly parameters: ReadonlyMap<string, Float32Array>;
}

/** A layer's parameter, as its slot is called. */
export const parameterKey = (node: Node, role: string): string => `${node.name}.${role}`;

/** Values that a step reads: what its layers read, but for those in between. */
export function readsOf(step: PlannedStep): NodeId[] {
  const inner = new Set(step.inner.map(({ id }) => id));
  const all = layersOf(step).flatMap((node) => [...node.inputs, ...epilogueOf(node).others]);
  return all.filter((id) => !inner.has(id));
}

/** Products that the reference sums up for one image of one kernel, and places that it computes in any case. */
const mostProducts = 1 << 22;
const leastPlaces = 1024;

/** Staging memory that may be waiting to be read back. */
const mostBytes = 1 << 26;

/** A network in step mode, seen through the graph: values by node instead of words by slot. Nothing here waits but `collect`. */
export class Bench {
  readonly plan: Plan;
  readonly batch: number;
  /** The steps that are judged. */
  readonly wanted: readonly number[];
  private readonly mostPlaces: number;
  private readonly network: Network;
  private readonly node: (id: NodeId) => Node;
  private readonly steps: Stepper;
  private readonly tape: Tape;
  private readonly waiting: (() => void)[] = [];
  /** By slot. */
  private readonly recipes: ReadonlyMap<number, Recipe>;
  /** What was written to each buffer that kernels write, for the law that nothing else is. */
  private readonly contents = new Map<number, Float32Array<ArrayBuffer>>();

  constructor(
    network: Network,
    plan: Plan,
    graph: Graph,
    batch: number,
    wanted: readonly number[],
    mostPlaces = Number.POSITIVE_INFINITY,
  ) {
    this.mostPlaces = mostPlaces;
    this.steps = stepper(network);
    this.network = network;
    this.plan = plan;
    this.batch = batch;
    this.wanted = wanted;
    this.node = nodeById(graph);
    this.tape = new Tape(network.device);
    this.recipes = new Map(network.variant.recipes.map((recipe) => [recipe.slot, recipe]));
  }

  /** What step k reads. */
  readsOf(k: number): NodeId[] {
    return readsOf(this.plan.steps[k]!);
  }

  /** Numbers in a value, for the whole batch. */
  size(id: NodeId): number {
    return this.batch * elements(this.node(id).shape);
  }

  /** Where a value lies: a view shares the place of what it looks at. */
  slot(id: NodeId): number {
    return this.plan.slots.get(id)!;
  }

  /** Every word of the buffers that kernels write, so that what a kernel leaves out, or reads too much, shows. */
  poison(value: number): void {
    this.network.variant.buffers.forEach((buffer, i) => {
      if (buffer.kind !== "activations" && buffer.kind !== "output" && buffer.kind !== "input") return;
      const words = this.contents.get(i) ?? new Float32Array((buffer.bytes / 4) * this.batch);
      this.contents.set(i, words.fill(value));
      this.steps.writeBuffer(i, words);
    });
  }

  /**
   * Values of a node in logical order; `between` lies between the images and in lanes that belong to no channel. Around a
   * part of a larger value everything stays as it was written.
   */
  write(id: NodeId, values: Float32Array, between = 0): void {
    const { buffer, offset, bytes, part } = this.variantSlot(id);
    const from = (offset / 4) * this.batch;
    const length = (bytes / 4) * this.batch;
    const before = part && this.contents.get(buffer)?.slice(from, from + length);
    const words = before ?? new Float32Array(length).fill(between);
    put(values, words, this.lying(id), this.batch);
    this.contents.get(buffer)?.set(words, from);
    this.steps.write(this.slot(id), words);
  }

  /**
   * Step k's own weights; `between` lies behind them. Weights of other steps may share the place. Where a dispatch reads
   * what is not its step's, nothing is written, and its result is wrong.
   */
  writeWeights(k: number, parameters: ReadonlyMap<string, Float32Array>, between = 0): void {
    const dispatch = this.steps.dispatches[k]!;
    for (const slot of dispatch.slots) {
      const recipe = this.recipes.get(slot);
      const { name, bytes } = this.network.variant.slots[slot]!;
      const values = parameters.get(name);
      if (!recipe || !values) continue;
      const packed = pack(recipe, values);
      const words = new Float32Array(bytes / 4).fill(between);
      words.set(packed);
      this.steps.write(slot, words);
    }
  }

  /** Runs step k on what now lies in memory. */
  run(k: number): void {
    this.submit((encoder) => this.record(encoder, k));
  }

  /** What a node's value is at this point. */
  read(id: NodeId): Reading {
    const range = this.network.instance.memory.slots[this.slot(id)]!;
    const words = this.submit((encoder) => this.tape.copy(encoder, range));
    return () => take(words(), this.lying(id), this.batch);
  }

  /** What a value must be after kernels have written others, by slot: one that none makes follows from its inputs. */
  expected(id: NodeId, written: ReadonlyMap<number, Float32Array>): Float32Array {
    const known = written.get(this.slot(id));
    if (known) return known;
    const node = this.node(id);
    const inputs = node.inputs.map((input) => [this.expected(input, written), this.node(input).shape] as const);
    const values = new Float32Array(this.size(id));
    for (let image = 0; image < this.batch; image++) {
      const x = inputs.map(([all, shape]) => imageOf(all, shape, image));
      values.set(root(node, x, () => undefined).values, image * elements(node.shape));
    }
    return values;
  }

  /** The first word outside the output of step k that is not what was written there; nothing if all is as it was. */
  untouched(k: number): () => Touched | undefined {
    const { id, shape } = this.plan.steps[k]!.node;
    const slot = this.variantSlot(id);
    const first = (slot.offset / 4) * this.batch;
    // Its own words are those that a write there changes, and the lanes past the last channel.
    const own = new Float32Array((slot.bytes / 4) * this.batch);
    const { layout, ...how } = this.lying(id);
    const lanes = layout === "nchw" ? shape : [Math.ceil(shape[0]! / 4) * 4, ...shape.slice(1)];
    put(new Float32Array(this.batch * elements(lanes)).fill(1), own, { ...how, layout, shape: lanes }, this.batch);
    const inOutput = (buffer: number, word: number) => buffer === slot.buffer && own[word - first] === 1;
    const all = [...this.contents].map(([i, words]) => {
      const buffer = this.network.instance.memory.buffers[i]!;
      const reading = this.submit((encoder) => this.tape.copy(encoder, { buffer, offset: 0, size: words.byteLength }));
      return { i, expected: bits(words.slice()), reading };
    });
    return () => {
      for (const { i, expected, reading } of all) {
        const found = bits(reading());
        const word = found.findIndex((value, at) => value !== expected[at] && !inOutput(i, at));
        if (word >= 0)
          return { buffer: this.network.variant.buffers[i]!.name, word, got: reading()[word]!, past: word - first };
      }
      return undefined;
    };
  }

  /** Calls `then` when everything read so far is there. Waits for it if much is. */
  async after(then: () => void): Promise<void> {
    this.waiting.push(then);
    if (this.tape.bytes > mostBytes) await this.collect();
  }

  async collect(): Promise<void> {
    await this.tape.collect();
    for (const then of this.waiting.splice(0)) then();
  }

  /** Judges what step k wrote. */
  judge(k: number, got: Float32Array, { read, parameters }: Given): Outcome {
    const layers = layersOf(this.plan.steps[k]!);
    const node = layers.at(-1)!;
    const size = elements(node.shape);
    const grids = new Map(
      layers.flatMap((layer) =>
        layer.parameters.map(({ role, shape }) => {
          const key = parameterKey(layer, role);
          return [key, new Grid(shape, parameters.get(key)!)] as const;
        }),
      ),
    );
    const wanted = this.places(k);
    let worst: Worst = { index: [], got: 0, expected: 0, bound: 0 };
    let [ratio, allExact, rootIsExact] = [0, true, true];
    for (let image = 0; image < this.batch; image++) {
      const grid = (id: NodeId) => imageOf(read.get(id)!, this.node(id).shape, image);
      const { expected, bound, exactRoot } = judgeCluster(layers, {
        value: grid,
        parameter: (layer, role) => grids.get(parameterKey(layer, role)),
        ...(wanted && { wanted }),
      });
      rootIsExact &&= exactRoot;
      for (const i of expected.offsets()) {
        const [e, b, g] = [expected.values[i]!, bound.values[i]!, got[image * size + i]!];
        if (b > 0) allExact = false;
        const own = ratioOf(g, e, b);
        if (own > ratio)
          [ratio, worst] = [own, { index: [image, ...indexOf(i, node.shape)], got: g, expected: e, bound: b }];
      }
    }
    return { ratio, allExact, exactRoot: rootIsExact, worst };
  }

  /** Offsets in an image of step k's output at which it is judged; all of them if absent. A large layer takes the reference minutes. */
  places(k: number): readonly number[] | undefined {
    const { node } = this.plan.steps[k]!;
    const products = layersOf(this.plan.steps[k]!).reduce((all, layer) => all * fanInOf(layer), 1);
    const most = Math.min(this.mostPlaces, Math.max(leastPlaces, Math.floor(mostProducts / products)));
    return elements(node.shape) <= most ? undefined : placesIn(node.shape, most, seeded(k));
  }

  /** A run as a user's, to be compared with the steps: each output's values. */
  runWhole(inputs: ReadonlyMap<NodeId, Float32Array>): Promise<Record<string, Float32Array>> {
    return this.network.run(Object.fromEntries([...inputs].map(([id, values]) => [this.node(id).name, values])));
  }

  /** The first place where two values of a node differ in a bit (0 ≡ −0). */
  difference(id: NodeId, got: Float32Array, expected: Float32Array): Worst | undefined {
    const i = got.findIndex((value, at) => value !== expected[at]);
    if (i < 0) return undefined;
    const { shape } = this.node(id);
    const size = elements(shape);
    const index = [Math.floor(i / size), ...indexOf(i % size, shape)];
    return { index, got: got[i]!, expected: expected[i]!, bound: 0 };
  }

  /** The inputs of the network, by node. */
  get inputs(): NodeId[] {
    return [...this.plan.slots.keys()].filter((id) => this.node(id).operator === inputOperator);
  }

  private record(encoder: GPUCommandEncoder, k: number): void {
    const { instance } = this.network;
    record(encoder, [instance.steps.get("run")![k]!], this.batch);
  }

  private submit<T>(work: (encoder: GPUCommandEncoder) => T): T {
    const { device } = this.network;
    const encoder = device.createCommandEncoder();
    const result = work(encoder);
    device.queue.submit([encoder.finish()]);
    return result;
  }

  private lying(id: NodeId) {
    return lying(this.network.variant, this.slot(id));
  }

  private variantSlot(id: NodeId) {
    return this.network.variant.slots[this.slot(id)]!;
  }
}

/** A word that a kernel must not have written; `past` words from where its output begins. */
export interface Touched {
  readonly buffer: string;
  readonly word: number;
  readonly got: number;
  readonly past: number;
}

const bits = (words: Float32Array): Uint32Array => new Uint32Array(words.buffer, words.byteOffset, words.length);

/** Infinite for a NaN, and for any difference where equality is required. Nothing is asked where nothing is promised. */
function ratioOf(got: number, expected: number, bound: number): number {
  const error = Math.abs(got - expected);
  if (error === 0 || bound === Number.POSITIVE_INFINITY) return 0;
  return Number.isNaN(error) ? Number.POSITIVE_INFINITY : error / bound;
}

const imageOf = (values: Float32Array, shape: readonly number[], image: number): Grid =>
  new Grid(shape, values.subarray(image * elements(shape), (image + 1) * elements(shape)));

function indexOf(flat: number, shape: readonly number[]): number[] {
  return shape.map((extent, axis) => Math.floor(flat / elements(shape.slice(axis + 1))) % extent);
}
