import type { Declaration, Label } from "../../grammar/diagnostic.ts";
import type { Source } from "../../runtime/program.ts";
import type { ParameterUse, Shape } from "../graph/graph.ts";
import type { Family } from "../kernels/family.ts";
import type { Schemas } from "./attributes.ts";
import type { Grid } from "./grid.ts";
import type { OnnxMappings, OnnxSpelling } from "./onnx.ts";

/**
 * Everything about an operator, in one literal. Each layer of the compiler folds over its own field and knows no name.
 * `A` is the record of its attributes.
 */
export interface Operator<A = Record<string, unknown>> {
  readonly name: string;
  readonly summary: string;
  /** Number of input values; `many` is two or more. */
  readonly operands: number | "many" | NamedOperands;
  /** The arithmetic sign that stands for it between two values. */
  readonly symbol?: "+";
  readonly attributes: Schemas<A>;
  /** The output's shape; reports what is wrong and returns undefined where there is none. */
  readonly shape: (call: ShapeCall<A>) => Shape | undefined;
  /** Parameters by role, with their natural shapes; none if absent. */
  readonly parameters?: (call: Called<A>) => readonly Parameter[];
  /** The naive meaning for one image, in f64: fills `y` from `x` and parameters, at least where it is wanted. */
  readonly reference: (call: Reference<A>) => void;
  /** How far a correct f32 kernel may be from the reference. */
  readonly rounding: Rounding<A>;
  /** What the kernels have to do. */
  readonly kernel: (call: Called<A>) => Family;
  /** x · factor + shift for each channel, over the roles of its parameters: a pass lowers it so, and may fold it. */
  readonly affine?: (call: Called<A>) => { readonly factor: Source; readonly shift: Source };
  /** Reads a volume as its logical row-major vector, so that a view before it can be left out. */
  readonly flattens?: boolean;
  /** Its attributes with so many output channels, which are alike but for their parameters: it may be computed in parts. */
  readonly withChannels?: (attributes: A, channels: number) => A;
  /** Its value is its input's elements in the same logical order: it may cost no kernel. */
  readonly view?: boolean;
  /** Its value is its input. */
  readonly identity?: boolean;
  /** Made by passes only; a `.cnn` cannot name it. */
  readonly internal?: boolean;
  /** Which operators of ONNX it is the meaning of, and how. */
  readonly onnx?: OnnxMappings<A>;
  /** How those operators of ONNX are written out where an exporter does not have them. */
  readonly spelled?: readonly OnnxSpelling[];
  readonly examples: readonly Example[];
}

/** Values that are not alike: their names in order, the first `least` of which must be given. */
export interface NamedOperands {
  readonly names: readonly string[];
  readonly least: number;
}

/** How many values it takes at least, and at most. */
export function operandCounts({ operands }: Pick<AnyOperator, "operands">): readonly [least: number, most: number] {
  if (operands === "many") return [2, Number.POSITIVE_INFINITY];
  return typeof operands === "number" ? [operands, operands] : [operands.least, operands.names.length];
}

/** An operator's use: the shapes of its inputs and its attributes, all valid. */
export interface Called<A> {
  readonly inputs: readonly Shape[];
  readonly attributes: A;
}

/** The same while it is being checked. */
export interface ShapeCall<A> extends Called<A> {
  readonly report: <P>(declaration: Declaration<P>, parameters: P, where?: Place) => void;
  /** The place of an input's value, for a secondary label. */
  readonly inputLabel: (index: number, text: string) => Label;
}

/** Where in the call a diagnostic points: an attribute if it was written, else the operator's name. */
export interface Place {
  readonly attribute?: string;
  readonly label?: string;
  readonly also?: readonly Label[];
  readonly help?: string | undefined;
}

export interface Parameter extends Omit<ParameterUse, "name" | "source"> {
  /** Gathered while training, not learned: it does not count as a parameter. */
  readonly statistic?: boolean;
}

export interface Reference<A> extends Called<A> {
  readonly x: readonly Grid[];
  readonly y: Grid;
  readonly parameter: (role: string) => Grid | undefined;
}

/**
 * `sum`: linear; each output is a sum of at most `terms` products, then at most `after` further roundings of a
 * unit in the last place (a division). Evaluated on absolute values the reference gives Σ|x||w| + |b|. With 0 terms it is
 * one of the inputs, unchanged. What is divided has partial results `parts` times as large: `terms` unless said.
 * `selection`: the output is one of the inputs, unchanged. `formula`: elementwise, the scalar tree knows.
 * `relative`: |ŷ − y| ≤ bound · |y|, and `absolute`: |ŷ − y| ≤ bound, with the bound derived beside the operator.
 * With `moved` it can follow another layer in one kernel. `exactOnWhole`: it is 0 for small whole inputs, and weights that are such in some unit.
 */
export type Rounding<A> =
  | {
      readonly kind: "sum";
      readonly terms: (call: Called<A>) => number;
      readonly after?: (call: Called<A>) => number;
      readonly parts?: (call: Called<A>) => number;
    }
  | { readonly kind: "selection" }
  | { readonly kind: "formula" }
  | { readonly kind: "relative"; readonly bound: (call: Reference<A>) => Grid; readonly moved?: Moved }
  | {
      readonly kind: "absolute";
      readonly bound: (call: Reference<A>) => Grid;
      readonly exactOnWhole?: boolean;
      readonly moved?: Moved;
    };

/** How far, at most, values move beyond the bound where the first input's elements are off by `errors`. */
export type Moved = (values: Grid, errors: Grid) => Grid;

/** Documentation, hover text and first test: the stages after `x ->`, with what goes in and comes out. */
export interface Example {
  readonly cnn: string;
  readonly x: Nested;
  readonly y: Nested;
  /** Parameters by role, in their natural shapes. */
  readonly parameters?: Readonly<Record<string, Nested>>;
}
export type Nested = number | readonly Nested[];

/** An operator with its attribute types forgotten, as the layers see it. */
export type AnyOperator = Operator;

/** Types the literal's functions by its own attributes. */
export const defineOperator = <A>(operator: Operator<A>): AnyOperator => operator as unknown as AnyOperator;
