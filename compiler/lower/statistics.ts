import type { Buffer, Program, Slot, Variant } from "../../runtime/program.ts";
import { elements, type Graph, inputOperator, type Node, type NodeId, nodeById, type Shape } from "../graph/graph.ts";
import { type Adaptive, type Family, isFiltering, type Sliding } from "../kernels/family.ts";
import { imageBytes } from "../kernels/tensor.ts";
import { operatorOf } from "../operators/index.ts";
import { type Seen, seenRows } from "./moved-fields.ts";

/** What a network costs: each layer as the `.cnn` has it, and what its program's variants take. */
export interface Statistics {
  readonly layers: readonly Layer[];
  readonly total: Costs;
  readonly variants: readonly VariantStatistics[];
}

/** Of one image. */
export interface Costs {
  /** Learned numbers: neither constants written in the `.cnn` nor running statistics. */
  readonly parameters: number;
  /** Multiplications with what they are added to. Those with padding are counted, biases are not. */
  readonly macs: number;
  /** 2 · MACs. */
  readonly flops: number;
  /** Of the values that come out, as f32. */
  readonly activationBytes: number;
}

export interface Layer extends Costs {
  readonly name: string;
  readonly operator: string;
  readonly shape: Shape;
  /** One for each of the network's inputs that the layer depends on and that has spatial axes. */
  readonly receptiveFields: readonly ReceptiveField[];
}

export interface ReceptiveField {
  readonly input: string;
  readonly axes: readonly Axis[];
}

/**
 * Along one axis of an input, in its pixels: the output at u depends on start + jump · u and the `extent` − 1 after it.
 * Fractions come of transposed convolutions: pixels are the whole numbers in between, and the field is a bound.
 */
export interface Axis {
  readonly extent: number;
  readonly jump: number;
  /** Of the first output; negative in the padding. */
  readonly start: number;
}

/** Counts over a graph before any pass, and over the program that was made of it. */
export function statistics(graph: Graph, { variants }: Pick<Program, "variants">): Statistics {
  const fields = receptiveFields(graph);
  const node = nodeById(graph);
  const layers = graph.nodes
    .filter(({ operator }) => operator !== inputOperator)
    .map((each): Layer => {
      const inputs = each.inputs.map((id) => node(id).shape);
      const macs = macsOf(operatorOf(each).kernel({ inputs, attributes: each.attributes }));
      const receptive = [...fields.get(each.id)!]
        .filter(([, axes]) => axes.length > 0)
        .map(([id, axes]) => ({ input: node(id).name, axes }));
      return {
        name: each.name,
        operator: each.operator,
        shape: each.shape,
        parameters: learnedCount(each),
        macs,
        flops: 2 * macs,
        activationBytes: 4 * elements(each.shape),
        receptiveFields: receptive,
      };
    });
  return { layers, total: total(layers), variants: variants.map(variantStatistics) };
}

/** Numbers that training finds: neither constants written in the `.cnn` nor running statistics. */
export const learnedCount = ({ parameters }: Node): number =>
  parameters
    .filter(({ values, statistic }) => values === undefined && !statistic)
    .reduce((sum, { shape }) => sum + elements(shape), 0);

function total(layers: readonly Layer[]): Costs {
  const sum = (of: keyof Costs) => layers.reduce((all, layer) => all + layer[of], 0);
  return {
    parameters: sum("parameters"),
    macs: sum("macs"),
    flops: sum("flops"),
    activationBytes: sum("activationBytes"),
  };
}

/**
 * A convolution multiplies each output's taps with its weights, a transposed one each input's; nothing else multiplies
 * and adds.
 */
function macsOf(work: Family): number {
  if (!isFiltering(work)) return 0;
  const places = elements(work.family === "transposed-contraction" ? work.input : work.output);
  return (places * work.outChannels * work.inChannels * elements(work.window)) / work.groups;
}

/** Axes by network input. */
type Fields = ReadonlyMap<NodeId, readonly Axis[]>;

/**
 * Receptive fields from the inputs on: extent += dilation · (k − 1) · jump, start −= padding · jump, jump ·= stride
 * (Araujo, Norris and Sim 2019, "Computing Receptive Fields of Convolutional Neural Networks"). A transposed convolution
 * divides the jump: between the inputs that an output sees there are outputs.
 */
function receptiveFields(graph: Graph): Map<NodeId, Fields> {
  const found = new Map<NodeId, Fields>();
  const node = nodeById(graph);
  for (const each of graph.nodes) {
    if (each.operator === inputOperator) {
      const axes = each.shape.slice(1).map(() => ({ extent: 1, jump: 1, start: 0 }));
      found.set(each.id, new Map([[each.id, axes]]));
      continue;
    }
    const inputs = each.inputs.map((id) => node(id).shape);
    const work = operatorOf(each).kernel({ inputs, attributes: each.attributes });
    const through = each.inputs.map(
      (id, operand): Fields =>
        new Map(
          [...found.get(id)!].map(([input, axes]) => [input, pass(axes, work, each, node(id), node(input), operand)]),
        ),
    );
    found.set(each.id, join(through, each.shape.slice(1)));
  }
  return found;
}

/** The fields of a layer's value by those of one of its inputs. */
function pass(
  axes: readonly Axis[],
  work: Family,
  to: Node,
  from: Node,
  input: Node,
  operand: number,
): readonly Axis[] {
  if (to.shape.length === from.shape.length && to.shape.length > 1) {
    if (work.family === "contraction" || work.family === "window") return slid(axes, work);
    if (work.family === "transposed-contraction") return scattered(axes, work);
    const seen = work.family === "gather" || work.family === "interpolation" ? seenRows(work, to.shape) : undefined;
    if (seen) return moved(axes, seen);
    if (work.family === "adaptive") return spread(axes, work);
    if (work.family === "unpool") return operand === 0 ? scattered(axes, work.pool) : compared(axes, work.pool);
    const placed =
      work.family !== "gather" &&
      work.family !== "deformable" &&
      !(work.family === "normalize" && work.positions === "together");
    if (placed && String(to.shape.slice(1)) === String(from.shape.slice(1))) return axes;
  }
  // Without places of its own, with other ones, by a mean of all, or where offsets may lead anywhere, it depends on
  // everything, wherever it is: the field does not move.
  return input.shape.slice(1).map((extent) => ({ extent, jump: 0, start: 0 }));
}

const slid = (axes: readonly Axis[], { window, stride, dilation, padBefore }: Sliding): readonly Axis[] =>
  axes.map(({ extent, jump, start }, axis) => ({
    extent: extent + dilation[axis]! * (window[axis]! - 1) * jump,
    jump: jump * stride[axis]!,
    start: start - padBefore[axis]! * jump,
  }));

/** The output at u sees the inputs i with i·s + k·d = u + padding for a tap k: from (u + padding − d·(k − 1))/s to (u + padding)/s. */
const scattered = (axes: readonly Axis[], { window, stride, dilation, padBefore }: Sliding): readonly Axis[] =>
  axes.map(({ extent, jump, start }, axis) => {
    const reach = dilation[axis]! * (window[axis]! - 1);
    return {
      extent: extent + (reach * jump) / stride[axis]!,
      jump: jump / stride[axis]!,
      start: start + ((padBefore[axis]! - reach) * jump) / stride[axis]!,
    };
  });

/**
 * The output at u sees from ⌊u · n/out⌋ to ⌈(u + 1) · n/out⌉ − 1, which are at most (out − 1)/out away from the fractions:
 * from (u · n − out + 1)/out to ((u + 1) · n − 1)/out.
 */
const spread = (axes: readonly Axis[], { input, output }: Adaptive): readonly Axis[] =>
  axes.map(({ extent, jump, start }, axis) => {
    const [n, out] = [input[axis]!, output[axis]!];
    const rounded = n % out === 0 ? 0 : (out - 1) / out;
    return {
      extent: extent + (n % out === 0 ? n / out - 1 : (n - 1) / out + rounded) * jump,
      jump: (jump * n) / out,
      start: start - rounded * jump,
    };
  });

/** The output at u sees the other places of its window, which may lie on either side. */
const compared = (axes: readonly Axis[], { window, dilation }: Sliding): readonly Axis[] =>
  axes.map(({ extent, jump, start }, axis) => {
    const reach = dilation[axis]! * (window[axis]! - 1) * jump;
    return { extent: extent + 2 * reach, jump, start: start - reach };
  });

/** The output at u sees the inputs from slope · u + first to slope · u + last. */
const moved = (axes: readonly Axis[], seen: readonly Seen[]): readonly Axis[] =>
  axes.map(({ extent, jump, start }, axis) => {
    const { slope, first, last } = seen[axis]!;
    return { extent: extent + (last - first) * jump, jump: jump * slope, start: start + first * jump };
  });

/** All that any of the paths sees: the largest field, where they are centred on the same place. */
function join(paths: readonly Fields[], output: readonly number[]): Fields {
  const joined = new Map<NodeId, readonly Axis[]>();
  for (const path of paths) {
    for (const [input, axes] of path) {
      const before = joined.get(input);
      joined.set(input, before ? axes.map((axis, i) => union(before[i]!, axis, output[i] ?? 1)) : axes);
    }
  }
  return joined;
}

/** Paths of unequal jumps drift apart: they are furthest from each other at one of the ends of the axis. */
function union(a: Axis, b: Axis, length: number): Axis {
  const span = (u: number) => {
    const starts = [a, b].map(({ start, jump }) => start + jump * u);
    const ends = [a, b].map(({ extent }, i) => starts[i]! + extent);
    return Math.max(...ends) - Math.min(...starts);
  };
  return {
    extent: Math.max(span(0), span(length - 1)),
    jump: Math.max(a.jump, b.jump),
    start: Math.min(a.start, b.start),
  };
}

export interface VariantStatistics {
  readonly name: string;
  readonly dispatches: number;
  /** Bytes that a run's kernels read and write, for one image, if each binding crosses the memory bus once. */
  readonly moved: { readonly weights: number; readonly activations: number };
  readonly buffers: readonly BufferUse[];
}

export interface BufferUse extends Pick<Buffer, "name" | "kind" | "bytes" | "perImage"> {
  /** By offset, then by time. */
  readonly tensors: readonly Tenancy[];
}

/**
 * A tensor's place in a buffer, from the dispatch that writes it to the last that reads it, counted from 0. What lies in
 * it as its parts is not listed.
 */
export interface Tenancy extends Pick<Slot, "name" | "offset" | "bytes" | "tensor"> {
  readonly first: number;
  readonly last: number;
}

/** The buffers of `run` with what lies in them. Inputs and weights are there from the start, outputs until the end. */
export function variantStatistics(variant: Variant): VariantStatistics {
  const run = variant.entryPoints.run ?? [];
  const times = new Map<number, number[]>();
  for (const [time, { slots }] of run.entries())
    for (const slot of new Set(slots.map((each) => variant.slots[each]!.part?.of ?? each)))
      times.set(slot, [...(times.get(slot) ?? []), time]);
  const end = Math.max(0, run.length - 1);
  const tenancy = ({ name, buffer, offset, bytes, tensor }: Slot, index: number): Tenancy => {
    const { kind } = variant.buffers[buffer]!;
    const used = times.get(index) ?? [0];
    return {
      name,
      offset,
      bytes,
      ...(tensor ? { tensor } : {}),
      first: kind === "input" || kind === "weights" ? 0 : used[0]!,
      last: kind === "output" || kind === "weights" ? end : used.at(-1)!,
    };
  };
  const buffers = variant.buffers.map(({ name, kind, bytes, perImage }, index): BufferUse => {
    const tensors = variant.slots.flatMap((slot, i) => (slot.buffer === index && !slot.part ? [tenancy(slot, i)] : []));
    return { name, kind, bytes, perImage, tensors: tensors.sort((a, b) => a.offset - b.offset || a.first - b.first) };
  });
  return { name: variant.name, dispatches: run.length, moved: movedIn(variant), buffers };
}

/** A tensor that a dispatch binds is read or written once, whatever its kernel reads twice. */
function movedIn({ buffers, slots, entryPoints }: Variant): VariantStatistics["moved"] {
  const sums = { weights: 0, activations: 0 };
  for (const dispatch of entryPoints.run ?? [])
    for (const slot of new Set(dispatch.slots)) {
      const { buffer, bytes, tensor, part } = slots[slot]!;
      sums[buffers[buffer]!.kind === "weights" ? "weights" : "activations"] += part ? imageBytes(tensor!) : bytes;
    }
  return sums;
}
