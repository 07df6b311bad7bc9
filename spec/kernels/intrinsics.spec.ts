import { expect, test } from "vitest";
import { enclose, evaluate, type Scalar, smallestNormal } from "../../compiler/kernels/scalar.ts";
import { surfaceOperators } from "../../compiler/operators/index.ts";
import { create, type Network } from "../../runtime/index.ts";
import { compiled } from "../compiled.ts";
import { testDevice } from "../device.ts";
import { layerOf } from "../laws/layer.ts";

/**
 * How far apart the bit patterns of f32 are that are tried; odd, so that the lower bits vary as well. Sixteen times as
 * many take five minutes, and all of them some days:
 *
 *     CNNC_F32_STEP=4099 npx vitest run spec/kernels/intrinsics.spec.ts
 */
const step = Number(process.env.CNNC_F32_STEP ?? 65537);

/** Numbers of one run. */
const size = 2 ** 16;

/** What has one input and a formula: the use that each example shows. */
const formulas = surfaceOperators
  .filter(({ rounding, operands }) => rounding.kind === "formula" && operands === 1)
  .flatMap((operator) => operator.examples.filter(({ parameters }) => !parameters).map(({ cnn }) => cnn))
  .map((cnn): [string, Scalar] => {
    const { work } = layerOf(`net T(x: 4) {\n  y = x -> ${cnn} as layer\n  return y\n}\n`);
    if (work.family !== "elementwise") throw new Error(`${cnn} is no formula`);
    return [cnn, work.formula];
  });

/** Every constant of a tree, where it or a function in it may change its way. */
const constantsIn = (tree: Scalar): number[] => {
  if (tree.kind === "argument") return [];
  if (tree.kind === "constant") return [tree.value];
  return [
    ...(tree.kind === "intrinsic" ? constantsIn(tree.intrinsic.tree) : []),
    ...tree.operands.flatMap(constantsIn),
  ];
};

/** Finite f32 in the order of their bit patterns, `step` apart, and 64 on each side of every ±`near`. */
function* samples(near: readonly number[]): Generator<Float32Array<ArrayBuffer>> {
  const bits = new Uint32Array(size);
  let count = 0;
  const flush = () => Float32Array.from(new Float32Array(bits.buffer).subarray(0, count));
  const wanted = function* () {
    for (const value of near) {
      const [at] = new Uint32Array(Float32Array.of(Math.abs(value)).buffer);
      for (let n = Math.max(0, at! - 64); n <= at! + 64; n++) yield* [n, n + 2 ** 31];
    }
    for (let n = 0; n < 2 ** 32; n += step) yield n;
  };
  for (const pattern of wanted()) {
    if (((pattern >>> 23) & 0xff) === 0xff) continue;
    bits[count++] = pattern;
    if (count === size) {
      yield flush();
      count = 0;
    }
  }
  if (count > 0) yield flush();
}

/**
 * The worst of some results: error over bound. There must be a bound wherever f32 holds the result: where a function
 * overflows on its way this device may be right all the same, but WGSL lets a device assume that there are no infinities.
 */
function worst(formula: Scalar, x: Float32Array, got: Float32Array): { ratio: number; x: number; got: number } {
  let found = { ratio: 0, x: 0, got: 0 };
  for (const [i, value] of x.entries()) {
    const right = enclose(formula, { value, error: 0 });
    const bound = right.error + (Math.abs(right.value) < smallestNormal ? smallestNormal : 0);
    const off = Math.abs(got[i]! - right.value);
    const isPromised = bound < Number.POSITIVE_INFINITY;
    const ratio = isPromised ? (off === 0 ? 0 : off / bound) : Math.abs(right.value) < 2 ** 127 ? bound : 0;
    if (ratio > found.ratio) found = { ratio, x: value, got: got[i]! };
  }
  return found;
}

async function eachRun(
  cnn: string,
  formula: Scalar,
  look: (x: Float32Array, got: Float32Array) => void,
): Promise<void> {
  const text = `net T(x: ${size}) {\n  y = x -> ${cnn}\n  return y\n}\n`;
  const network: Network = await create(compiled(text).program, { device: await testDevice() });
  try {
    for (const x of samples([0, ...constantsIn(formula)])) {
      const padded = new Float32Array(size);
      padded.set(x);
      const { y } = await network.run({ x: padded });
      look(x, y!);
    }
  } finally {
    await network.dispose();
  }
}

test.each(formulas)(
  "%s is within its bound over all of f32, and finite wherever f32 holds the result",
  async (cnn, formula) => {
    await eachRun(cnn, formula, (x, got) => {
      expect(worst(formula, x, got)).toMatchObject({ ratio: expect.toSatisfy((ratio: number) => ratio <= 1) });
      const lost = x.findIndex(
        (value, i) => !Number.isFinite(got[i]!) && Math.abs(evaluate(formula, value)) < 2 ** 127,
      );
      expect(lost, `at ${x[lost]}`).toBe(-1);
    });
  },
);

/** What is farthest beyond the gap of its function, of all functions that a tree calls on its way from x. */
function widestGap(tree: Scalar, x: readonly number[]): { over: number; name?: string } {
  if (tree.kind === "argument" || tree.kind === "constant") return { over: 0 };
  const found = tree.operands.map((operand) => widestGap(operand, x));
  if (tree.kind === "intrinsic") {
    const { name, tree: inner, meaning, gap } = tree.intrinsic;
    const operands = tree.operands.map((operand) => evaluate(operand, ...x));
    const value = meaning(operands[0]!, operands[1] ?? 0);
    const off = Math.abs(evaluate(inner, ...operands) - value);
    found.push({ over: off - gap - 1e-12 * (gap + Math.abs(value)), name }, widestGap(inner, operands));
  }
  return found.reduce((a, b) => (b.over > a.over || Number.isNaN(b.over) ? b : a));
}

test.each(formulas)("%s: its functions are as near to what they mean as they say, in real arithmetic", (_, formula) => {
  for (const x of samples([0, ...constantsIn(formula)])) {
    const wrong = x.find((value) => widestGap(formula, [value]).over !== 0);
    expect(wrong === undefined ? undefined : { x: wrong, ...widestGap(formula, [wrong]) }).toBeUndefined();
  }
});

test("a quotient is within its bound whatever is divided, and 0 where it is divided by 0", async () => {
  const some = [0, 1e-45, 2 ** -127, 2 ** -126, 3e-38, 1e-20, 0.3, 1, 3, 7, 1e10, 2 ** 126, 2 ** 127, 3.4e38];
  const each = Float32Array.from(some.flatMap((value) => [value, -value]));
  const pairs = [...each].flatMap((a) => [...each].map((b) => [a, b] as const));
  const text = `net T(a: ${pairs.length}, b: ${pairs.length}) {\n  y = div(a, b)\n  return y\n}\n`;
  const network = await create(compiled(text).program, { device: await testDevice() });
  const [a, b] = [0, 1].map((side) => Float32Array.from(pairs, (pair) => pair[side]!));
  const { y } = await network.run({ a: a!, b: b! });
  await network.dispose();
  const { work } = layerOf("net T(a: 4, b: 4) {\n  y = div(a, b) as layer\n  return y\n}\n");
  if (work.family !== "elementwise") throw new Error("div is no formula");
  for (const [i, [value, divisor]] of pairs.entries()) {
    const right = enclose(work.formula, { value, error: 0 }, { value: divisor, error: 0 });
    const bound = right.error + 2 * smallestNormal;
    if (bound < Number.POSITIVE_INFINITY)
      expect(Math.abs(y![i]! - right.value), `${value} / ${divisor}`).toBeLessThanOrEqual(bound);
    if (Math.abs(divisor) < smallestNormal) expect(Math.abs(y![i]!), `${value} / ${divisor}`).toBe(0);
  }
});
