import { coordinate, product, quotient, remainder, sum } from "../kernels/index-map.ts";
import { integer } from "./attributes.ts";
import { groupsDivide } from "./groups.ts";
import { defineOperator } from "./operator.ts";

interface Attributes {
  readonly groups: number;
}

/**
 * Channel j of group i goes to j·groups + i, so that the next grouped convolution sees all groups (Zhang, Zhou, Lin and Sun
 * 2018, "ShuffleNet").
 */
export const shuffle = defineOperator<Attributes>({
  name: "shuffle",
  summary:
    "Deals the channels of several groups out in turns: the first of each group, then the second of each, and so on.",
  operands: 1,
  attributes: { groups: integer({ summary: "number of equal groups of channels", least: 1, positional: true }) },
  shape: (call) => {
    const [input] = call.inputs;
    return groupsDivide(call, call.attributes.groups, { input: input![0]! }) ? input : undefined;
  },
  reference: ({ x: [x], y, attributes: { groups } }) => {
    const each = x!.shape[0]! / groups;
    for (const place of y.positions())
      for (let group = 0; group < groups; group++)
        for (let j = 0; j < each; j++) y.set([j * groups + group, ...place], x!.at([group * each + j, ...place])!);
  },
  rounding: { kind: "selection" },
  kernel: ({ inputs: [input], attributes: { groups } }) => {
    const [channel, ...place] = input!.map((_, axis) => coordinate(axis));
    const from = sum(product(remainder(channel!, groups), input![0]! / groups), quotient(channel!, groups));
    return { family: "gather", axes: [from, ...place], fill: 0 };
  },
  examples: [{ cnn: "shuffle(2)", x: [1, 2, 3, 4, 5, 6], y: [1, 4, 2, 5, 3, 6] }],
});
