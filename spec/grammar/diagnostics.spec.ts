import { describe, expect, test } from "vitest";
import type { Declaration } from "../../grammar/diagnostic.ts";
import { diagnostics } from "../../grammar/diagnostics.ts";
import { parse } from "../../grammar/parser.ts";
import * as syntax from "../../grammar/syntax-diagnostics.ts";

const codesOf = (text: string) => parse({ name: "a.cnn", text }).diagnostics.map((d) => d.code);
const all: readonly Declaration<never>[] = Object.values(syntax);

test("every code is of one diagnostic", () => {
  const codes = diagnostics.map((d) => d.code);
  expect(new Set(codes).size).toBe(codes.length);
  expect(codes).toEqual(codes.toSorted());
});

describe("the example triggers its own code and no other", () => {
  test.each(all.filter((d) => d !== syntax.tooManyErrors).map((d) => [d.code, d.example]))("%s", (code, example) => {
    expect(codesOf(example)).toEqual([code]);
  });
});

test("the example of too many errors ends with its code", () => {
  expect(codesOf(syntax.tooManyErrors.example).at(-1)).toBe(syntax.tooManyErrors.code);
});

test.each(all.map((d) => [d.code, d.explanation]))(
  "the explanation of %s is for a reader: whole sentences",
  (_, text) => {
    expect(text).toMatch(/^[A-Z"`].*[.]$/s);
  },
);
