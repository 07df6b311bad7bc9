import { abs } from "./abs.ts";
import { adaptiveavgpool } from "./adaptiveavgpool.ts";
import { adaptivemaxpool } from "./adaptivemaxpool.ts";
import { add } from "./add.ts";
import { affine } from "./affine.ts";
import { avgpool } from "./avgpool.ts";
import { batchnorm } from "./batchnorm.ts";
import { clip } from "./clip.ts";
import { concat } from "./concat.ts";
import { conv } from "./conv.ts";
import { copy } from "./copy.ts";
import { crop } from "./crop.ts";
import { deconv } from "./deconv.ts";
import { deformconv } from "./deformconv.ts";
import { depthtospace } from "./depthtospace.ts";
import { depthwise } from "./depthwise.ts";
import { div } from "./div.ts";
import { dropout } from "./dropout.ts";
import { elu } from "./elu.ts";
import { exp } from "./exp.ts";
import { fc } from "./fc.ts";
import { flatten } from "./flatten.ts";
import { gelu } from "./gelu.ts";
import { globalavgpool } from "./globalavgpool.ts";
import { globallppool } from "./globallppool.ts";
import { globalmaxpool } from "./globalmaxpool.ts";
import { globalsumpool } from "./globalsumpool.ts";
import { groupnorm } from "./groupnorm.ts";
import { hardsigmoid } from "./hardsigmoid.ts";
import { hardswish } from "./hardswish.ts";
import { instancenorm } from "./instancenorm.ts";
import { layernorm } from "./layernorm.ts";
import { leakyrelu } from "./leakyrelu.ts";
import { log } from "./log.ts";
import { logsoftmax } from "./logsoftmax.ts";
import { lppool } from "./lppool.ts";
import { lrn } from "./lrn.ts";
import { max } from "./max.ts";
import { maxpool } from "./maxpool.ts";
import { min } from "./min.ts";
import { mish } from "./mish.ts";
import { mul } from "./mul.ts";
import { neg } from "./neg.ts";
import type { AnyOperator } from "./operator.ts";
import { pad } from "./pad.ts";
import { prelu } from "./prelu.ts";
import { reciprocal } from "./reciprocal.ts";
import { relu } from "./relu.ts";
import { relu6 } from "./relu6.ts";
import { reshape } from "./reshape.ts";
import { resize } from "./resize.ts";
import { rmsnorm } from "./rmsnorm.ts";
import { scale } from "./scale.ts";
import { selu } from "./selu.ts";
import { shuffle } from "./shuffle.ts";
import { sigmoid } from "./sigmoid.ts";
import { silu } from "./silu.ts";
import { slice } from "./slice.ts";
import { softmax } from "./softmax.ts";
import { softplus } from "./softplus.ts";
import { softsign } from "./softsign.ts";
import { spacetodepth } from "./spacetodepth.ts";
import { split } from "./split.ts";
import { sqrt } from "./sqrt.ts";
import { sub } from "./sub.ts";
import { subsample } from "./subsample.ts";
import { tanh } from "./tanh.ts";
import { tile } from "./tile.ts";
import { transpose } from "./transpose.ts";
import { unpool } from "./unpool.ts";

/** Every operator; a new one is a file and a line here. */
export const operators: readonly AnyOperator[] = [
  abs,
  adaptiveavgpool,
  adaptivemaxpool,
  add,
  affine,
  avgpool,
  batchnorm,
  clip,
  concat,
  conv,
  copy,
  crop,
  deconv,
  depthtospace,
  deformconv,
  depthwise,
  div,
  dropout,
  elu,
  exp,
  fc,
  flatten,
  gelu,
  globalavgpool,
  globallppool,
  globalmaxpool,
  globalsumpool,
  groupnorm,
  hardsigmoid,
  hardswish,
  instancenorm,
  layernorm,
  leakyrelu,
  log,
  logsoftmax,
  lppool,
  lrn,
  max,
  maxpool,
  min,
  mish,
  mul,
  neg,
  pad,
  prelu,
  reciprocal,
  relu,
  relu6,
  reshape,
  resize,
  rmsnorm,
  scale,
  selu,
  shuffle,
  sigmoid,
  silu,
  slice,
  softmax,
  softplus,
  softsign,
  spacetodepth,
  split,
  sqrt,
  sub,
  subsample,
  tanh,
  tile,
  transpose,
  unpool,
];

const byName = new Map(operators.map((operator) => [operator.name, operator]));

/** The operators that a `.cnn` can name. */
export const surfaceOperators = operators.filter(({ internal }) => !internal);

/** The operator that a `.cnn` calls by this name, or undefined. */
export const findOperator = (name: string): AnyOperator | undefined => surfaceOperators.find((o) => o.name === name);

/** The operator of a node that the checker has let through. */
export function operatorOf(node: { readonly operator: string }): AnyOperator {
  const operator = byName.get(node.operator);
  if (!operator) throw new Error(`internal: no operator ${node.operator}`);
  return operator;
}
