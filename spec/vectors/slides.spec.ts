import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { counts } from "./counts.ts";
import { learning } from "./learning.ts";
import { properties } from "./properties.ts";
import { sizes } from "./sizes.ts";
import { here, slides, type Told, type Vector } from "./slides.ts";
import { windows } from "./windows.ts";

/** Every number of the lecture slides, and what they say of all inputs, through the compiler on the GPU. */
const told: readonly Told[] = [...windows, ...sizes, ...counts, ...learning];

const about = (each: Told, { id, kind }: Vector): boolean => each.of.includes(id) || each.of.includes(kind);

describe.runIf(here)("the slides' numbers", () => {
  const tests = told.flatMap((each) =>
    slides.vectors.filter((vector) => about(each, vector)).map((vector) => ({ ...each, vector })),
  );
  test.each(tests.map((each) => [each.vector.id, each.says, each] as const))("%s: %s", (_, __, { check, vector }) =>
    check(vector),
  );

  test("what a slide does not print, or prints otherwise, is explained in the language's reference", () => {
    const page = readFileSync(new URL("../language.md", import.meta.url), "utf8");
    const [errata] = page.split("\n## Errata of the slides\n")[1]!.split("\n## ");
    const odd = slides.vectors.filter(({ status }) => status !== "ok");
    expect(odd.filter(({ id }) => !errata!.includes(`\`${id}\``)).map(({ id }) => id)).toEqual([]);
  });

  test("each is in a test, and each test has one", () => {
    expect(slides.vectors.filter((v) => !told.some((each) => about(each, v))).map(({ id }) => id)).toEqual([]);
    const words = told.flatMap(({ of }) => of);
    expect(words.filter((word) => !slides.vectors.some(({ id, kind }) => word === id || word === kind))).toEqual([]);
  });
});

describe.runIf(here)("what the slides say of all inputs", () => {
  test.each(slides.properties.map((property) => [property] as const))("%s", async (property) => {
    const found = properties.filter(({ begins }) => property.startsWith(begins));
    expect(found).toHaveLength(1);
    await found[0]!.check();
  });

  test("each test has one", () => {
    const idle = properties.filter(({ begins }) => !slides.properties.some((property) => property.startsWith(begins)));
    expect(idle).toEqual([]);
  });
});
