import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Shape } from "../../compiler/graph/graph.ts";
import { surfaceOperators } from "../../compiler/operators/index.ts";
import type { AnyOperator } from "../../compiler/operators/operator.ts";
import { Choices } from "../arbitrary/choices.ts";
import { probe } from "../arbitrary/probe.ts";
import { chainText, simplest } from "../arbitrary/stage.ts";
import { integers, seeded } from "../random.ts";
import { awkward, kindOf } from "./awkward.ts";

/** Values with so many spatial axes; 8 channels are as many blocks of 2x2x2 as any axes need. */
const shapes = (rank: number): Shape[] => [8, 3].map((channels) => [channels, ...[4, 6, 4].slice(0, rank)]);

/** Some use of the operator is right on a value with so many axes, of a few that the generator makes up. */
function takes(operator: AnyOperator, rank: number): boolean {
  const random = seeded(rank);
  const around = { items: [], parameters: [] };
  const tapes = Array.from({ length: 40 }, () => [...integers(random, 200, 127)].map((n) => n + 127));
  return shapes(rank).some((shape) =>
    tapes.some((tape) => {
      const value = { name: "x", shape };
      const use = simplest(operator, value, new Choices(tape), (letters) => `${letters}1`);
      return probe(chainText(use), [value], around) !== undefined;
    }),
  );
}

test("every operator is among the awkward layers, in each rank that it takes", () => {
  const there = new Set(awkward.map(kindOf));
  const taken = surfaceOperators.flatMap((operator) =>
    [0, 1, 2, 3].filter((rank) => takes(operator, rank)).map((rank) => `${operator.name}, rank ${rank}`),
  );
  expect(taken.length).toBeGreaterThan(3 * surfaceOperators.length);
  expect(taken.filter((kind) => !there.has(kind))).toEqual([]);
  const names = new Set(awkward.map(({ node }) => node.operator));
  expect(surfaceOperators.filter(({ name }) => !names.has(name))).toEqual([]);
});

/** Words for what kernels do and formulas are made of, some of which are operators' names too. */
const vocabulary = ["kernels/family.ts", "kernels/scalar.ts"].map((file) =>
  readFileSync(new URL(`../../compiler/${file}`, import.meta.url), "utf8"),
);

test("no law, oracle or generator knows an operator by its name", () => {
  const isWord = (name: string): boolean => vocabulary.some((text) => text.includes(`"${name}"`));
  const names = surfaceOperators.map(({ name }) => name).filter((name) => !isWord(name));
  const named = ["laws", "verify", "arbitrary", "fuzz"].flatMap((folder) => {
    const files = readdirSync(new URL(`../${folder}/`, import.meta.url), { recursive: true, encoding: "utf8" });
    return files
      .filter((file) => file.endsWith(".ts") && !file.endsWith(".spec.ts"))
      .flatMap((file) => {
        const text = readFileSync(new URL(`../${folder}/${file}`, import.meta.url), "utf8");
        return names.filter((name) => text.includes(`"${name}"`)).map((name) => `${folder}/${file}: ${name}`);
      });
  });
  expect(named).toEqual([]);
});
