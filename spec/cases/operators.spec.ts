import { expect, test } from "vitest";
import { surfaceOperators } from "../../compiler/operators/index.ts";
import { compiled, run } from "../compiled.ts";
import { interpret } from "../interpreter.ts";
import { asShown, exampleNetwork } from "./operator-examples.ts";

const examples = surfaceOperators.flatMap((operator) => operator.examples.map((example) => ({ operator, example })));

test("every operator has an example", () => {
  expect(surfaceOperators.filter(({ examples: own }) => own.length === 0)).toEqual([]);
});

test.each(examples.map(({ operator, example }) => [example.cnn, operator, example] as const))(
  "%s: its record's example, by the reference and on the GPU, fused and not",
  async (_, operator, example) => {
    const { text, x, y, shape, weights } = exampleNetwork(operator, example);
    const meant = interpret(compiled(text).graph, { x }, weights).get("y")!;
    expect([meant.shape, asShown(meant.values, y)]).toEqual([shape, y]);
    for (const fuse of [true, false]) {
      const result = await run(text, { x }, weights, { fuse });
      expect(asShown(result.y!, y)).toEqual(y);
    }
  },
);
