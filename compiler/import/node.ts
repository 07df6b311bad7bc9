import { type OnnxNode, refuse, type Tensor } from "../operators/onnx.ts";
import type { Attribute, GraphNode } from "./decode.ts";
import { shown } from "./diagnostic.ts";

/** What is known of a value while nodes are converted. */
export type Value =
  | { readonly kind: "constant"; readonly tensor: Tensor }
  | {
      readonly kind: "computed";
      /** As ONNX has it, with the batch. */
      readonly shape: readonly number[];
      /** The step that computes it, once its axes are in this order. */
      readonly step: number;
      readonly order?: readonly number[];
      /** An input of the network whose value was given: a weight, should an operator want one. */
      readonly known?: Tensor;
    };

/** The view of a node that operators' records take, over what its inputs are. */
export function viewOf(
  node: GraphNode,
  values: readonly (Value | undefined)[],
  { opset, batched }: { readonly opset: number; readonly batched: boolean },
): OnnxNode {
  const computed = (i: number) => {
    const value = values[i];
    if (value?.kind === "computed") return value;
    return refuse(
      value ? `input ${i + 1} is a constant, and has to be a value` : `input ${i + 1} is left out`,
      value ? "fold it into the model before the export" : undefined,
    );
  };
  const known = (i: number): Tensor | undefined => {
    const value = values[i];
    return value?.kind === "constant" ? value.tensor : value?.known;
  };
  const constant = (i: number, what: string): Tensor =>
    known(i) ??
    (values[i]
      ? refuse(`${what} is computed by the network or an input of it, and has to be a constant`)
      : refuse(`${what} is left out`));
  const attribute = (name: string) => node.attributes.get(name);
  const integers = (name: string, i?: number): readonly number[] | undefined => {
    if (i !== undefined && values[i]) return wholeNumbers(constant(i, `\`${name}\``), name);
    const given = attribute(name);
    if (!given) return undefined;
    return given.kind === "integers" ? given.value : wrong(name, "whole numbers");
  };
  const number = (name: string, fallback?: number): number => {
    const given = attribute(name);
    if (given?.kind === "number" || given?.kind === "integer") return given.value;
    return given ? wrong(name, "a number") : (fallback ?? refuse(`the attribute \`${name}\` is missing`));
  };
  const rank = () => Math.max(...values.map((value) => shapeIn(value)?.length ?? 0));
  const integer = (name: string, fallback?: number): number => {
    const value = number(name, fallback);
    return Number.isInteger(value) ? value : wrong(name, "a whole number");
  };
  return {
    op: node.op,
    opset,
    inputs: values.length,
    outputs: node.outputs.length,
    batched,
    isValue: (i) => values[i]?.kind === "computed",
    shape: (i) => imageOf(computed(i).shape, batched),
    batch: (i) => computed(i).shape,
    constant,
    known,
    has: (i) => values[i] !== undefined,
    number,
    numbers: (name) => {
      const given = attribute(name);
      return given?.kind === "numbers" || given?.kind === "integers" ? given.value : undefined;
    },
    integer,
    flag: (name, fallback = false) => integer(name, fallback ? 1 : 0) !== 0,
    integers,
    word: (name, words, fallback) => {
      const given = attribute(name);
      if (!given) return fallback ?? refuse(`the attribute \`${name}\` is missing`);
      const found = given.kind === "text" ? words.find((word) => word === given.value) : undefined;
      return found ?? wrong(name, words.map((word) => `\`${word}\``).join(" or "), given);
    },
    axis: (axis) => axisOf(axis, rank(), batched),
  };
}

/** The shape of one image. */
export function imageOf(shape: readonly number[], batched: boolean): readonly number[] {
  const image = batched ? shape.slice(1) : shape;
  return image.length > 0 ? image : refuse(`a value of shape [${shape}] has no axis beside the batch`);
}

/** The axis of an image for one of ONNX's, in a value with so many. */
export function axisOf(axis: number, rank: number, batched: boolean): number {
  const counted = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(counted) || counted < 0 || counted >= rank)
    return refuse(`there is no axis ${axis} in a value with ${rank}`);
  if (!batched) return counted;
  return counted > 0 ? counted - 1 : refuse("it works along the batch, whose images are independent here");
}

const shapeIn = (value: Value | undefined): readonly number[] | undefined =>
  value?.kind === "constant" ? value.tensor.shape : value?.shape;

function wrong(name: string, expected: string, given?: Attribute): never {
  const found = given?.kind === "text" ? `, found \`${shown(given.value)}\`` : "";
  return refuse(`the attribute \`${name}\` must be ${expected}${found}`);
}

/** More than any shape has, and less than would take long. */
const mostNumbers = 1 << 16;

function wholeNumbers(tensor: Tensor, name: string): readonly number[] {
  const count = tensor.shape.reduce((a, b) => a * b, 1);
  const values = count <= mostNumbers ? [...tensor.values()] : [];
  const good = count <= mostNumbers && tensor.type !== "float32" && values.every(Number.isInteger);
  return good ? values : refuse(`\`${name}\` must be whole numbers`);
}
