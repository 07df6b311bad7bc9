import fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "../../grammar/parser.ts";
import { renderAll } from "../../grammar/render.ts";

const size = 1_000_000;
const fill = (part: string): string => part.repeat(Math.ceil(size / part.length));
const inNet = (value: string): string => `net A(x: 1) {\n a = ${value}\n return a\n}\n`;

const texts: Record<string, string> = {
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
  "errors at the bottom of deep calls": inNet("f(".repeat(60) + fill("= 1 ") + ")".repeat(60)),
};

test.each(Object.keys(texts))("a megabyte of %s gives an answer in good time", (name) => {
  const source = { name: "a.cnn", text: texts[name]! };
  const begin = performance.now();
  const { diagnostics } = parse(source);
  // Two seconds are wanted; twice that leaves room for a busy machine.
  expect(performance.now() - begin).toBeLessThan(4000);
  expect(diagnostics.length).toBeLessThanOrEqual(51);
  expect(renderAll(diagnostics, source).length).toBeLessThan(100_000);
});

test("a megabyte of good text has no errors", () => {
  const text = fill("net A(x: 1x8x8) {\n  y = x -> conv(6, 5x5, pad=2) -> relu\n  return y + 1\n}\n");
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
  ...'net |const |weights |return |A|x|(|)|[|]|{|}|,|:|=|->|+|-|*|/|^|1|5x5|"s"|\n|// c\n|→|×|;|"|#|\\|\0|1.|é|x: 3|a = |net A(x: 3) {\n'.split(
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
    { numRuns: 3000 },
  );
});
