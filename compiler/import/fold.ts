import { type ElementType, elementTypes, type OnnxNode, refuse, type Tensor } from "../operators/onnx.ts";
import {
  broadcast,
  type Cut,
  cut,
  orderOf,
  partsOf,
  place,
  reshapeTo,
  slicesOf,
  squeezed,
  unsqueezed,
  volume,
} from "../operators/onnx-shapes.ts";
import { filled, mapped, reshaped, transposed } from "../operators/onnx-tensors.ts";
import type { GraphNode } from "./decode.ts";

/** A node whose inputs are all known, and the view of it. */
interface Known {
  readonly node: GraphNode;
  readonly view: OnnxNode;
  /** Inputs, in order; undefined where one is left out that need not be there. */
  readonly inputs: readonly (Tensor | undefined)[];
}

/** How many inputs it must have, all where that is infinite, and what it gives of them. */
interface Fold {
  readonly least: number;
  readonly of: (known: Known) => Tensor | readonly Tensor[];
}

const taking =
  (least: number) =>
  (of: Fold["of"]): Fold => ({ least, of });
const [none, one, two, three, all] = [
  taking(0),
  taking(1),
  taking(2),
  taking(3),
  taking(Number.POSITIVE_INFINITY),
] as const;

/** More numbers than this are not computed while importing: a few bytes of a file can ask for any amount. */
const mostElements = 2 ** 28;
const mostKept = 2 ** 16;

/** ONNX's operators on tensors that are known before the network runs: constants, and what is computed from shapes. */
const folds: Readonly<Record<string, Fold>> = {
  Constant: none(({ node }) => constant(node)),
  ConstantOfShape: one(({ node, view }) => {
    const shape = view.integers("input", 0) ?? [];
    const value = node.attributes.get("value");
    const tensor = value?.kind === "tensor" ? value.value : undefined;
    return { ...filled(shape, tensor?.values()[0] ?? 0), type: tensor?.type ?? "float32" };
  }),
  Identity: one(({ inputs: [x] }) => x!),
  Cast: one(({ inputs: [x], view }) => cast(x!, elementTypes[view.integer("to")])),
  CastLike: two(({ inputs: [x, like] }) => cast(x!, like!.type)),
  Shape: one(({ inputs: [x], view }) => list(cut(x!.shape, view))),
  Size: one(({ inputs: [x] }) => scalar(volume(x!.shape))),
  Reshape: one(({ inputs: [x], view }) =>
    reshaped(x!, reshapeTo(x!.shape, view.integers("shape", 1) ?? [], view.flag("allowzero"))),
  ),
  Flatten: one(({ inputs: [x], view }) => {
    const axis = place(view.integer("axis", 1), x!.shape.length, true);
    return reshaped(x!, [volume(x!.shape.slice(0, axis)), volume(x!.shape.slice(axis))]);
  }),
  Unsqueeze: one(({ inputs: [x], view }) => reshaped(x!, unsqueezed(x!.shape, view.integers("axes", 1) ?? []))),
  Squeeze: one(({ inputs: [x], view }) => reshaped(x!, squeezed(x!.shape, view.integers("axes", 1)))),
  Transpose: one(({ inputs: [x], view }) => transposed(x!, orderOf(view.integers("perm"), x!.shape.length))),
  Gather: two(({ inputs: [x, at], view }) => gather(x!, at!, place(view.integer("axis", 0), x!.shape.length))),
  Concat: all(({ inputs, view }) => concat(inputs as Tensor[], view.integer("axis", 0))),
  Slice: one(({ inputs: [x], view }) => slice(x!, slicesOf(view, x!.shape))),
  Split: one(({ inputs: [x], view, node }) => split(x!, view, node.outputs.length)),
  Expand: one(({ inputs: [x], view }) => {
    const shape = broadcast(x!.shape, view.integers("shape", 1) ?? []);
    return made(shape, x!.type, () => spread(x!, shape));
  }),
  Range: three(({ inputs: [from, to, step] }) => range(from!, to!, step!)),
  Where: three(({ inputs: [condition, a, b] }) =>
    joined([condition!, a!, b!], a!.type, (chosen, yes, no) => (chosen === 0 ? no! : yes!)),
  ),
  ...Object.fromEntries(
    Object.entries({
      Add: (a: number, b: number) => a + b,
      Sub: (a: number, b: number) => a - b,
      Mul: (a: number, b: number) => a * b,
      Pow: (a: number, b: number) => a ** b,
      Min: Math.min,
      Max: Math.max,
    }).map(([op, of]) => [op, all(({ inputs }) => (inputs as readonly Tensor[]).reduce((a, b) => both(a, b, of)))]),
  ),
  Div: two(({ inputs: [a, b] }) => both(a!, b!, (x, y) => (isWhole(a!.type) ? Math.trunc(x / y) : x / y))),
  Mod: two(({ inputs: [a, b], view }) =>
    both(a!, b!, (x, y) => (view.flag("fmod") ? x % y : x - y * Math.floor(x / y))),
  ),
  ...Object.fromEntries(
    Object.entries({
      Equal: (a: number, b: number) => a === b,
      Less: (a: number, b: number) => a < b,
      Greater: (a: number, b: number) => a > b,
      LessOrEqual: (a: number, b: number) => a <= b,
      GreaterOrEqual: (a: number, b: number) => a >= b,
      And: (a: number, b: number) => a !== 0 && b !== 0,
      Or: (a: number, b: number) => a !== 0 || b !== 0,
    }).map(([op, of]) => [op, two(({ inputs: [a, b] }) => both(a!, b!, (x, y) => (of(x, y) ? 1 : 0), "bool"))]),
  ),
  ...Object.fromEntries(
    Object.entries({
      Neg: (x: number) => -x,
      Abs: Math.abs,
      Floor: Math.floor,
      Ceil: Math.ceil,
      Sqrt: Math.sqrt,
      Exp: Math.exp,
      Log: Math.log,
      Reciprocal: (x: number) => 1 / x,
      Not: (x: number) => (x === 0 ? 1 : 0),
    }).map(([op, of]) => [op, one(({ inputs: [x] }) => mapped(x!, of))]),
  ),
  ReduceProd: one((known) => reduced(known, (a, b) => a * b)),
  ReduceSum: one((known) => reduced(known, (a, b) => a + b)),
  ReduceMax: one((known) => reduced(known, Math.max)),
  ReduceMin: one((known) => reduced(known, Math.min)),
};

const isWhole = (type: ElementType): boolean => type.startsWith("int") || type.startsWith("uint");

/** What a node gives of tensors that are all known; undefined where it is none of these. @throws Refused */
export function folded(known: Known): Tensor | readonly Tensor[] | undefined {
  const { node, inputs } = known;
  const fold = isFolded(node) ? folds[node.op]! : undefined;
  if (!fold) return undefined;
  const least = Number.isFinite(fold.least) ? fold.least : Math.max(1, inputs.length);
  const missing = Array.from({ length: least }, (_, i) => i).find((i) => inputs[i] === undefined);
  return missing === undefined ? fold.of(known) : refuse(`input ${missing + 1} is left out`);
}

export const isFolded = ({ op, domain }: GraphNode): boolean => domain === "" && Object.hasOwn(folds, op);

/** A tensor that is computed when it is asked for; refuses one that is too large for that. */
function made(
  shape: readonly number[],
  type: ElementType,
  values: (count: number) => Float32Array | Float64Array,
): Tensor {
  const count = volume(shape);
  if (shape.some((n) => !Number.isSafeInteger(n) || n < 0) || count > mostElements)
    return refuse(`a constant of shape [${shape}] is too large to compute while importing`);
  // What is f32 in ONNX has been rounded to it at each step there.
  const rounded = () => (type === "float32" ? Float32Array.from(values(count)) : values(count));
  // What is small is computed at once, so that a chain of sums of itself takes no longer than it looks.
  let kept = count <= mostKept ? rounded() : undefined;
  return { shape, type, values: () => (kept ??= rounded()) };
}

/** A vector of whole numbers, as shapes are. */
export const list = (values: readonly number[]): Tensor => ({
  shape: [values.length],
  type: "int64",
  values: () => Float64Array.from(values),
});

const scalar = (value: number): Tensor => reshaped(list([value]), []);

function constant({ attributes }: GraphNode): Tensor {
  for (const name of ["value", "value_int", "value_ints", "value_float", "value_floats"]) {
    const given = attributes.get(name);
    if (given?.kind === "tensor") return given.value;
    if (given?.kind === "integer") return scalar(given.value);
    if (given?.kind === "integers") return list(given.value);
    if (given?.kind === "number") return { ...scalar(given.value), type: "float32" };
    if (given?.kind === "numbers") return { ...list(given.value), type: "float32" };
  }
  return refuse("it holds no numbers");
}

function cast(x: Tensor, type: ElementType | undefined): Tensor {
  if (!type) return refuse("it casts to what is no number");
  if (type === x.type) return x;
  const to = type === "bool" ? (v: number) => (v === 0 ? 0 : 1) : isWhole(type) ? Math.trunc : (v: number) => v;
  return made(x.shape, type, () => Float64Array.from(x.values(), to));
}

/** The elements of `x` at places that depend on the axis alone. */
function pick(x: Tensor, counts: readonly number[], from: (axis: number, i: number) => number): Tensor {
  const strides = x.shape.map((_, axis) => volume(x.shape.slice(axis + 1)));
  return made(counts, x.type, (count) => {
    const source = x.values();
    const result = new Float64Array(count);
    let at = 0;
    const walk = (axis: number, offset: number): void => {
      if (axis === counts.length) result[at++] = source[offset]!;
      else for (let i = 0; i < counts[axis]!; i++) walk(axis + 1, offset + from(axis, i) * strides[axis]!);
    };
    walk(0, 0);
    return result;
  });
}

const slice = (x: Tensor, cuts: readonly Cut[]): Tensor =>
  pick(
    x,
    cuts.map(({ count }) => count),
    (axis, i) => cuts[axis]!.from + i * cuts[axis]!.step,
  );

function gather(x: Tensor, at: Tensor, axis: number): Tensor {
  const n = x.shape[axis]!;
  const indices = Array.from(at.values(), (i) => (i < 0 ? i + n : i));
  if (indices.some((i) => !Number.isInteger(i) || i < 0 || i >= n)) return refuse(`it takes what [${x.shape}] has not`);
  const counts = x.shape.map((extent, i) => (i === axis ? indices.length : extent));
  const picked = pick(x, counts, (along, i) => (along === axis ? indices[i]! : i));
  return reshaped(picked, [...x.shape.slice(0, axis), ...at.shape, ...x.shape.slice(axis + 1)]);
}

function concat(parts: readonly Tensor[], said: number): Tensor {
  const [first] = parts as [Tensor];
  const axis = place(said, first.shape.length);
  const rest = (shape: readonly number[]) => String(shape.toSpliced(axis, 1));
  if (parts.some(({ shape }) => shape.length !== first.shape.length || rest(shape) !== rest(first.shape)))
    return refuse("the shapes of what it joins differ");
  const shape = first.shape.with(
    axis,
    parts.reduce((sum, each) => sum + each.shape[axis]!, 0),
  );
  return made(shape, first.type, (count) => {
    const result = new Float64Array(count);
    const rows = volume(shape.slice(0, axis));
    const width = volume(shape.slice(axis));
    let before = 0;
    for (const part of parts) {
      const [values, own] = [part.values(), volume(part.shape.slice(axis))];
      for (let row = 0; row < rows; row++)
        result.set(values.subarray(row * own, (row + 1) * own), row * width + before);
      before += own;
    }
    return result;
  });
}

function split(x: Tensor, view: OnnxNode, outputs: number): readonly Tensor[] {
  const axis = place(view.integer("axis", 0), x.shape.length);
  let from = 0;
  return partsOf(view, x.shape[axis]!, outputs).map((count) => {
    const first = from;
    from += count;
    return slice(
      x,
      x.shape.map((n, i) => ({ from: i === axis ? first : 0, step: 1, count: i === axis ? count : n })),
    );
  });
}

function range(from: Tensor, to: Tensor, step: Tensor): Tensor {
  const [first, last, by] = [from, to, step].map((each) => each.values()[0]!) as [number, number, number];
  const count = Math.max(0, Math.ceil((last - first) / by));
  return made([count], from.type, () => Float64Array.from({ length: count }, (_, i) => first + i * by));
}

/** The numbers of a tensor broadcast to a shape. */
function spread(x: Tensor, shape: readonly number[]): Float32Array | Float64Array {
  const aligned = [...new Array<number>(shape.length - x.shape.length).fill(1), ...x.shape];
  return pick(reshaped(x, aligned), shape, (axis, i) => (aligned[axis] === 1 ? 0 : i)).values();
}

function joined(parts: readonly Tensor[], type: ElementType, of: (...values: number[]) => number): Tensor {
  const shape = parts.map((each) => each.shape).reduce(broadcast);
  return made(shape, type, (count) => {
    const all = parts.map((each) => spread(each, shape));
    return Float64Array.from({ length: count }, (_, i) => of(...all.map((values) => values[i]!)));
  });
}

const both = (a: Tensor, b: Tensor, of: (x: number, y: number) => number, type = a.type): Tensor =>
  joined([a, b], type, of);

function reduced({ inputs: [x], view }: Known, of: (a: number, b: number) => number): Tensor {
  const said = view.integers("axes", 1) ?? [];
  const all = said.length === 0 && !view.flag("noop_with_empty_axes");
  const gone = new Set(said.map((axis) => place(axis, x!.shape.length)));
  const kept = x!.shape.map((n, axis) => (all || gone.has(axis) ? 1 : n));
  const strides = kept.map((n, axis) => (n === 1 ? 0 : volume(kept.slice(axis + 1))));
  const shape = view.flag("keepdims", true) ? kept : kept.filter((_, axis) => !all && !gone.has(axis));
  if (volume(x!.shape) === 0) return refuse("it reduces nothing");
  return made(shape, x!.type, (count) => {
    const result = new Float64Array(count).fill(Number.NaN);
    x!.values().forEach((value, offset) => {
      let at = 0;
      for (let axis = x!.shape.length - 1, rest = offset; axis >= 0; axis--) {
        at += (rest % x!.shape[axis]!) * strides[axis]!;
        rest = Math.floor(rest / x!.shape[axis]!);
      }
      result[at] = Number.isNaN(result[at]) ? value : of(result[at]!, value);
    });
    return result;
  });
}
