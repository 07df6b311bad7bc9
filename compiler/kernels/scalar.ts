import { type Code, f32, joined, parenthesised, wgsl } from "./wgsl.ts";

/**
 * A scalar formula, written once: an elementwise operator, an epilogue, a step of a reduction.
 * From the tree come its f64 value (`evaluate`), a proven bound on what f32 makes of it (`enclose`) and its WGSL (`print`).
 */
export type Scalar =
  | { readonly kind: "argument"; readonly index: number }
  | { readonly kind: "constant"; readonly value: number }
  | { readonly kind: "primitive"; readonly name: PrimitiveName; readonly operands: readonly Scalar[] }
  | { readonly kind: "intrinsic"; readonly intrinsic: Intrinsic; readonly operands: readonly Scalar[] };

/** A range-safe function made of primitives. `gap` bounds |tree − meaning| in real arithmetic. */
export interface Intrinsic {
  readonly name: string;
  readonly meaning: (x: number) => number;
  readonly tree: Scalar;
  readonly gap: number;
}

/** A real number and how far the computed f32 may be from it. */
export interface Enclosed {
  readonly value: number;
  readonly error: number;
}

/** WGSL leaves the rounding mode open, so one operation may be off by a whole unit in the last place. */
export const unitRoundoff = 2 ** -23;
/** Results below this may be flushed to zero. */
export const smallestNormal = 2 ** -126;

export const argument = (index: number): Scalar => ({ kind: "argument", index });
export const constant = (value: number): Scalar => ({ kind: "constant", value });
const primitive =
  (name: PrimitiveName) =>
  (...operands: readonly Scalar[]): Scalar => ({ kind: "primitive", name, operands });
export const add = primitive("add");
export const sub = primitive("sub");
export const mul = primitive("mul");
export const div = primitive("div");
export const max = primitive("max");
export const min = primitive("min");
export const exp = primitive("exp");

interface Primitive {
  readonly meaning: (...x: readonly number[]) => number;
  /** Bound of the computed result around `value = meaning(operands)`; WGSL specification, section "Accuracy". */
  readonly error: (value: number, ...x: readonly Enclosed[]) => number;
  /** An operator's sign and precedence, or a builtin function's name. */
  readonly text: { readonly sign: "+" | "-" | "*" | "/"; readonly precedence: 1 | 2 } | { readonly builtin: string };
}

type PrimitiveName = "add" | "sub" | "mul" | "div" | "max" | "min" | "exp";

/** One rounding of a value of at most this magnitude. */
const rounding = (magnitude: number, ulps = 1): number => ulps * unitRoundoff * magnitude + smallestNormal;
const exact = (x: Enclosed): boolean => x.error === 0 && Math.fround(x.value) === x.value;

/** Correctly rounded operations return a representable result itself, whatever the rounding mode. */
function sumError(value: number, a: Enclosed, b: Enclosed, signed: number): number {
  const carried = value - a.value;
  const lost = a.value - (value - carried) + (signed - carried);
  if (exact(a) && exact(b) && lost === 0 && Math.fround(value) === value) return 0;
  const error = a.error + b.error;
  return error + rounding(Math.abs(value) + error);
}

const primitives: Record<PrimitiveName, Primitive> = {
  add: {
    meaning: (a, b) => a! + b!,
    error: (value, a, b) => sumError(value, a!, b!, b!.value),
    text: { sign: "+", precedence: 1 },
  },
  sub: {
    meaning: (a, b) => a! - b!,
    error: (value, a, b) => sumError(value, a!, b!, -b!.value),
    text: { sign: "-", precedence: 1 },
  },
  mul: {
    meaning: (a, b) => a! * b!,
    error: (value, a, b) => {
      if (exact(a!) && exact(b!) && Math.fround(value) === value && (value !== 0 || a!.value * b!.value === 0))
        return 0;
      const error = Math.abs(a!.value) * b!.error + Math.abs(b!.value) * a!.error + a!.error * b!.error;
      return error + rounding(Math.abs(value) + error);
    },
    text: { sign: "*", precedence: 2 },
  },
  div: {
    meaning: (a, b) => a! / b!,
    error: (value, a, b) => {
      const least = Math.abs(b!.value) - b!.error;
      if (!(least > 0)) return Number.POSITIVE_INFINITY;
      const error = (a!.error + Math.abs(value) * b!.error) / least;
      return error + rounding(Math.abs(value) + error, 2.5);
    },
    text: { sign: "/", precedence: 2 },
  },
  max: {
    meaning: (a, b) => Math.max(a!, b!),
    error: (_, a, b) => Math.max(a!.error, b!.error),
    text: { builtin: "max" },
  },
  min: {
    meaning: (a, b) => Math.min(a!, b!),
    error: (_, a, b) => Math.max(a!.error, b!.error),
    text: { builtin: "min" },
  },
  exp: {
    meaning: (a) => Math.exp(a!),
    error: (value, a) => {
      const error = value * Math.expm1(a!.error);
      return error + rounding(value + error, 3 + 2 * (Math.abs(a!.value) + a!.error));
    },
    text: { builtin: "exp" },
  },
};

const call = (intrinsic: Intrinsic, ...operands: readonly Scalar[]): Scalar => ({
  kind: "intrinsic",
  intrinsic,
  operands,
});

/** tanh(x) = 1 − 2/(e^{2x} + 1), with x held to ±10, where tanh is 1 − 4.2e-9: WGSL's own has no bound past |x| ≈ 88. */
const tanhIntrinsic: Intrinsic = {
  name: "safe_tanh",
  meaning: Math.tanh,
  tree: sub(
    constant(1),
    div(constant(2), add(exp(mul(constant(2), max(constant(-10), min(constant(10), argument(0))))), constant(1))),
  ),
  gap: 2 * Math.exp(-20),
};
export const tanh = (x: Scalar): Scalar => call(tanhIntrinsic, x);

/** 1/(1 + e^−x), with x held to ±80, where it is within 1.9e-35 of 0 and 1: e^−x of anything below overflows at −89. */
const sigmoidIntrinsic: Intrinsic = {
  name: "safe_sigmoid",
  meaning: (x) => 1 / (1 + Math.exp(-x)),
  tree: div(constant(1), add(constant(1), exp(sub(constant(0), max(constant(-80), min(constant(80), argument(0))))))),
  gap: Math.exp(-80),
};
export const sigmoid = (x: Scalar): Scalar => call(sigmoidIntrinsic, x);

/** The tree's meaning in f64. */
export function evaluate(tree: Scalar, ...x: readonly number[]): number {
  if (tree.kind === "argument") return x[tree.index]!;
  if (tree.kind === "constant") return tree.value;
  const operands = tree.operands.map((operand) => evaluate(operand, ...x));
  return tree.kind === "primitive" ? primitives[tree.name].meaning(...operands) : tree.intrinsic.meaning(operands[0]!);
}

/** The tree's meaning, and a bound on the distance of any conforming f32 evaluation from it (running error analysis). */
export function enclose(tree: Scalar, ...x: readonly Enclosed[]): Enclosed {
  if (tree.kind === "argument") return x[tree.index]!;
  if (tree.kind === "constant") return { value: tree.value, error: Math.abs(tree.value - Math.fround(tree.value)) };
  const operands = tree.operands.map((operand) => enclose(operand, ...x));
  if (tree.kind === "intrinsic") {
    const computed = enclose(tree.intrinsic.tree, ...operands);
    return { value: tree.intrinsic.meaning(operands[0]!.value), error: computed.error + tree.intrinsic.gap };
  }
  const { meaning, error } = primitives[tree.name];
  const value = meaning(...operands.map((operand) => operand.value));
  return { value, error: error(value, ...operands) };
}

export type ScalarType = "f32" | "vec4f";

/** The tree over the given arguments. Intrinsics become calls: their functions come from `functions`. */
export const print = (tree: Scalar, type: ScalarType, ...x: readonly Code[]): Code => printAt(0, tree, type, x);

/** With parentheses only where the precedence around it asks for them. */
function printAt(around: number, tree: Scalar, type: ScalarType, x: readonly Code[]): Code {
  if (tree.kind === "argument") return around === 0 ? x[tree.index]! : parenthesised(x[tree.index]!);
  if (tree.kind === "constant") return type === "f32" ? f32(tree.value) : wgsl`vec4f(${f32(tree.value)})`;
  if (tree.kind === "intrinsic")
    return wgsl`${tree.intrinsic.name}(${joined(tree.operands.map((operand) => printAt(0, operand, type, x)))})`;
  const { text } = primitives[tree.name];
  if ("builtin" in text)
    return wgsl`${text.builtin}(${joined(tree.operands.map((operand) => printAt(0, operand, type, x)))})`;
  const [left, right] = tree.operands as [Scalar, Scalar];
  // The right side of - and / must not be regrouped, and f32 sums are kept in the order of the tree.
  const sides = [printAt(text.precedence, left, type, x), printAt(text.precedence + 0.5, right, type, x)];
  const whole = joined(sides, ` ${text.sign} `);
  return around > text.precedence ? wgsl`(${whole})` : whole;
}

/** Declarations of the intrinsics that the trees call, each once. */
export function functions(trees: readonly Scalar[], type: ScalarType): Code[] {
  const found = new Map<string, Intrinsic>();
  const visit = (tree: Scalar): void => {
    if (tree.kind === "intrinsic") found.set(tree.intrinsic.name, tree.intrinsic);
    if (tree.kind === "primitive" || tree.kind === "intrinsic") tree.operands.forEach(visit);
  };
  trees.forEach(visit);
  return [...found.values()].map(
    ({ name, tree }) => wgsl`
      fn ${name}(x: ${type}) -> ${type} {
        return ${print(tree, type, wgsl`x`)};
      }
    `,
  );
}

/** Composes formulas: argument 0 of each is the result of the one before, its further arguments are numbered on. */
export function compose(steps: readonly { readonly tree: Scalar; readonly arity: number }[]): {
  tree: Scalar;
  arity: number;
} {
  let tree = argument(0);
  let arity = 1;
  for (const step of steps) {
    const before = tree;
    const base = arity - 1;
    tree = substitute(step.tree, (index) => (index === 0 ? before : argument(base + index)));
    arity += step.arity - 1;
  }
  return { tree, arity };
}

export function substitute(tree: Scalar, by: (index: number) => Scalar): Scalar {
  if (tree.kind === "argument") return by(tree.index);
  if (tree.kind === "constant") return tree;
  return { ...tree, operands: tree.operands.map((operand) => substitute(operand, by)) };
}

/**
 * A reduction over elements in any order and any grouping. The state is a tuple; every tree's arguments are named here:
 * `seed(x)`, `step(…state, x)`, `merge(…state, …other)`, `finish(…state, x)` where `x` is the element a row reduction
 * writes back (a window has none).
 */
export interface Reduction {
  readonly state: readonly string[];
  readonly seed: readonly Scalar[];
  readonly step: readonly Scalar[];
  readonly merge: readonly Scalar[];
  readonly finish: Scalar;
}
