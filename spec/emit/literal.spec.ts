import { deepStrictEqual, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { expect, test } from "vitest";
import { comment, type Data, key, literal, member, quote, template, terse } from "../../compiler/emit/literal.ts";

const evaluate = (expression: string): unknown => new Function(`"use strict"; return (${expression});`)();

/** Any UTF-16, lone surrogates too, with what is special somewhere. */
const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc
    .array(fc.constantFrom("`", "${", "\\", '"', "*/", "//", "\r\n", "\u2028", "\ud800", "\u202e", "</script>", "a"))
    .map((all) => all.join("")),
  fc.constantFrom("__proto__", "constructor", "toString", "class", "1", "-1", "", "a-b"),
);
const number = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(-0, 0.1, 1e300, 2 ** 53));
const { data } = fc.letrec<{ data: Data }>((tie) => ({
  data: fc.oneof(
    { depthSize: "small" },
    text,
    number,
    fc.boolean(),
    fc.array(tie("data")),
    fc.array(number),
    fc.array(fc.tuple(text, tie("data"))).map((entries) => Object.fromEntries(entries)),
  ),
}));

test("a literal evaluates to its data, at any width", () => {
  fc.assert(
    fc.property(data, fc.integer({ min: 1, max: 200 }), (data, width) => {
      deepStrictEqual(evaluate(literal(data, width)), data);
      deepStrictEqual(evaluate(terse(data)), data);
    }),
  );
});

test("what is no number of a program is refused", () => {
  expect(() => literal([Number.NaN])).toThrow(RangeError);
});

test("a template literal holds its text", () => {
  fc.assert(fc.property(text, (text) => strictEqual(evaluate(template(text)), text)));
});

test("a property's name is an own property, whatever it is", () => {
  fc.assert(
    fc.property(text, (name) => {
      const made = evaluate(`{ ${key(name)}: 1 }`) as object;
      deepStrictEqual(Object.entries(made), [[name, 1]]);
      strictEqual(Object.getPrototypeOf(made), Object.prototype);
      strictEqual(evaluate(`((object) => ${member("object", name)})({ ${key(name)}: 7 })`), 7);
    }),
  );
});

test("nothing that hides or turns text stays in a string or a comment", () => {
  const hidden = "a\u202e\u2066\u200b\u0007b";
  for (const print of [quote, comment]) expect(print(hidden)).toMatch(/^[ -~]*$/);
});

test("a comment ends where it should", () => {
  fc.assert(fc.property(text, (text) => strictEqual(evaluate(`/** ${comment(text)} */ 1 // ${comment(text)}\n`), 1)));
});
