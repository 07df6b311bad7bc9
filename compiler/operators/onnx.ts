import type { Shape } from "../graph/graph.ts";

/** What an ONNX tensor may hold, by ONNX's number for it: text and complex numbers are nothing here. */
export const elementTypes: Readonly<Record<number, ElementType>> = {
  ...{ 1: "float32", 2: "uint8", 3: "int8", 4: "uint16", 5: "int16", 6: "int32", 7: "int64", 9: "bool" },
  ...{ 10: "float16", 11: "float64", 12: "uint32", 13: "uint64", 16: "bfloat16" },
};

export type ElementType = `float${16 | 32 | 64}` | "bfloat16" | `${"int" | "uint"}${8 | 16 | 32 | 64}` | "bool";

/** Numbers that are known before the network runs: a weight, or what was computed from shapes. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly type: ElementType;
  /** What the ONNX file calls it, or that which it was made of. */
  readonly name?: string;
  /** Inputs of the network whose given values it was made of. */
  readonly given?: readonly string[];
  /** Row-major: f32 for f32 and what is shorter, else f64. Made anew at each call, so that none is kept that is not needed. */
  readonly values: () => Float32Array | Float64Array;
}

/**
 * One ONNX node as an operator's record sees it. Shapes are those of one image, without the batch. What asks for something
 * that is not there refuses the node, so that a mapping reads straight on.
 */
export interface OnnxNode {
  /** ONNX's name of the operator, `Conv`. */
  readonly op: string;
  /** The version of ONNX's operators that the file asks for. */
  readonly opset: number;
  /** How many inputs it has, those in between that are left out included; and how many outputs. */
  readonly inputs: number;
  readonly outputs: number;
  /** False where a value is one image whole: then no axis is the batch's. */
  readonly batched: boolean;
  /** The network computes input `i`. */
  isValue(i: number): boolean;
  /** The shape of input `i`, which the network computes. */
  shape(i: number): Shape;
  /** The same as ONNX has it, with the batch. */
  batch(i: number): readonly number[];
  /** Input `i`, which is known before the network runs. `what` names it in a refusal: `the weights`. */
  constant(i: number, what: string): Tensor;
  /** The same, or undefined where it is left out or the network computes it. */
  known(i: number): Tensor | undefined;
  /** True where input `i` is not left out. */
  has(i: number): boolean;
  /** A number of the node; refused where it has none and there is no `fallback`. */
  number(attribute: string, fallback?: number): number;
  numbers(attribute: string): readonly number[] | undefined;
  integer(attribute: string, fallback?: number): number;
  flag(attribute: string, fallback?: boolean): boolean;
  /** Whole numbers, of an attribute or, as later opsets have it, of input `i`; undefined where there are none. */
  integers(attribute: string, i?: number): readonly number[] | undefined;
  /** One of a few words. */
  word<const W extends string>(attribute: string, words: readonly W[], fallback?: NoInfer<W>): W;
  /** An ONNX axis, which may count from the end, as one of an image: 0 is the channels. The batch's is refused. */
  axis(axis: number): number;
}

/**
 * The shortest number that is the same f32: 0.1 for what f32 makes of it. With `slack` it may be off by that share: 2⁻²³ of an
 * epsilon, which exporters lose on the way of a 1e-5, is less than the rounding of the sum that it goes into.
 */
export function shortest(value: number, slack = 0): number {
  for (let digits = 1; digits < 10; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === Math.fround(value) || Math.abs(short - value) <= slack * Math.abs(value)) return short;
  }
  return value;
}

/** What is added to a variance: 1e-5 unless the node says another. */
export const epsilonOf = (node: OnnxNode): number => shortest(node.number("epsilon", 1e-5), 2 ** -23);

/** A node that no `.cnn` can say. The importer catches it where nodes are converted, and tells it. */
export class Refused extends Error {
  readonly help: string | undefined;

  constructor(reason: string, help?: string) {
    super(reason);
    this.help = help;
  }
}

/** Refuses the node that is being mapped: why, and what to do about it. */
export const refuse = (reason: string, help?: string): never => {
  throw new Refused(reason, help);
};

/** One stage of a `.cnn`: of the operator whose record this is, or of another. */
export type OnnxUse<A = Readonly<Record<string, unknown>>> =
  | ({ readonly operator?: undefined } & Said<A>)
  | ({ readonly operator: string } & Said<Readonly<Record<string, unknown>>>);

interface Said<A> {
  /** What is not left at its default. */
  readonly attributes?: Partial<A>;
  /**
   * What it reads: ONNX inputs by their number, stages of the same list before it by how far back, as -1. Unless said, the
   * first input, or else the stage before.
   */
  readonly operands?: readonly number[];
  /** Parameters by role. */
  readonly weights?: Readonly<Record<string, Tensor>>;
  /** ONNX has no axis for its one number; unless said, as with what the node reads. */
  readonly single?: boolean;
}

/** What an ONNX node becomes: a stage, several behind each other, or one for each of its outputs. */
export type OnnxUses<A> =
  | OnnxUse<A>
  | readonly OnnxUse[]
  | { readonly outputs: readonly (OnnxUse | readonly OnnxUse[])[] };

/** By ONNX's names of operators. Undefined where another operator's record has to say. */
export type OnnxMappings<A> = Readonly<Record<string, (node: OnnxNode) => OnnxUses<A> | undefined>>;

/**
 * Several ONNX nodes that say together what one operator of ONNX says, as exporters write it for want of that. The text has
 * ONNX's names of operators with what they read, `Square(x)` for any square, numbers, and names for anything else: those among
 * `inputs` are the operator's inputs, and the others attributes of it. Axes that are reduced are its attribute `axes`. After a
 * `;` stand attributes that a node must have, or with `?=` may have; others it must not.
 */
export interface OnnxSpelling {
  readonly text: string;
  readonly op: string;
  readonly inputs: readonly string[];
  /** Words that are attributes of the operator then. */
  readonly words?: Readonly<Record<string, string>>;
}
