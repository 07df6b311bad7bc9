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

/**
 * A range-safe function made of primitives. `gap` bounds |tree − meaning| in real arithmetic, where functions in the
 * tree stand for their own meanings; `spec/kernels/intrinsics.spec.ts` holds the tree to it.
 */
export interface Intrinsic {
  readonly name: string;
  /** Of one argument or two. */
  readonly meaning: (x: number, y: number) => number;
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
/** The largest f32. */
const largest = (2 - 2 ** -23) * 2 ** 127;

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
export const log = primitive("log");
export const sqrt = primitive("sqrt");
export const abs = primitive("abs");
/** `then` where a < b, else `otherwise`. Both are computed: neither may leave the range of f32. */
export const ifLess = primitive("ifLess");

interface Primitive {
  readonly meaning: (...x: readonly number[]) => number;
  /** Bound of the computed result around `value = meaning(operands)`; WGSL specification, section "Accuracy". */
  readonly error: (value: number, ...x: readonly Enclosed[]) => number;
  /** An operator's sign and precedence, or a builtin function's name. */
  readonly text:
    | { readonly sign: "+" | "-" | "*" | "/"; readonly precedence: 1 | 2 }
    | { readonly builtin: string }
    | { readonly printed: (...operands: readonly Code[]) => Code };
}

type PrimitiveName = "add" | "sub" | "mul" | "div" | "max" | "min" | "exp" | "log" | "sqrt" | "abs" | "ifLess";

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

/** Of the larger or the smaller of two: of either, where they are so near that either may be it. */
function chosenError(a: Enclosed, b: Enclosed, first: boolean): number {
  if (Math.abs(a.value - b.value) > a.error + b.error) return first ? a.error : b.error;
  return Math.max(a.error, b.error);
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
      // A divisor may be flushed to zero below this range, and its reciprocal above it.
      if (!(least >= smallestNormal && Math.abs(b!.value) + b!.error <= 2 ** 126)) return Number.POSITIVE_INFINITY;
      const error = (a!.error + Math.abs(value) * b!.error) / least;
      return error + rounding(Math.abs(value) + error, 2.5);
    },
    text: { sign: "/", precedence: 2 },
  },
  max: {
    meaning: (a, b) => Math.max(a!, b!),
    error: (_, a, b) => chosenError(a!, b!, a!.value > b!.value),
    text: { builtin: "max" },
  },
  min: {
    meaning: (a, b) => Math.min(a!, b!),
    error: (_, a, b) => chosenError(a!, b!, a!.value < b!.value),
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
  log: {
    meaning: (a) => Math.log(a!),
    error: (value, a) => {
      if (!(a!.value > a!.error)) return Number.POSITIVE_INFINITY;
      const error = -Math.log1p(-a!.error / a!.value);
      // 2^-21 from 0.5 to 2, three units in the last place elsewhere.
      return error + Math.max(2 ** -21, rounding(Math.abs(value) + error, 3));
    },
    text: { builtin: "log" },
  },
  sqrt: {
    meaning: (a) => Math.sqrt(a!),
    error: (value, a) => {
      const error = value - Math.sqrt(Math.max(0, a!.value - a!.error));
      // 1/inverseSqrt(x): two units in the last place, and those of a division.
      return error + rounding(value + error, 4.5);
    },
    text: { builtin: "sqrt" },
  },
  abs: {
    meaning: (a) => Math.abs(a!),
    error: (_, a) => a!.error,
    text: { builtin: "abs" },
  },
  ifLess: {
    meaning: (a, b, then, otherwise) => (a! < b! ? then! : otherwise!),
    error: (_, a, b, then, otherwise) => {
      const doubt = a!.error + b!.error;
      if (doubt === 0 || Math.abs(a!.value - b!.value) > doubt) return (a!.value < b!.value ? then! : otherwise!).error;
      return Math.abs(then!.value - otherwise!.value) + Math.max(then!.error, otherwise!.error);
    },
    text: { printed: (a, b, then, otherwise) => wgsl`select(${otherwise}, ${then}, ${a} < ${b})` },
  },
};

/** A formula's value by a function of its own. */
export const intrinsic = (record: Intrinsic, ...operands: readonly Scalar[]): Scalar => ({
  kind: "intrinsic",
  intrinsic: record,
  operands,
});

/** The tree's meaning in f64. */
export function evaluate(tree: Scalar, ...x: readonly number[]): number {
  if (tree.kind === "argument") return x[tree.index]!;
  if (tree.kind === "constant") return tree.value;
  const operands = tree.operands.map((operand) => evaluate(operand, ...x));
  return tree.kind === "primitive"
    ? primitives[tree.name].meaning(...operands)
    : tree.intrinsic.meaning(operands[0]!, operands[1] ?? 0);
}

/** The tree's meaning, and a bound on the distance of any conforming f32 evaluation from it (running error analysis). */
export function enclose(tree: Scalar, ...x: readonly Enclosed[]): Enclosed {
  if (tree.kind === "argument") return asRead(x[tree.index]!);
  if (tree.kind === "constant") return { value: tree.value, error: Math.abs(tree.value - Math.fround(tree.value)) };
  const operands = tree.operands.map((operand) => enclose(operand, ...x));
  if (tree.kind === "intrinsic") {
    const computed = enclose(tree.intrinsic.tree, ...operands);
    const value = tree.intrinsic.meaning(operands[0]!.value, operands[1]?.value ?? 0);
    // The gap at this very place is known, whatever it is elsewhere; a tree that is wrong gets no more than its gap.
    return inRange(value, computed.error + Math.min(tree.intrinsic.gap, Math.abs(computed.value - value)));
  }
  const { meaning, error } = primitives[tree.name];
  const value = meaning(...operands.map((operand) => operand.value));
  return inRange(value, error(value, ...operands));
}

/** A number below the normal range may be read as zero. */
const asRead = ({ value, error }: Enclosed): Enclosed =>
  Math.abs(value) < smallestNormal ? { value, error: error + Math.abs(value) } : { value, error };

/** WGSL lets a device assume that there are no infinities: what may become one, or none at all (0/0), may be anything. */
const inRange = (value: number, error: number): Enclosed =>
  Math.abs(value) + error <= largest ? { value, error } : { value, error: Number.POSITIVE_INFINITY };

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
  if ("printed" in text) return text.printed(...tree.operands.map((operand) => printAt(0, operand, type, x)));
  const [left, right] = tree.operands as [Scalar, Scalar];
  // The right side of - and / must not be regrouped, and f32 sums are kept in the order of the tree.
  const sides = [printAt(text.precedence, left, type, x), printAt(text.precedence + 0.5, right, type, x)];
  const whole = joined(sides, ` ${text.sign} `);
  return around > text.precedence ? wgsl`(${whole})` : whole;
}

/** Declarations of the intrinsics that the trees call, each once and after those that it calls. */
export function functions(trees: readonly Scalar[], type: ScalarType): Code[] {
  const found = new Map<string, Intrinsic>();
  const visit = (tree: Scalar): void => {
    if (tree.kind === "primitive" || tree.kind === "intrinsic") tree.operands.forEach(visit);
    if (tree.kind !== "intrinsic" || found.has(tree.intrinsic.name)) return;
    visit(tree.intrinsic.tree);
    found.set(tree.intrinsic.name, tree.intrinsic);
  };
  trees.forEach(visit);
  return [...found.values()].map(({ name, tree }) => {
    const names = [wgsl`x`, wgsl`y`].slice(0, arityOf(tree));
    return wgsl`
      fn ${name}(${joined(names.map((own) => wgsl`${own}: ${type}`))}) -> ${type} {
        return ${print(tree, type, ...names)};
      }
    `;
  });
}

/** How many arguments a tree has. */
export function arityOf(tree: Scalar): number {
  if (tree.kind === "argument") return tree.index + 1;
  return tree.kind === "constant" ? 0 : Math.max(...tree.operands.map(arityOf));
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
