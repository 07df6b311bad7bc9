import { elements } from "../../compiler/graph/graph.ts";
import type { Contraction } from "../../compiler/kernels/family.ts";
import { Grid } from "../../compiler/operators/grid.ts";
import { root } from "../interpreter.ts";
import { imageFor, imagesFor, inexact, type Weights, weightsFor } from "./exact.ts";
import { filters, filterValues, outputsOfGroup } from "./filters.ts";
import { isFullyConnected, isLinear, reaches } from "./kinds.ts";
import type { Law, Layer, Run } from "./law.ts";
import { convText, fcText } from "./layer-text.ts";
import { combined, grid, type Image, outputs, tensor } from "./ways.ts";

/** Basis vectors are judged one by one. */
const mostBasisVectors = 400;

/** ⟨Ax, r⟩ = ⟨x, Aᵀr⟩, where f(x) = Ax + f(0). Both are sums of exact products, taken in f64. */
export const adjoint: Law = {
  name: "a linear layer and its transpose are adjoint",
  exempts: (layer) => {
    if (!isLinear(layer)) return "it is not linear";
    const size = layer.inputs.reduce((sum, shape) => sum + elements(shape), 0);
    if (layer.work.family !== "contraction" && size > mostBasisVectors) return "its input is too large for a basis";
    return inexact(layer);
  },
  check: async (layer, random, run) => {
    const weights = weightsFor(layer, random);
    const [x] = imagesFor(layer, random, 1);
    const zero = x!.map((values) => new Float32Array(values.length));
    const [fx, f0] = await outputs(run, layer.text, weights, [x!, zero]);
    const r = residual(layer, random);
    const { text, values } = await transposed(layer, weights, r, run);
    const got = product(combined([1, fx!], [-1, f0!]), r);
    const expected = x!.reduce((sum, each, i) => sum + product(each, values[i]!), 0);
    return got === expected ? undefined : { index: [], got, expected, texts: [layer.text, ...text] };
  },
};

const product = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, value, i) => sum + value * b[i]!, 0);

/** A vector of the output's shape, as large as an input may be. */
const residual = (layer: Layer, random: () => number): Float32Array => {
  const [like] = imageFor(layer, random);
  const most = Math.max(1, ...like!.map(Math.abs));
  return Float32Array.from({ length: elements(layer.node.shape) }, () => Math.round((2 * random() - 1) * most));
};

interface Transposed {
  /** By input. */
  readonly values: readonly ArrayLike<number>[];
  /** The net that computed it, where one did. */
  readonly text: readonly string[];
}

/** Aᵀr: on the device where the language can say it, else from the reference, one basis vector after the other. */
async function transposed(layer: Layer, weights: Weights, r: Float32Array, run: Run): Promise<Transposed> {
  const { work } = layer;
  if (work.family === "affine") return { values: [await diagonal(layer, weights, r, run)], text: [] };
  if (work.family !== "contraction") return { values: byBasis(layer, weights, r), text: [] };
  const { text, filter, image } = isFullyConnected(layer)
    ? ofMatrix(layer, weights, r)
    : ofConvolution(work, weights, r);
  return { values: await outputs(run, text, new Map([["weight", filter]]), [image]), text: [text] };
}

/** A factor for each channel is its own transpose. */
async function diagonal({ text }: Layer, weights: Weights, r: Float32Array, run: Run): Promise<Float32Array> {
  const [fr, f0] = await outputs(run, text, weights, [[r], [new Float32Array(r.length)]]);
  return combined([1, fr!], [-1, f0!]);
}

interface Way {
  readonly text: string;
  readonly filter: Float32Array;
  readonly image: Image;
}

/** Aᵀ[i, o] = A[o, i]. */
function ofMatrix({ inputs, node }: Layer, weights: Weights, r: Float32Array): Way {
  const [size, features] = [elements(inputs[0]!), node.shape[0]!];
  const matrix = grid([features, size], weights.get("weight")!);
  const filter = tensor([size, features], ([i, o]) => matrix.at([o!, i!])!);
  return { text: fcText(size, false, [features]), filter, image: [r] };
}

/**
 * The transpose of a convolution is one of the other kind, `flip` for no `flip`, with inputs and outputs of its filters
 * exchanged, padding d·(k − 1) − pad, over r with s − 1 zeros between its rows (Dumoulin and Visin 2016). Rows that the
 * layer drops are zeros behind r; rows of r that see nothing but padding are cut off.
 */
function ofConvolution(work: Contraction, weights: Weights, r: Float32Array): Way {
  const { input, output, stride, groups, inChannels, outChannels } = work;
  const room = reaches(work).map((reach) => reach - 1);
  const before = room.map((p, a) => p - work.padBefore[a]!);
  const cut = before.map((p) => Math.max(0, -p));
  const padBefore = before.map((p) => Math.max(0, p));
  // As much as gives the layer's input back: rows, less those cut, with their padding and without the window's reach.
  const rows = output.map((n, a) => Math.max(1, (n - 1) * stride[a]! + 1 - cut[a]!));
  const after = rows.map((n, a) => input[a]! + room[a]! - n - padBefore[a]!);
  const extents = rows.map((n, a) => n + Math.min(0, after[a]!));
  const value = grid([outChannels, ...output], r);
  const image = tensor([outChannels, ...extents], ([o, ...at]) => {
    const from = at.map((p, a) => (p + cut[a]!) / stride[a]!);
    return from.every(Number.isInteger) ? (value.at([o!, ...from]) ?? 0) : 0;
  });
  const ones = input.map(() => 1);
  const turned: Contraction = {
    ...work,
    ...{ inChannels: outChannels, outChannels: inChannels, flip: !work.flip, bias: false, stride: ones },
    ...{ input: extents, output: input, padBefore, padAfter: after.map((p) => Math.max(0, p)) },
  };
  const [at, outs, ins] = [filters(work, weights), outputsOfGroup(work), inChannels / groups];
  const filter = filterValues(turned, (i, o, tap) => at(Math.floor(i / ins) * outs + o, i % ins, tap));
  return { text: convText(turned), filter, image: [image] };
}

/** (Aᵀr)ᵢ = ⟨Aeᵢ, r⟩. */
function byBasis(layer: Layer, weights: Weights, r: Float32Array): Float64Array[] {
  const { inputs, node } = layer;
  const parameters = new Map(node.parameters.map(({ role, shape }) => [role, grid(shape, weights.get(role)!)]));
  const zero = inputs.map((shape) => new Grid(shape));
  const f = (x: readonly Grid[]) => root(node, x, (role) => parameters.get(role));
  const f0 = product(f(zero).values, r);
  return zero.map((whole, input) =>
    whole.values.map((_, i) => {
      const basis = new Grid(
        whole.shape,
        whole.values.map((__, j) => (i === j ? 1 : 0)),
      );
      return product(f(zero.with(input, basis)).values, r) - f0;
    }),
  );
}
