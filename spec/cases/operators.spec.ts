import { expect, test } from "vitest";
import { surfaceOperators } from "../../compiler/operators/index.ts";
import type { Nested } from "../../compiler/operators/operator.ts";
import { compiled, run } from "../compiled.ts";
import { interpret } from "../interpreter.ts";

const flat = (value: Nested): number[] => (typeof value === "number" ? [value] : value.flatMap(flat));
const extents = (value: Nested): number[] => (typeof value === "number" ? [] : [value.length, ...extents(value[0]!)]);

const examples = surfaceOperators.flatMap((operator) => operator.examples.map((example) => ({ operator, example })));

/** Held to its last digit: 0.1587 stands for all that rounds to it. What has fewer than four decimals is exact. */
function expectShown(got: Iterable<number>, shown: readonly number[]): void {
  const [values, rounded] = [[...got], shown.map((value) => String(value).split(".")[1]?.length ?? 0)];
  expect(values.map((value, i) => (rounded[i] === 4 ? Number(value.toFixed(4)) : value))).toEqual(shown);
}

test("every operator has an example", () => {
  expect(surfaceOperators.filter(({ examples: own }) => own.length === 0)).toEqual([]);
});

test.each(examples.map(({ operator, example }) => [example.cnn, operator, example] as const))(
  "%s: its record's example, by the reference and on the GPU, fused and not",
  async (_, operator, { cnn, x, y, parameters = {} }) => {
    const text = `net Example(x: ${extents(x).join("x")}) {\n  y = x -> ${cnn}\n  return y\n}\n`;
    const weights = new Map(
      Object.entries(parameters).map(([role, values]) => [
        `${operator.name}1.${role}`,
        Float32Array.from(flat(values)),
      ]),
    );
    expectShown(interpret(compiled(text).graph, { x: flat(x) }, weights).get("y")!.values, flat(y));
    for (const fuse of [true, false]) {
      const result = await run(text, { x: Float32Array.from(flat(x)) }, weights, { fuse });
      expectShown(result.y!, flat(y));
    }
  },
);
