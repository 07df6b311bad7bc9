import { expect, test } from "vitest";
import { stripWgsl } from "../../compiler/emit/strip.ts";
import { example } from "./bundles.ts";

test.each([
  ["a line comment ends with its line", "a; // b\nc;", "a;\nc;"],
  ["a line comment ends at each of WGSL's line breaks", "a // b\u2028c", "a\u2028c"],
  ["a block comment separates words", "let/* b */x;", "let x;"],
  ["block comments nest, and keep their line breaks", "a /* b\n /* c */\n d */ e", "a\n\ne"],
  ["a line comment does not begin in a block comment", "/* // */ a", "a"],
  ["a block comment does not begin in a line comment", "// /*\na", "\na"],
  ["a block comment may be left open", "a /* b", "a"],
  ["a division and a product stay", "a / b * c */ d", "a/b*c*/d"],
  ["indentation goes", "{\n  a;\n\tb;  \n}", "{\na;\nb;\n}"],
  ["a space that separates nothing goes", "fn f(x : u32) -> u32 { return x + 1u; }", "fn f(x:u32)->u32{return x+1u;}"],
  ["operators stay apart", "a - -b; a & &b; array<vec2<f32> > = c; d = !e", "a- -b;a& &b;array<vec2<f32> > =c;d= !e"],
])("%s", (_, code, expected) => expect(stripWgsl(code)).toBe(expected));

test("a stripped kernel has its lines where the readable one has them", async () => {
  const { compiled } = await example("lenet5");
  for (const { wgsl } of compiled.program.kernels) {
    const dense = (text: string) => text.split("\n").map((line) => line.replace(/\/\/.*/, "").replaceAll(" ", ""));
    expect(dense(stripWgsl(wgsl))).toEqual(dense(wgsl));
  }
});
