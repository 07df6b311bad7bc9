import fc from "fast-check";
import { expect, test } from "vitest";
import { elements, inputOperator } from "../../compiler/graph/graph.ts";
import { network } from "../arbitrary/network.ts";
import { compiled, run } from "../compiled.ts";
import { interpret } from "../interpreter.ts";
import { integers, seeded } from "../random.ts";
import { inexact } from "./exact.ts";
import { checked, layersOf } from "./layer.ts";

/** Parameters on which folding is exact: small dyadic numbers, and variances whose square root is 1. */
function exactWeights(text: string): Map<string, Float32Array> {
  const random = seeded(5);
  const { graph } = compiled(text, { fuse: false });
  return new Map(
    graph.parameters.map(({ name, shape, exactly }) => {
      const size = elements(shape);
      const values =
        exactly === undefined
          ? integers(random, size, 2).map((value) => value / 2)
          : new Float32Array(size).fill(exactly);
      return [name, values];
    }),
  );
}

const folds = `net Folds(x: 3x5x6) {
  a = x -> conv(4, 3x3, pad=1, bias=false) -> batchnorm -> relu
  b = a -> depthwise(3x3, pad=1) -> scale(bias=true)
  up = x -> deconv(6, 3x3, groups=3, pad=1, bias=false) -> batchnorm
  c = concat(a, b, up) -> batchnorm -> dropout -> flatten -> fc(5) -> batchnorm
  return c
}
`;

test("folding keeps the meaning: the passes' graph gives what the checked one gives, bit for bit on exact data", () => {
  const weights = exactWeights(folds);
  const x = integers(seeded(9), 90, 3);
  const [plain, folded] = [false, true].map(
    (fuse) => interpret(compiled(folds, { fuse }).graph, { x }, weights).get("c")!,
  );
  expect([...folded!.values]).toEqual([...plain!.values]);
  expect(compiled(folds).graph.nodes.map(({ name }) => name)).not.toContain("batchnorm1");
});

test("fused agrees with unfused on the device", async () => {
  const weights = exactWeights(folds);
  const x = integers(seeded(9), 90, 3);
  const [plain, folded] = await Promise.all([false, true].map((fuse) => run(folds, { x }, weights, { fuse })));
  expect([...folded!.c!]).toEqual([...plain!.c!]);
});

test("random networks mean the same before and after the passes, bit for bit", () => {
  fc.assert(
    fc.property(
      network().filter(({ text }) => layersOf(checked(text)).every((layer) => inexact(layer) === undefined)),
      ({ text }) => {
        const weights = exactWeights(text);
        const inputs = compiled(text, { fuse: false }).graph.nodes.filter(({ operator }) => operator === inputOperator);
        const random = seeded(3);
        const values = Object.fromEntries(
          inputs.map(({ name, shape }) => [name, integers(random, elements(shape), 3)]),
        );
        const [plain, fused] = [false, true].map((fuse) => {
          const { graph } = compiled(text, { fuse });
          return [...interpret(graph, values, weights).values()].map((grid) => [...grid.values]);
        });
        expect(fused).toEqual(plain);
      },
    ),
    { numRuns: 60, seed: 4 },
  );
});
