import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { IToken } from "chevrotain";
import { expect, test } from "vitest";
import type { Diagnostic } from "../../grammar/diagnostic.ts";
import { lex } from "../../grammar/lexer.ts";
import { CnnParser, parse } from "../../grammar/parser.ts";
import { Reports } from "../../grammar/reports.ts";
import { Identifier, Numeral, Size, Text } from "../../grammar/tokens.ts";
import { samples } from "../docs/networks.ts";
import { readPage } from "../docs/update.ts";
import { seeded } from "../random.ts";
import { derives, type Rule, sentence } from "./ebnf.ts";
import { grammarOf } from "./generate.ts";

const page = readPage("spec/language.md");
const grammar = grammarOf(page);

/** Everything inside a rule, itself included. */
const within = (rule: Rule): Rule[] => {
  const parts = "parts" in rule ? rule.parts : "of" in rule ? [rule.of] : [];
  return [rule, ...parts.flatMap(within)];
};
const all = [...grammar.values()].flatMap(within);

test("every production is used", () => {
  const used = new Set(["file", ...all.flatMap((rule) => (rule.kind === "name" ? [rule.name] : []))]);
  expect([...used].sort()).toEqual([...grammar.keys(), "name", "number", "size", "string"].sort());
});

test("no word that the parser knows is missing", () => {
  const words = new Set(all.flatMap((rule) => (rule.kind === "text" ? [rule.text] : [])));
  const labels = JSON.stringify(new CnnParser(false).getSerializedGastProductions()).matchAll(/"label":"`([^"]*)`"/g);
  const known = [...labels].flatMap(([, label]) => label!.split(" "));
  expect([...new Set(known)].filter((word) => !words.has(word))).toEqual([]);
});

test("what the grammar makes, the parser reads", () => {
  const random = seeded(20);
  const one =
    (...items: string[]) =>
    (next: () => number) =>
      items[Math.floor(next() * items.length)]!;
  const terminals = {
    name: one("x", "y", "conv", "relu", "i", "width"),
    number: one("0", "3", "0.5", "1e-5"),
    size: one("3x3", "1x28x28"),
    string: one('"a"', '"b.c"'),
  };
  for (let n = 0; n < 400; n++) {
    const text = sentence(grammar, "file", random, terminals);
    expect(syntaxErrors(text), text).toEqual([]);
  }
});

/** What the parser says, less that of two weights files, which is no matter of the grammar. */
const syntaxErrors = (text: string): Diagnostic[] =>
  parse({ name: "", text }).diagnostics.filter(({ code }) => code !== "CNN0126");

const examples = join(import.meta.dirname, "../../examples");
const files = readdirSync(examples, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".cnn"));
const texts = [
  ...files.map((path) => [path, readFileSync(join(examples, path), "utf8")] as const),
  ...samples(page).map(({ line, source }) => [`language.md:${line}`, source.text] as const),
].filter(([, text]) => parse({ name: "", text }).diagnostics.length === 0);

test.each(texts)("%s can be derived", (_, text) => {
  const tokens = lex({ name: "", text }, new Reports()).tokens;
  const types = new Map(tokens.map((token) => [token.image, token.tokenType]));
  const is = (type: IToken["tokenType"]) => (word: string) => types.get(word) === type;
  const terminals = { name: is(Identifier), number: is(Numeral), size: is(Size), string: is(Text) };
  expect(
    derives(
      grammar,
      "file",
      tokens.map(({ image }) => image),
      terminals,
    ),
  ).toBe(true);
});

test("what the grammar does not make is not derived", () => {
  const terminals = {
    name: (word: string) => /^[a-z]+$/.test(word),
    number: () => false,
    size: () => false,
    string: () => false,
  };
  expect(derives(grammar, "expression", ["x", "->", "relu"], terminals)).toBe(true);
  expect(derives(grammar, "expression", ["x", "->", "relu", "+", "x"], terminals)).toBe(false);
});
