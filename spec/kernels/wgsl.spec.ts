import fc from "fast-check";
import { expect, test } from "vitest";
import { type Code, comment, f32, wgsl } from "../../compiler/kernels/wgsl.ts";

test("insertions of several lines take the indent of their line", () => {
  const body = wgsl`
    a();
    b();
  `;
  expect(
    wgsl`
    fn f() {
      ${body}
    }
  `.text,
  ).toBe("fn f() {\n  a();\n  b();\n}");
});

test("a line vanishes with what it holds", () => {
  expect(
    wgsl`
    a();
    ${false}
    ${undefined}
    ${[]}
    b();
  `.text,
  ).toBe("a();\nb();");
});

test("what is neither code, a name nor an integer throws", () => {
  for (const wrong of ["a b", "x;", "", "1x", "é"]) expect(() => wgsl`${wrong}`).toThrow("not an identifier");
  for (const wrong of [0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60])
    expect(() => wgsl`${wrong}`).toThrow("not an integer");
});

test("f32 literals read back as the number", () => {
  fc.assert(
    fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const { text } = f32(value);
      expect(text).toMatch(/^-?\d+(\.\d+)?(e[+-]?\d+)?f$/);
      expect(Math.fround(Number(text.slice(0, -1)))).toBe(value);
    }),
  );
  // 3.4028235e38 is nearest to it, and beyond it.
  expect(f32(2 ** 128 - 2 ** 104).text).toBe("3.4028234663852886e+38f");
  for (const wrong of [Number.NaN, Number.POSITIVE_INFINITY, 1e39]) expect(() => f32(wrong)).toThrow("no f32 literal");
});

test("a comment stays on its line, whatever it says", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => !/[\n\r\u2028\u2029\u0085\v\f\0]/.test(comment(text).text)),
  );
  expect(comment("a\n*/ }").text).toBe("// a?*/ }");
});

test("code is opaque: it cannot be made out of a string by accident", () => {
  expect(() => wgsl`${{ text: "x" } as unknown as Code}`).toThrow();
});
