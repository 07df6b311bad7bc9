import type { Sliding, Window } from "../../compiler/kernels/family.ts";
import { constant } from "../../compiler/kernels/scalar.ts";
import { add } from "../../compiler/operators/add.ts";
import { avgpool } from "../../compiler/operators/avgpool.ts";
import { batchnorm } from "../../compiler/operators/batchnorm.ts";
import { concat } from "../../compiler/operators/concat.ts";
import { conv } from "../../compiler/operators/conv.ts";
import { type ConvolutionAttributes, convolutionShape } from "../../compiler/operators/convolution.ts";
import { depthwise } from "../../compiler/operators/depthwise.ts";
import { flatten } from "../../compiler/operators/flatten.ts";
import { maxpool } from "../../compiler/operators/maxpool.ts";
import type { AnyOperator, ShapeCall } from "../../compiler/operators/operator.ts";
import { bug, type Mutant, patch } from "./mutant.ts";

type Attributes = Readonly<Record<string, unknown>>;

/** The sizes along one axis. */
interface Axis {
  readonly n: number;
  readonly k: number;
  readonly stride: number;
  readonly reach: number;
  readonly before: number;
  readonly after: number;
}

const axes = ({ input, window, stride, dilation, padBefore, padAfter }: Sliding): Axis[] =>
  input.map((n, axis) => ({
    n,
    k: window[axis]!,
    stride: stride[axis]!,
    reach: dilation[axis]! * (window[axis]! - 1) + 1,
    before: padBefore[axis]!,
    after: padAfter[axis]!,
  }));

/** A wrong size, believed by the checker and by the kernel alike: nothing but a count of the windows tells. */
function resized(
  operator: AnyOperator,
  name: string,
  size: (axis: Axis) => number,
  when = (_: Attributes) => true,
): Mutant {
  const output = (work: Sliding, { attributes }: { attributes: Attributes }) =>
    when(attributes) ? axes(work).map((axis) => Math.max(1, size(axis))) : work.output;
  const shape = patch(operator, "shape", (right) => (call) => {
    const [channels, ...rest] = right(call) ?? [];
    if (channels === undefined) return undefined;
    return rest.length === 0 ? [channels] : [channels, ...output(operator.kernel(call) as Window, call)];
  });
  const kernel = patch(operator, "kernel", (right) => (call) => {
    const work = right(call) as Window;
    return { ...work, output: output(work, call) };
  });
  return bug(`shape of ${operator.name}`, name, shape, kernel);
}

/** Wrong sizes for the kernel, while shape and reference stay right. */
const missized = (operator: AnyOperator, name: string, wrong: (work: Window) => Partial<Window>): Mutant =>
  bug(
    `kernel of ${operator.name}`,
    name,
    patch(operator, "kernel", (right) => (call) => {
      const work = right(call) as Window;
      return { ...work, ...wrong(work) } as Window;
    }),
  );

const roundsUp = ({ round }: Attributes): boolean => round === "ceil";
const down = (travel: number, stride: number): number => Math.floor(travel / stride) + 1;
const up = (travel: number, stride: number): number => Math.ceil(travel / stride) + 1;
const reversed = (list: readonly number[]): number[] => [...list].reverse();

/** Bugs in what an operator's record says. */
export const rules: readonly Mutant[] = [
  resized(conv, "rounds up, not down", ({ n, stride, reach, before, after }) => up(n + before + after - reach, stride)),
  resized(conv, "forgets the dilation", ({ n, k, stride, before, after }) => down(n + before + after - k, stride)),
  resized(conv, "forgets the padding at the end", ({ n, stride, reach, before }) => down(n + before - reach, stride)),
  resized(
    depthwise,
    "a window too few",
    ({ n, stride, reach, before, after }) => down(n + before + after - reach, stride) - 1,
  ),
  resized(
    maxpool,
    "rounds down where up is asked for",
    ({ n, stride, reach, before, after }) => down(n + before + after - reach, stride),
    roundsUp,
  ),
  resized(
    maxpool,
    "keeps a window that starts in the padding",
    ({ n, stride, reach, before, after }) => up(n + before + after - reach, stride),
    roundsUp,
  ),
  resized(avgpool, "strides by the window", ({ n, reach, before, after }) => down(n + before + after - reach, reach)),
  bug(
    "shape of depthwise",
    "forgets the multiplier",
    patch(depthwise, "shape", (right) => (call) => {
      const shape = right(call);
      return shape && [call.inputs[0]![0]!, ...shape.slice(1)];
    }),
  ),
  bug(
    "shape of concat",
    "forgets the last branch",
    patch(concat, "shape", (right) => (call) => {
      const shape = right(call);
      return shape && [shape[0]! - call.inputs.at(-1)![0]!, ...shape.slice(1)];
    }),
  ),
  bug(
    "shape of flatten",
    "forgets the channels",
    patch(flatten, "shape", () => ({ inputs: [x] }) => [x!.slice(1).reduce((a, b) => a * b, 1)]),
  ),
  bug(
    "shape of conv",
    "does not ask whether groups divide",
    patch(conv, "shape", () => (call) => {
      const own = call as unknown as ShapeCall<ConvolutionAttributes & { channels: number; groups: number }>;
      return convolutionShape(own, own.attributes, "conv");
    }),
  ),
  bug(
    "shape of add",
    "takes any two shapes",
    patch(
      add,
      "shape",
      () =>
        ({ inputs }) =>
          inputs[0],
    ),
  ),
  bug(
    "shape of concat",
    "takes branches of different sizes",
    patch(concat, "shape", () => ({ inputs }) => [
      inputs.reduce((sum, [channels]) => sum + channels!, 0),
      ...inputs[0]!.slice(1),
    ]),
  ),
  missized(conv, "padding before and after exchanged", ({ padBefore, padAfter }) => ({
    padBefore: padAfter,
    padAfter: padBefore,
  })),
  missized(conv, "dilation left out", ({ dilation }) => ({ dilation: dilation.map(() => 1) })),
  missized(depthwise, "strides of the other axis", ({ stride }) => ({ stride: reversed(stride) })),
  missized(maxpool, "a window of the other axis", ({ window }) => ({ window: reversed(window) })),
  missized(maxpool, "starts from zero", ({ reduction }) => ({ reduction: { ...reduction, seed: [constant(0)] } })),
  bug(
    "kernel of conv",
    "forgets to flip",
    patch(conv, "kernel", (right) => (call) => ({ ...right(call), flip: false }) as ReturnType<typeof right>),
  ),
  bug(
    "kernel of avgpool",
    "divides by the whole window",
    patch(
      avgpool,
      "kernel",
      (right) => (call) => right({ ...call, attributes: { ...call.attributes, over: "window" } }),
    ),
  ),
  bug(
    "meaning of batchnorm",
    "forgets the epsilon",
    patch(batchnorm, "affine", (right) => (call) => right!({ ...call, attributes: { ...call.attributes, eps: 0 } })),
  ),
];
