import type {
  Adaptive,
  Contraction,
  Deformable,
  Elementwise,
  Normalize,
  Unpool,
} from "../../compiler/kernels/family.ts";
import { constant } from "../../compiler/kernels/scalar.ts";
import { mostElements } from "../../compiler/operators/adaptive.ts";
import { adaptiveavgpool } from "../../compiler/operators/adaptiveavgpool.ts";
import { adaptivemaxpool } from "../../compiler/operators/adaptivemaxpool.ts";
import { add } from "../../compiler/operators/add.ts";
import { avgpool } from "../../compiler/operators/avgpool.ts";
import { batchnorm } from "../../compiler/operators/batchnorm.ts";
import { concat } from "../../compiler/operators/concat.ts";
import { conv } from "../../compiler/operators/conv.ts";
import { type ConvolutionAttributes, convolutionShape } from "../../compiler/operators/convolution.ts";
import { deconv } from "../../compiler/operators/deconv.ts";
import type { DeformableAttributes } from "../../compiler/operators/deformable.ts";
import { deformconv } from "../../compiler/operators/deformconv.ts";
import { depthwise } from "../../compiler/operators/depthwise.ts";
import { flatten } from "../../compiler/operators/flatten.ts";
import { gelu } from "../../compiler/operators/gelu.ts";
import { groupnorm } from "../../compiler/operators/groupnorm.ts";
import { instancenorm } from "../../compiler/operators/instancenorm.ts";
import { layernorm } from "../../compiler/operators/layernorm.ts";
import { lppool } from "../../compiler/operators/lppool.ts";
import { lrn } from "../../compiler/operators/lrn.ts";
import { maxpool } from "../../compiler/operators/maxpool.ts";
import type { Called, ShapeCall } from "../../compiler/operators/operator.ts";
import { prelu } from "../../compiler/operators/prelu.ts";
import { mean } from "../../compiler/operators/reductions.ts";
import { type TransposedAttributes, transposedSizes } from "../../compiler/operators/transposed.ts";
import { unpool } from "../../compiler/operators/unpool.ts";
import { bug, type Mutant, patch } from "./mutant.ts";
import { type Attributes, asIfSaid, inKernel, inShape, resized, reversed } from "./record.ts";

const transposedRows = (n: number, stride: number, reach: number): number => (n - 1) * stride + reach;
const roundsUp = ({ round }: Attributes): boolean => round === "ceil";
const down = (travel: number, stride: number): number => Math.floor(travel / stride) + 1;
const up = (travel: number, stride: number): number => Math.ceil(travel / stride) + 1;

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
  inShape(depthwise, "forgets the multiplier", (call, right) => {
    const shape = right(call);
    return shape && [call.inputs[0]![0]!, ...shape.slice(1)];
  }),
  inShape(concat, "forgets the last branch", (call, right) => {
    const shape = right(call);
    return shape && [shape[0]! - call.inputs.at(-1)![0]!, ...shape.slice(1)];
  }),
  inShape(flatten, "forgets the channels", ({ inputs: [x] }) => [x!.slice(1).reduce((a, b) => a * b, 1)]),
  inShape(conv, "does not ask whether groups divide", (call) => {
    const own = call as unknown as ShapeCall<ConvolutionAttributes & { channels: number; groups: number }>;
    return convolutionShape(own, own.attributes, "conv");
  }),
  inShape(add, "takes any two shapes", ({ inputs }) => inputs[0]),
  inShape(concat, "takes branches of different sizes", ({ inputs }) => [
    inputs.reduce((sum, [channels]) => sum + channels!, 0),
    ...inputs[0]!.slice(1),
  ]),
  inKernel(conv, "padding before and after exchanged", ({ padBefore, padAfter }) => ({
    padBefore: padAfter,
    padAfter: padBefore,
  })),
  inKernel(conv, "dilation left out", ({ dilation }) => ({ dilation: dilation.map(() => 1) })),
  inKernel(depthwise, "strides of the other axis", ({ stride }) => ({ stride: reversed(stride) })),
  inKernel(maxpool, "a window of the other axis", ({ window }) => ({ window: reversed(window) })),
  inKernel(maxpool, "starts from zero", ({ reduction }) => ({ reduction: { ...reduction, seed: [constant(0)] } })),
  inKernel<Contraction>(conv, "forgets to flip", () => ({ flip: false })),
  asIfSaid(avgpool, "divides by the whole window", () => ({ over: "window" })),
  bug(
    "meaning of batchnorm",
    "forgets the epsilon",
    patch(batchnorm, "affine", (right) => (call) => right!({ ...call, attributes: { ...call.attributes, eps: 0 } })),
  ),
  resized(deconv, "forgets what is cut off", ({ n, stride, reach }) => (n - 1) * stride + reach),
  resized(
    deconv,
    "forgets the extra rows",
    ({ n, stride, reach, before, after }) => transposedRows(n, stride, reach) - before - after,
  ),
  resized(
    deconv,
    "a window without its holes",
    ({ n, k, stride, before, after }) => transposedRows(n, stride, k) - before - after,
  ),
  resized(deconv, "as many rows as strides", ({ n, stride }) => n * stride),
  inShape(deconv, "takes any output that is asked for", (call) => {
    const own = call as unknown as ShapeCall<TransposedAttributes>;
    return [own.attributes.channels, ...transposedSizes(own).output];
  }),
  inKernel(deconv, "padding before and after exchanged", ({ padBefore, padAfter }) => ({
    padBefore: padAfter,
    padAfter: padBefore,
  })),
  inKernel(deconv, "strides of the other axis", ({ stride }) => ({ stride: reversed(stride) })),
  inShape(deformconv, "takes offsets of any shape", (call) => {
    const own = call as unknown as ShapeCall<DeformableAttributes>;
    return convolutionShape(own, own.attributes, "deformconv");
  }),
  inKernel(deformconv, "strides of the other axis", ({ stride }) => ({ stride: reversed(stride) })),
  inKernel<Deformable>(deformconv, "groups and groups of offsets exchanged", ({ groups, offsetGroups }) => ({
    groups: offsetGroups,
    offsetGroups: groups,
  })),
  inShape(adaptiveavgpool, "extents of the other axis", ({ inputs: [x], attributes: { out } }) => [
    x![0]!,
    ...reversed(out as number[]),
  ]),
  inKernel<Adaptive>(adaptiveavgpool, "divides by the largest window", (work, call) =>
    work.family === "adaptive" ? { reduction: mean(mostElements(call as Called<{ out: readonly number[] }>)) } : {},
  ),
  inKernel(adaptivemaxpool, "starts from zero", ({ reduction }) => ({
    reduction: { ...reduction, seed: [constant(0)] },
  })),
  inShape(unpool, "gives the pool's extents, not its input's", ({ inputs: [x] }) => x),
  inShape(unpool, "takes windows that overlap", ({ inputs: [, pooled] }) => pooled),
  inKernel<Unpool>(unpool, "the pool's padding forgotten", ({ pool }) => ({
    pool: { ...pool, padBefore: pool.padBefore.map(() => 0) },
  })),
  asIfSaid(lppool, "another norm", ({ p }) => ({ p: (p as number) + 1 })),
  asIfSaid(gelu, "the approximation for what is approximated", () => ({ approximate: "tanh" })),
  asIfSaid(lrn, "the sum divided by the number of channels", ({ a, n }) => ({ a: (a as number) / (n as number) })),
  inKernel<Normalize>(groupnorm, "groups and channels of a group exchanged", ({ groups }, { inputs: [x] }) => ({
    groups: x![0]! / groups,
  })),
  inKernel<Normalize>(instancenorm, "all channels together", () => ({ groups: 1 })),
  inKernel<Normalize>(layernorm, "all positions for each, each for all", ({ positions }) => ({
    positions: positions === "apart" ? "together" : "apart",
  })),
  inKernel<Normalize>(layernorm, "the usual epsilon for what is said", () => ({ eps: 1e-5 })),
  inKernel<Elementwise>(prelu, "one slope for all channels", ({ parameters }) => ({
    parameters: parameters!.map((each) => ({ ...each, shared: true })),
  })),
];
