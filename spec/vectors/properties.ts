import { expect } from "vitest";
import { elements, type Shape, showShape } from "../../compiler/graph/graph.ts";
import { compiled, run } from "../compiled.ts";
import { integers, seeded } from "../random.ts";
import { given } from "./slides.ts";

/** What the slides say of all inputs, on whole numbers: they are equal, not near. */
export interface Property {
  /** How the sentence begins. */
  readonly begins: string;
  readonly check: () => Promise<void>;
}

const random = seeded(2024);
const numbers = (...shape: Shape): Float32Array<ArrayBuffer> => integers(random, elements(shape), 5);
const backwards = (values: Float32Array): Float32Array => values.slice().reverse();

/** One filter over one channel: cross-correlation, or convolution with `flip`. */
const filtered = (input: Shape, window: Shape, more: string, x: Float32Array, w: Float32Array): Promise<number[]> =>
  given(input, `conv(1, ${showShape(window)}, ${more}bias=false)`, x, { "conv1.weight": w });

/** Every image with a 1 at one place, through a chain: the columns of its matrix. */
async function columns(input: Shape, stages: string, weights: Record<string, Float32Array>): Promise<number[][]> {
  const n = elements(input);
  const basis = Float32Array.from({ length: n * n }, (_, i) => Number(i % (n + 1) === 0));
  const text = `net V(x: ${showShape(input)}) { y = x -> ${stages} return y }`;
  const { y } = await run(text, { x: basis }, new Map(Object.entries(weights)), { batch: n });
  const each = y!.length / n;
  return Array.from({ length: n }, (_, i) => [...y!.subarray(i * each, (i + 1) * each)].map((value) => value + 0));
}

/** The gradient of ⟨r, f(x)⟩ by x, for a linear f: its matrix transposed, times r. */
const gradient = (matrix: readonly (readonly number[])[], r: Float32Array): number[] =>
  matrix.map((column) => column.reduce((sum, value, i) => sum + value * r[i]!, 0));

/** An image whose rows and columns have moved on, with other numbers where it came from. */
const moved = (x: Float32Array, width: number, [down, right]: readonly [number, number]): Float32Array => {
  const at = (row: number, column: number) => x[row * width + column];
  return x.map((_, i) => {
    const [row, column] = [Math.floor(i / width) - down, (i % width) - right];
    return row < 0 || column < 0 ? 9 : at(row, column)!;
  });
};

export const properties: readonly Property[] = [
  {
    begins: "conv(flip(w)) == cross-correlation(w)",
    check: async () => {
      const [x, w] = [numbers(1, 6, 7), numbers(3, 2)];
      const correlated = await filtered([1, 6, 7], [3, 2], "", x, w);
      expect(await filtered([1, 6, 7], [3, 2], "flip, ", x, backwards(w))).toEqual(correlated);
      expect(await filtered([1, 6, 7], [3, 2], "flip, ", x, w)).not.toEqual(correlated);
    },
  },
  {
    begins: "translation equivariance",
    check: async () => {
      const [x, w] = [numbers(1, 7, 8), numbers(3, 3)];
      const [still, shifted] = await Promise.all(
        [x, moved(x, 8, [2, 1])].map((image) => filtered([1, 7, 8], [3, 3], "pad=1, ", image, w)),
      );
      // From the rows and columns on whose window has nothing of what came in.
      for (let row = 3; row < 6; row++)
        for (let column = 2; column < 7; column++)
          expect(shifted![row * 8 + column]).toBe(still![(row - 2) * 8 + column - 1]);
    },
  },
  {
    begins: "associativity of convolution u*(w*x)=(u*w)*x; commutativity w*x=x*w",
    check: async () => {
      const [x, w, u] = [numbers(1, 4, 5), numbers(1, 3, 2), numbers(1, 2, 3)];
      const full = (flip: string) => `${flip}pad=full, `;
      // w * x, over all places where they meet: 6x6. (u * w) is 4x4.
      const convolved = await filtered([1, 4, 5], [3, 2], full("flip, "), x, w);
      const filters = await filtered([1, 3, 2], [2, 3], full("flip, "), w, u);
      const [first, second] = [
        await filtered([1, 6, 6], [2, 3], full("flip, "), Float32Array.from(convolved), u),
        await filtered([1, 4, 5], [4, 4], full("flip, "), x, Float32Array.from(filters)),
      ];
      expect(first).toEqual(second);
      expect(await filtered([1, 3, 2], [4, 5], full("flip, "), w, x)).toEqual(convolved);
      // Cross-correlation does not commute, but two filters one after the other do.
      const correlated = await filtered([1, 4, 5], [3, 2], full(""), x, w);
      expect(await filtered([1, 3, 2], [4, 5], full(""), w, x)).not.toEqual(correlated);
      const other = await filtered([1, 4, 5], [2, 3], full(""), x, u);
      expect(await filtered([1, 6, 6], [2, 3], full(""), Float32Array.from(correlated), u)).toEqual(
        await filtered([1, 5, 7], [3, 2], full(""), Float32Array.from(other), w),
      );
    },
  },
  {
    begins: "backprop of cross-correlation w.r.t. x is (full) convolution with w, and conversely",
    check: async () => {
      const w = numbers(3, 2);
      const [inner, outer] = [numbers(1, 3, 4), numbers(1, 7, 6)];
      const correlation = await columns([1, 5, 5], "conv(1, 3x2, bias=false)", { "conv1.weight": w });
      expect(await filtered([1, 3, 4], [3, 2], "flip, pad=full, ", inner, w)).toEqual(gradient(correlation, inner));
      const convolution = await columns([1, 5, 5], "conv(1, 3x2, flip, pad=full, bias=false)", { "conv1.weight": w });
      expect(await filtered([1, 7, 6], [3, 2], "", outer, w)).toEqual(gradient(convolution, outer));
    },
  },
  {
    begins: "transposed convolution = backprop of convolution w.r.t. its input",
    check: async () => {
      // Three filters over two channels; a deconv reads the very same numbers, its inputs being those outputs.
      const w = numbers(3, 2, 3, 2);
      const r = numbers(3, 3, 2);
      const matrix = await columns([2, 6, 5], "conv(3, 3x2, stride=2, pad=[1, 0], bias=false)", { "conv1.weight": w });
      const layer = "deconv(2, 3x2, stride=2, pad=[1, 0], out=[6, 5], bias=false)";
      expect(await given([3, 3, 2], layer, r, { "deconv1.weight": w })).toEqual(gradient(matrix, r));
    },
  },
  {
    begins: "strided conv == full conv then subsample",
    check: async () => {
      const weights = { "conv1.weight": numbers(4, 3, 3, 3), "conv1.bias": numbers(4) };
      const x = numbers(3, 9, 8);
      const conv = (stride: string) => given([3, 9, 8], `conv(4, 3x3, pad=1, stride=1)${stride}`, x, weights);
      expect(await given([3, 9, 8], "conv(4, 3x3, pad=1, stride=2x3)", x, weights)).toEqual(
        await conv(" -> subsample(2x3)"),
      );
    },
  },
  {
    begins: "1x1 conv == dense layer over channels at every pixel",
    check: async () => {
      const [x, weight, bias] = [numbers(5, 3, 4), numbers(7, 5), numbers(7)];
      const y = await given([5, 3, 4], "conv(7, 1x1)", x, { "conv1.weight": weight, "conv1.bias": bias });
      // Pixels are the rows of a matrix of 12x5.
      const pixels = Float32Array.from({ length: 60 }, (_, i) => x[(i % 5) * 12 + Math.floor(i / 5)]!);
      const dense = await run(
        "net V(x: 5) { y = x -> fc(7) return y }",
        { x: pixels },
        new Map([
          ["fc1.weight", weight],
          ["fc1.bias", bias],
        ]),
        { batch: 12 },
      );
      expect(y).toEqual(Array.from({ length: 84 }, (_, i) => dense.y![(i % 12) * 7 + Math.floor(i / 12)]! + 0));
    },
  },
  {
    begins: "1x1 conv on 1x1 spatial input == fully connected",
    check: async () => {
      const [x, weight, bias] = [numbers(5), numbers(7, 5), numbers(7)];
      const conv = await given([5, 1, 1], "conv(7, 1x1)", x, { "conv1.weight": weight, "conv1.bias": bias });
      expect(conv).toEqual(await given([5], "fc(7)", x, { "fc1.weight": weight, "fc1.bias": bias }));
    },
  },
  {
    begins: "conv as a (Toeplitz) matrix-vector product W[i,j]=w[j-i]",
    check: async () => {
      const [x, w] = [numbers(1, 9), numbers(3)];
      const matrix = await columns([1, 9], "conv(1, 3, bias=false)", { "conv1.weight": w });
      const toeplitz = Float32Array.from({ length: 7 * 9 }, (_, at) => w[(at % 9) - Math.floor(at / 9)] ?? 0);
      expect(matrix.map((column) => [...column])).toEqual(
        Array.from({ length: 9 }, (_, j) => Array.from({ length: 7 }, (_, i) => toeplitz[i * 9 + j]! + 0)),
      );
      expect(await given([9], "fc(7, bias=false)", x, { "fc1.weight": toeplitz })).toEqual(
        await given([1, 9], "conv(1, 3, bias=false)", x, { "conv1.weight": w }),
      );
    },
  },
  {
    begins: "depthwise separable = K x K per-channel conv followed by 1x1 conv",
    check: async () => {
      const [x, each, across] = [numbers(3, 6, 7), numbers(3, 3, 3), numbers(5, 3)];
      const separable = await given([3, 6, 7], "depthwise(3x3, bias=false) -> conv(5, 1x1, bias=false)", x, {
        "depthwise1.weight": each,
        "conv1.weight": across,
      });
      // As one convolution, whose filters are products.
      const whole = Float32Array.from(
        { length: 5 * 27 },
        (_, i) => across[Math.floor(i / 27) * 3 + (Math.floor(i / 9) % 3)]! * each[i % 27]!,
      );
      expect(separable).toEqual(await given([3, 6, 7], "conv(5, 3x3, bias=false)", x, { "conv1.weight": whole }));
    },
  },
  {
    begins: "pooling has no parameters, #out channels = #in channels",
    check: async () => {
      const [first, second] = [numbers(1, 6, 6), numbers(1, 6, 6)];
      for (const pool of ["maxpool(2x2)", "avgpool(2x2)", "lppool(2x2, p=1)", "globalmaxpool", "adaptiveavgpool(3)"]) {
        const { program } = compiled(`net V(x: 2x6x6) { return x -> ${pool} }`);
        expect([program.parameters, program.outputs[0]!.shape[0]]).toEqual([[], 2]);
        const both = await given([2, 6, 6], pool, Float32Array.of(...first, ...second));
        const alone = [await given([1, 6, 6], pool, first), await given([1, 6, 6], pool, second)];
        expect(both, pool).toEqual(alone.flat());
      }
    },
  },
];
