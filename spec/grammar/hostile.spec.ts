import fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "../../grammar/parser.ts";
import { renderAll } from "../../grammar/render.ts";

const megabyte = 1_000_000;
const filler =
  (size: number) =>
  (part: string): string =>
    part.repeat(Math.ceil(size / part.length));
const inNet = (value: string): string => `net A(x: 1) {\n a = ${value}\n return a\n}\n`;

const texts = (fill: (part: string) => string): Record<string, string> => ({
  "opening parentheses": fill("("),
  "closing parentheses": fill(")"),
  "opening braces": fill("{"),
  "empty parentheses": fill("()"),
  NULs: fill("\0"),
  "spaced at signs": fill("@ "),
  quotes: fill('"'),
  "escaped quotes": fill('"\\'),
  "one long string": `"${fill("x")}`,
  "single quotes": fill("'"),
  "one long number": fill("1"),
  "one long size": fill("1x"),
  "a spaced size": fill("1 x "),
  "open block comments": fill("/*"),
  "hash comments": fill("#\n"),
  "lone surrogates": fill("\ud800"),
  emoji: fill("😀"),
  "accented letters": fill("é"),
  names: fill("a\n"),
  "net and net": fill("net "),
  "nets that never open": fill("net A(\n"),
  "return and return": inNet(fill("return ")),
  "minus signs": inNet(fill("-")),
  "a tower of powers": inNet(`1${fill("^1")}`),
  "a sum": inNet(`1${fill("+1")}`),
  "a chain": inNet(`a${fill("->b")}`),
  "sums after chains": inNet(`a${fill("->b+c")}`),
  "broken statements": inNet(fill("a = = 3\n")),
  "unbalanced statements": inNet(fill("a = ) ")),
  commas: inNet(`f(${fill(",")})`),
  arrows: inNet(fill("→ ")),
  "records in lists": inNet(fill("f(a: [1 2] {x=1} ")),
  "if and if": inNet(fill("if ")),
  "if and else": inNet(fill("if a else ")),
  "as and as": inNet(`a -> f ${fill("as ")} if {}`),
  "a row of else if": inNet(`if a { b }${fill(" else if a { b }")} else { c }`),
  "ifs that never end": inNet(fill("if a {\n")),
  "branches without braces": inNet(fill("if a b else c -> ")),
  "comparisons in a row": inNet(`a${fill(" < a")}`),
  "conditions of stages": inNet(`a${fill(" -> f if b")}`),
  "groups of stages": inNet(`a${fill(" -> (f -> g) * 2 as i")}`),
  "opening groups": inNet(`a -> ${fill("(")}`),
  "repetitions without groups": inNet(`a -> f${fill(" * 2")}`),
  "loops of other languages": inNet(fill("for i in ")),
  "loops with bodies": inNet(fill("\n  for i in n { a -> b }")),
  "ifs as stages": inNet(`a${fill(" -> if a { b }")}`),
  "ifs as stages that never end": inNet(`a${fill(" -> if a {")}`),
  "values if and else": inNet(fill("a if b else c ")),
  "question marks": inNet(fill("a ? ")),
  "questions and answers": inNet(fill("a ? b : c ")),
  semicolons: fill(";"),
  "semicolons in a head": `net A(${fill("x: 3;")})`,
  "blocks that never open": fill(" block a(\n"),
  "blocks inside blocks": fill("block a(x) { "),
  "blocks inside bodies": inNet(fill("\n  block a(x) { return x }")),
  "long lines of blocks": inNet(fill("block a(x) { return x } ")),
  "words for signs": inNet(`if a ${fill("and not ")} { a } else { b }`),
  "errors at the bottom of deep calls": inNet("f(".repeat(60) + fill("= 1 ") + ")".repeat(60)),
});

function answers(text: string, milliseconds: number): void {
  const source = { name: "a.cnn", text };
  const begin = process.cpuUsage();
  const { diagnostics } = parse(source);
  // Of the processor's time: others may want it too.
  const { user, system } = process.cpuUsage(begin);
  expect((user + system) / 1000).toBeLessThan(milliseconds);
  expect(diagnostics.length).toBeLessThanOrEqual(51);
  expect(renderAll(diagnostics, source).length).toBeLessThan(100_000);
}

// Two seconds are wanted for a megabyte; twice that leaves room for a busy machine. What takes longer than in proportion to
// the length already shows in a fifth of it.
const longest = ["names", "a chain", "broken statements", "hash comments", "blocks inside bodies"];
const large = texts(filler(megabyte));
test.each(longest)("a megabyte of %s gives an answer in good time", (name) => answers(large[name]!, 4000));

test.each(Object.entries(texts(filler(megabyte / 5))))("200 kB of %s give an answer in good time", (_, text) =>
  answers(text, 800),
);

test("a megabyte of good text has no errors", () => {
  const text = filler(megabyte)("net A(x: 1x8x8) {\n  y = x -> conv(6, 5x5, pad=2) -> relu\n  return y + 1\n}\n");
  expect(parse({ name: "a.cnn", text }).diagnostics).toEqual([]);
});

test.each([
  ["parentheses", "(", ")"],
  ["lists", "[", "]"],
  ["calls", "f(", ")"],
  ["records", "{a: ", "}"],
])("10,000 nested %s are one diagnostic", (_, open, close) => {
  const text = `const a = ${open.repeat(10_000)}1${close.repeat(10_000)}`;
  expect(parse({ name: "a.cnn", text }).diagnostics.map((d) => d.code)).toEqual(["CNN0113"]);
});

test("nesting up to the limit is read", () => {
  const text = `const a = ${"f(".repeat(64)}1${")".repeat(64)}`;
  expect(parse({ name: "a.cnn", text }).diagnostics).toEqual([]);
});

/** Pieces that a grammar reacts to, in any order: closer to its edges than characters at random. */
const pieces = fc.constantFrom(
  ...'net |const |block |weights |return |if |else |as |elif |and |A|x|(|)|[|]|{|}|,|:|=|->|+|-|*|/|^|1|5x5|"s"|;|==|<|!|&&|if a { |} else { |-> (|) * 2|block r(x) {\n|\n|// c\n|→|×|;|"|#|\\|\0|1.|é|x: 3|a = |net A(x: 3) {\n'.split(
    "|",
  ),
);

test("no text makes the parser throw, and every span lies in the text", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary", maxLength: 60 }),
    fc.array(pieces, { maxLength: 60 }).map((list) => list.join("")),
    fc.array(pieces, { maxLength: 60 }).map((list) => list.join(" ")),
  );
  fc.assert(
    fc.property(text, (text) => {
      const source = { name: "a.cnn", text };
      const { diagnostics, file } = parse(source);
      const inside = ({ start, end }: { start: number; end: number }) =>
        0 <= start && start <= end && end <= text.length;
      for (const d of diagnostics) for (const { span } of [d.primary, ...d.secondary]) expect(span).toSatisfy(inside);
      JSON.stringify(file, (key, value) => {
        if (key === "span") expect(value).toSatisfy(inside);
        return value;
      });
      expect(renderAll(diagnostics, source)).toMatch(/^(?:\n|[^\p{Cc}\p{Cf}\p{Cs}])*$/u);
    }),
    { numRuns: 2500 },
  );
});
