import { add } from "./add.ts";
import { affine } from "./affine.ts";
import { avgpool } from "./avgpool.ts";
import { batchnorm } from "./batchnorm.ts";
import { concat } from "./concat.ts";
import { conv } from "./conv.ts";
import { copy } from "./copy.ts";
import { depthwise } from "./depthwise.ts";
import { dropout } from "./dropout.ts";
import { fc } from "./fc.ts";
import { flatten } from "./flatten.ts";
import { globalavgpool } from "./globalavgpool.ts";
import { globalmaxpool } from "./globalmaxpool.ts";
import { leakyrelu } from "./leakyrelu.ts";
import { maxpool } from "./maxpool.ts";
import { mul } from "./mul.ts";
import type { AnyOperator } from "./operator.ts";
import { relu } from "./relu.ts";
import { scale } from "./scale.ts";
import { sigmoid } from "./sigmoid.ts";
import { softmax } from "./softmax.ts";
import { tanh } from "./tanh.ts";

/** Every operator; a new one is a file and a line here. */
export const operators: readonly AnyOperator[] = [
  add,
  affine,
  avgpool,
  batchnorm,
  concat,
  conv,
  copy,
  depthwise,
  dropout,
  fc,
  flatten,
  globalavgpool,
  globalmaxpool,
  leakyrelu,
  maxpool,
  mul,
  relu,
  scale,
  sigmoid,
  softmax,
  tanh,
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
