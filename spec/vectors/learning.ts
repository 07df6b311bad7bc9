import { expect } from "vitest";
import { run } from "../compiled.ts";
import { extents, flat, floats, type Told, type Vector } from "./slides.ts";

/**
 * The slides learn an edge filter by gradient descent: loss = Σ(x ⋆ w − y)², w ← w − rate · gradient. cnnc does not learn,
 * but each half of a step is a network: ten steps are run on the GPU, each on the weights that came out of the one before.
 */
interface Descent extends Vector {
  readonly X: readonly (readonly number[])[];
  readonly Y: readonly (readonly number[])[];
  readonly w0: readonly number[];
  readonly lr: number;
  readonly expected: readonly Step[];
}

/** The loss before the step, and the weights after it. */
interface Step {
  readonly loss: number;
  readonly grad: readonly number[];
  readonly w: readonly number[];
}

/** What x ⋆ w is off by, and how much that is: a sum is a fully connected layer of ones. */
const forward = (y: string): string => `net Forward(x: 1x6x8, y: ${y}) {
  error = sub(x -> conv(1, 1x2, bias=false), y)
  loss = mul(error, error) -> fc(1, bias=false)
  return error, loss
}
`;

/** The gradient of a sum of squares is x ⋆ twice the error; and the step downhill. */
const backward = (window: string): string => `net Backward(x: 1x6x8, w: 1x1x2) {
  gradient = x -> conv(1, ${window}, bias=false)
  next = sub(w, gradient -> scale)
  return gradient, next
}
`;

async function learned(vector: Vector): Promise<void> {
  const { X, Y, w0, lr, expected } = vector as Descent;
  const [x, y, size] = [floats(X), floats(Y), extents(Y).join("x")];
  const allowed = bounds(vector as Descent);
  let w = floats(w0);
  for (const [i, step] of expected.entries()) {
    const ones = new Float32Array(y.length).fill(1);
    const { error, loss } = await run(forward(`1x${size}`), { x, y }, weights({ conv1: w, fc1: ones }));
    const twice = error!.map((value) => 2 * value);
    const rate = Float32Array.of(lr);
    const { gradient, next } = await run(backward(size), { x, w }, weights({ conv1: twice, scale1: rate }));
    expect(furthest(loss!, [step.loss])).toBeLessThanOrEqual(allowed[i]!.loss);
    expect(furthest(gradient!, step.grad)).toBeLessThanOrEqual(allowed[i]!.grad);
    expect(furthest(next!, step.w)).toBeLessThanOrEqual(allowed[i]!.w);
    w = Float32Array.from(next!);
  }
  // The bounds say something.
  expect(allowed.at(-1)!.w).toBeLessThan(1e-3);
}

const weights = (layers: Readonly<Record<string, Float32Array>>): Map<string, Float32Array> =>
  new Map(Object.entries(layers).map(([name, values]) => [`${name}.weight`, values]));

const largest = (values: readonly number[]): number => Math.max(...values.map(Math.abs));
const furthest = (got: Float32Array, wanted: readonly number[]): number => largest(wanted.map((v, i) => got[i]! - v));

/** WGSL leaves the direction of rounding open. */
const unit = 2 ** -23;
/** Of a sum of products (Higham, "Accuracy and Stability of Numerical Algorithms", 3.1). */
const gamma = (terms: number): number => (terms * unit) / (1 - terms * unit);

/**
 * How far f32 may be from the exact descent, step by step. A step rounds anew; and what w was off by before it comes back
 * multiplied by I − rate · 2 Σ x xᵀ, which makes it smaller.
 */
function bounds({ X, Y, w0, lr: rate, expected }: Descent): { loss: number; grad: number; w: number }[] {
  const windows = X.flatMap((row) => row.slice(1).map((right, i) => [row[i]!, right]));
  const targets = flat(Y);
  const seen = windows.reduce((sum, window) => sum + largest(window), 0);
  const bend = (i: number, j: number) => 2 * windows.reduce((sum, window) => sum + window[i]! * window[j]!, 0);
  const shrinks = Math.max(
    ...[0, 1].map((i) => Math.abs(Number(i === 0) - rate * bend(i, 0)) + Math.abs(Number(i === 1) - rate * bend(i, 1))),
  );
  let off = 0;
  return expected.map((step, i) => {
    const w = expected[i - 1]?.w ?? w0;
    const errors = windows.map(([left, right], at) => left! * w[0]! + right! * w[1]! - targets[at]!);
    const [most, count] = [largest(errors), errors.length];
    // An error is a sum of two products, x at most 1, and a difference.
    const summed = gamma(2) * 2 * (largest(w) + off);
    const rounded = summed + unit * (most + 2 * off + summed);
    const error = 2 * off + rounded;
    const squares = errors.reduce((sum, e) => sum + (Math.abs(e) + error) ** 2, 0);
    const loss = errors.reduce((sum, e) => sum + (2 * Math.abs(e) + error) * error, 0) + gamma(count + 1) * squares;
    const adding = gamma(count) * seen * 2 * (most + error);
    const grad = seen * 2 * error + adding;
    // The rate is rounded, the product, and the difference.
    const product = rate * (seen * 2 * rounded + adding) + 2 * unit * rate * (largest(step.grad) + grad);
    off = (shrinks * off + product) * (1 + unit) + unit * largest(step.w);
    return { loss, grad, w: off };
  });
}

/** Gradient descent. */
export const learning: readonly Told[] = [
  {
    of: ["gradient-descent"],
    says: "losses, gradients and weights of ten steps, each within its bound",
    check: learned,
  },
];
