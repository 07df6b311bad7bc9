import { expect, test } from "vitest";
import { fences } from "./markdown.ts";
import { readPage } from "./update.ts";

const excerpts = fences(readPage("CONTRIBUTING.md")).flatMap(({ info, text, line }) => {
  const file = /^ts from (\S+)$/.exec(info)?.[1];
  return file ? [{ file, text, line }] : [];
});

test.each(excerpts)("CONTRIBUTING.md:$line is what stands in $file", ({ file, text }) => {
  expect(readPage(file)).toContain(text);
});

test("every kind of addition is shown", () => {
  expect(excerpts.length).toBeGreaterThanOrEqual(6);
});
