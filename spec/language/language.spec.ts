import { expect, test } from "vitest";
import { surfaceOperators } from "../../compiler/operators/index.ts";
import { diagnostics } from "../../grammar/diagnostics.ts";
import { diagnosticsOf, samples, shapeOf } from "../docs/networks.ts";
import { expectUpToDate, readPage } from "../docs/update.ts";
import { diagrams, grammarOf, languagePage } from "./generate.ts";

const path = "spec/language.md";

test("what is generated from the compiler is up to date", () => {
  expectUpToDate(path, languagePage(readPage(path)));
});

test("the railroad diagrams are those of the page's grammar", () => {
  for (const [name, svg] of diagrams(grammarOf(readPage(path)))) expectUpToDate(`spec/language/diagrams/${name}`, svg);
});

test("every operator and every diagnostic has its place", () => {
  const page = readPage(path);
  for (const { name } of surfaceOperators) expect(page).toContain(`\n### ${name}\n`);
  for (const { code } of diagnostics) expect(page).toContain(`\n#### ${code}\n`);
});

test.each(samples(readPage(path)).map((sample) => [`${path}:${sample.line}`, sample] as const))(
  "%s means what the page says",
  (_, sample) => {
    const found = [...new Set(diagnosticsOf(sample).map(({ code }) => code))];
    // Too many errors is a matter of there being others.
    if (sample.codes[0] === "CNN0190") expect(found).toContain("CNN0190");
    else expect(found).toEqual(sample.codes);
    if (sample.gives) expect(shapeOf(sample)).toBe(sample.gives);
  },
);
