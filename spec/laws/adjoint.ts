import { elements } from "../../compiler/graph/graph.ts";
import { type Contraction, isFiltering, type TransposedContraction } from "../../compiler/kernels/family.ts";
import { Grid } from "../../compiler/operators/grid.ts";
import { root } from "../interpreter.ts";
import { imageFor, imagesFor, inexact, type Weights, weightsFor } from "./exact.ts";
import { backwards } from "./filters.ts";
import { isFullyConnected, isLinear, reaches } from "./kinds.ts";
import type { Law, Layer, Run } from "./law.ts";
import { convText, deconvText, fcText } from "./layer-text.ts";
import { combined, grid, type Image, outputs, tensor } from "./ways.ts";

/** Basis vectors are judged one by one. */
const mostBasisVectors = 400;

/** ⟨Ax, r⟩ = ⟨x, Aᵀr⟩, where f(x) = Ax + f(0). Both are sums of exact products, taken in f64. */
export const adjoint: Law = {
  name: "a linear layer and its transpose are adjoint",
  exempts: (layer) => {
    if (!isLinear(layer)) return "it is not linear";
    const size = layer.inputs.reduce((sum, shape) => sum + elements(shape), 0);
    if (!isFiltering(layer.work) && size > mostBasisVectors) return "its input is too large for a basis";
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
  if (work.family !== "contraction" && work.family !== "transposed-contraction")
    return { values: byBasis(layer, weights, r), text: [] };
  const { text, filter, image, own } =
    work.family === "transposed-contraction"
      ? ofTransposed(work, weights, r)
      : isFullyConnected(layer)
        ? ofMatrix(layer, weights, r)
        : ofConvolution(work, weights, r);
  const values = await outputs(run, text, new Map([["weight", filter]]), [image]);
  return { values: own ? values.map(own) : values, text: [text] };
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
  /** What of its output is Aᵀr, if not all. */
  readonly own?: (y: ArrayLike<number>) => Float32Array;
}

/** Aᵀ[i, o] = A[o, i]. */
function ofMatrix({ inputs, node }: Layer, weights: Weights, r: Float32Array): Way {
  const [size, features] = [elements(inputs[0]!), node.shape[0]!];
  const matrix = grid([features, size], weights.get("weight")!);
  const filter = tensor([size, features], ([i, o]) => matrix.at([o!, i!])!);
  return { text: fcText(size, false, [features]), filter, image: [r] };
}

/** The transpose of a convolution is a transposed convolution with the same sizes and the same filters, in its layout too. */
function ofConvolution(work: Contraction, weights: Weights, r: Float32Array): Way {
  const { input: output, output: input, inChannels: outChannels, outChannels: inChannels } = work;
  const text = deconvText({
    ...work,
    ...{ family: "transposed-contraction", input, output, inChannels, outChannels, bias: false },
  });
  return { text, filter: (work.flip ? backwards(work, weights) : weights).get("weight")!, image: [r] };
}

/** The other way round. With a dilation above the stride the convolution may have more places than the input had rows. */
function ofTransposed(work: TransposedContraction, weights: Weights, r: Float32Array): Way {
  const { input: output, output: input, inChannels: outChannels, outChannels: inChannels } = work;
  const whole = reaches(work).map(
    (reach, a) => Math.floor((input[a]! + work.padBefore[a]! + work.padAfter[a]! - reach) / work.stride[a]!) + 1,
  );
  const text = convText({
    ...work,
    ...{ family: "contraction", flip: false, bias: false, input, output: whole, inChannels, outChannels },
  });
  const own = (y: ArrayLike<number>) => {
    const all = grid([outChannels, ...whole], y);
    return tensor([outChannels, ...output], (index) => all.at(index)!);
  };
  return { text, filter: weights.get("weight")!, image: [r], own };
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
