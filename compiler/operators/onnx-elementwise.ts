import { type OnnxNode, type OnnxUse, refuse, shortest, type Tensor } from "./onnx.ts";
import { Draft, type Made } from "./onnx-draft.ts";
import { broadcast, volume } from "./onnx-shapes.ts";

/**
 * Values element by element: two, and then one after the other; one that has a single row, column or channel where another
 * has many is repeated. Constants are for `scale` to take.
 */
export function joins(node: OnnxNode): readonly OnnxUse[] | undefined {
  const draft = new Draft(node);
  const joined = joinedIn(draft, node);
  return joined && draft.giving(joined, isSingle(node));
}

/** The sum of values over how many they are. */
export function meanOf(node: OnnxNode): readonly OnnxUse[] {
  const draft = new Draft(node);
  const sum = joinedIn(draft, node) ?? refuse("it takes the mean of a constant and a value");
  return draft.giving(node.inputs === 1 ? sum : draft.scaled(sum, 1 / node.inputs), isSingle(node));
}

function joinedIn(draft: Draft, node: OnnxNode): Made | undefined {
  const all = Array.from({ length: node.inputs }, (_, i) => i);
  if (!all.every((i) => node.isValue(i))) return undefined;
  const whole = all.map((i) => node.batch(i)).reduce(broadcast);
  const alike = all.every((i) => String(node.batch(i)) === String(whole));
  if (!alike && sidesOf(node)[1]) return undefined;
  if (node.batched && whole[0] !== 1 && all.some((i) => node.batch(i).length !== whole.length))
    return refuse("it puts the images of one value beside another axis of the other");
  const image = imageIn(node, whole);
  const values = all.map((i): Made => ({ shape: imageIn(node, node.batch(i)), from: { input: i } }));
  const [first, ...others] = values.map((value) => draft.filling(value, image)) as [Made, ...Made[]];
  return others.reduce((sum, each) => draft.stage(undefined, [sum, each], image), first);
}

/** Without the batch; a single number has no axis in ONNX. */
function imageIn(node: OnnxNode, shape: readonly number[]): readonly number[] {
  const image = node.batched ? shape.slice(1) : shape;
  return image.length > 0 ? image : [1];
}

const isSingle = (node: OnnxNode): boolean =>
  Array.from({ length: node.inputs }, (_, i) => node.batch(i).length).every((rank) => rank === (node.batched ? 1 : 0));

/** The first input to a power that is a constant: a few products, a root or a reciprocal. */
export function power(node: OnnxNode): readonly OnnxUse[] {
  const draft = new Draft(node);
  const constant = ofImage(node, 0, node.constant(1, "the exponent"));
  const exponent = onlyNumber(constant) ?? refuse("it takes each element to another power");
  const input = draft.input();
  const x = draft.filling(input, broadcast(input.shape, constant.shape));
  const size = Math.abs(shortest(exponent));
  const made = size === 0.5 ? draft.each("sqrt", x) : product(draft, x, size);
  return draft.giving(exponent < 0 ? draft.each("reciprocal", made) : made);
}

/** What all elements of a constant are. */
export function onlyNumber(constant: Tensor): number | undefined {
  const [first, ...others] = constant.values();
  return others.every((each) => each === first) ? first : undefined;
}

/** Shrink, where it is continuous: x − min(max(x, −λ), λ). */
export function softShrink(node: OnnxNode): readonly OnnxUse[] {
  const [lambd, bias] = [node.number("lambd", 0.5), node.number("bias", 0)];
  if (bias !== lambd || node.number("low", -lambd) !== -lambd)
    return refuse("it jumps, since its bias is not its threshold", "no operator of a `.cnn` jumps");
  const draft = new Draft(node);
  const x = draft.input();
  const attributes = { low: -shortest(lambd), high: shortest(lambd) };
  return draft.giving(draft.each(undefined, x, draft.stage("clip", [x], x.shape, { attributes })));
}

/** Most factors of a product that stands for a power. */
const mostFactors = 16;

/** x · x · …, by halves. */
function product(draft: Draft, x: Made, count: number): Made {
  if (!Number.isInteger(count) || count < 1 || count > mostFactors)
    return refuse(
      `it takes elements to the power of ${count}`,
      "whole powers and square roots are what a `.cnn` can say",
    );
  if (count === 1) return x;
  const half = product(draft, x, Math.floor(count / 2));
  const square = draft.each("mul", half, half);
  return count % 2 === 0 ? square : draft.each("mul", square, x);
}

/** What is done to a value with a constant on its other side. */
export interface Side {
  readonly draft: Draft;
  readonly value: Made;
  readonly constant: Tensor;
  /** The constant comes first. */
  readonly turned: boolean;
}

/** A mapping of a node with two inputs, one of which is known. */
export const withConstant =
  (of: (side: Side) => Made) =>
  (node: OnnxNode): readonly OnnxUse[] | undefined => {
    const [i, constant] = sidesOf(node);
    if (!constant) return undefined;
    const draft = new Draft(node);
    return draft.giving(of({ draft, value: draft.input(i), constant: ofImage(node, i, constant), turned: i === 1 }));
  };

/** Which of two inputs is a value, and the other one if it is known. */
function sidesOf(node: OnnxNode): readonly [value: 0 | 1, constant: Tensor | undefined] {
  if (node.inputs !== 2) return [0, undefined];
  if (!node.isValue(0)) return [1, node.known(0)];
  if (!node.isValue(1)) return [0, node.known(1)];
  // Both are values: the smaller one may be known as well. Where they are alike, neither has to be.
  if (String(node.batch(0)) === String(node.batch(1))) return [0, undefined];
  return volume(node.batch(0)) < volume(node.batch(1)) ? [1, node.known(0)] : [0, node.known(1)];
}

/** A constant that ONNX broadcasts over a value, without the batch, for which it has to have one row. */
export function ofImage(node: OnnxNode, value: number, constant: Tensor): Tensor {
  const rank = node.batch(value).length;
  if (!node.batched || constant.shape.length < rank) return constant;
  const [images, ...image] = constant.shape;
  if (constant.shape.length > rank) return refuse(`a constant of [${constant.shape}] has more axes than the value`);
  return images === 1
    ? { ...constant, shape: image }
    : refuse("its constant has another number for each image of the batch");
}
