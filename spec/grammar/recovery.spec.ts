import { expect, test } from "vitest";
import { parse } from "../../grammar/parser.ts";

/** What is reported for the statements of a net, and which statements survive. */
function read(statements: string) {
  const text = `net A(x: 1x28x28) {\n${statements}\n}\n`;
  const { file, diagnostics } = parse({ name: "a.cnn", text });
  const [net] = file.items;
  return {
    codes: diagnostics.map((d) => d.code),
    at: diagnostics.map((d) => text.slice(d.primary.span.start, d.primary.span.end)),
    kept: net?.kind === "net" ? net.body.map((s) => ("name" in s ? s.name.text : s.kind)) : [],
  };
}

const items = (text: string) => {
  const { file, diagnostics } = parse({ name: "a.cnn", text });
  return { codes: diagnostics.map((d) => d.code), kept: file.items.map((i) => `${i.kind} ${i.name.text}`) };
};

test("several errors are found in one run, and good statements survive between bad ones", () => {
  const { codes, kept } = read(`
    a = x -> conv(6 5x5)
    b = = 3
    c = a -> relu
    d = c -> conv 6 5x5
    const k = [1, *, 3]
    e = d -> relu + c
    return e`);
  expect(codes).toEqual(["CNN0121", "CNN0120", "CNN0123", "CNN0120", "CNN0124"]);
  expect(kept).toEqual(["a", "b", "c", "d", "k", "e", "return"]);
});

test("a name stays known though its value cannot be read, so that it is not reported as unknown", () => {
  expect(read("y = f(: : 2) )\n z = \n return y, z").kept).toEqual(["y", "z", "return"]);
});

test("an unclosed parenthesis is reported where it opens and ends with its statement", () => {
  expect(read("a = x -> conv(6, 5x5 -> relu\n b = a -> tanh\n return b")).toEqual({
    codes: ["CNN0110"],
    at: ["("],
    kept: ["a", "b", "return"],
  });
});

test("a missing comma at a line's end is no unclosed parenthesis", () => {
  expect(read("a = x -> conv(6, 5x5\n  pad=2)\n return a").codes).toEqual(["CNN0121"]);
});

test("an unclosed net ends where the next one begins", () => {
  const { codes, kept } = items("net A(x: 3) {\n  return x\n\nnet B(x: 3) {\n  return x\n}\n");
  expect(codes).toEqual(["CNN0110"]);
  expect(kept).toEqual(["net A", "net B"]);
});

test("an unclosed list of inputs ends where the statements begin", () => {
  const { codes, kept } = items("net A(x: 3 {\n  return x\n}\nconst b = 1");
  expect(codes).toEqual(["CNN0110"]);
  expect(kept).toEqual(["net A", "const b"]);
});

test("a bracket of the wrong kind closes, one too many closes nothing", () => {
  expect(read("a = f([1, 2)\n c = g(3]\n b = x)\n return a").codes).toEqual(["CNN0110", "CNN0112", "CNN0111"]);
});

test("what is not an item is skipped up to the next one", () => {
  expect(items("network A(x: 3) { return x }\nconst b = 1")).toEqual({ codes: ["CNN0120"], kept: ["const b"] });
});

test("a net without inputs is still a net", () => {
  expect(items("net A { return 1 }")).toEqual({ codes: ["CNN0120"], kept: ["net A"] });
});

test("an arrow may be missing at the end of a line too", () => {
  expect(read("a = x -> relu\n  tanh -> relu\n return a")).toEqual({
    codes: ["CNN0122"],
    at: ["tanh"],
    kept: ["a", "return"],
  });
});

test("a dangling arrow does not swallow the next statement", () => {
  expect(read("a = x ->\n return a")).toMatchObject({ codes: ["CNN0120"], kept: ["a", "return"] });
  expect(read("a = x ->\n b = 3\n return a")).toMatchObject({ codes: ["CNN0120"], kept: ["a", "b", "return"] });
});

test("signs of other languages are read as what they mean here", () => {
  expect(read("a := x → conv(5X5, 3 x 3, pad: 2, “s”) |> f({top=1}, 2**3) # c\n return a")).toMatchObject({
    codes: Array(10).fill("CNN0106"),
    kept: ["a", "return"],
  });
});

test("characters outside the language are skipped, each run of them reported once", () => {
  expect(read("a = x -> relu;;;\n gr\u00f6\u00dfe = @@x\n return a")).toMatchObject({
    codes: ["CNN0101", "CNN0101", "CNN0101"],
    kept: ["a", "größe", "return"],
  });
});

test("an unclosed group or branch ends where another part of the same `if`, or a statement, begins", () => {
  expect(read("a = x -> (f -> g * 2\n b = a\n return b")).toMatchObject({
    codes: ["CNN0110", "CNN0135"],
    kept: ["a", "b", "return"],
  });
  expect(read("a = if k { x else { y }\n return a")).toMatchObject({ codes: ["CNN0110"], kept: ["a", "return"] });
  expect(read("  a = if k {\n    x\n  } else {\n    y\n  b = a\n  return b")).toMatchObject({
    codes: ["CNN0110"],
    kept: ["a", "b", "return"],
  });
});

test("an `if` that is used as a statement is one error, whatever stands in its branches", () => {
  const branches = "if k {\n  y = x -> f\n  z = y -> g(1 2)\n} else if m {\n  return x\n} else {\n  y = 3\n}\n";
  expect(read(`a = x\n${branches} return a`)).toEqual({ codes: ["CNN0132"], at: ["y ="], kept: ["a", "return"] });
  expect(read(`${branches} return x`)).toMatchObject({ codes: ["CNN0132"], kept: ["return"] });
  expect(read("a = x\n if k { a } else { x }\n return a")).toMatchObject({ codes: ["CNN0125"], kept: ["a", "return"] });
});

test("what is written for a part of an `if` elsewhere is read as what it means here", () => {
  expect(read("a = if p and not q or (r & s) { x } elif t === 3 { y } else { z }\n return a")).toMatchObject({
    codes: Array(6).fill("CNN0106"),
    kept: ["a", "return"],
  });
  expect(read("a = if p = 1 || (q = 2) { x } else { x -> f if r = 3 }\n return a").codes).toEqual([
    ...["CNN0134", "CNN0134", "CNN0134"],
  ]);
});

test("what does not belong in a condition is passed over up to the branch", () => {
  expect(read("a = if x -> f { x } else { y }\n return a")).toMatchObject({ codes: ["CNN0120"], at: ["->"] });
  expect(read("a = if p q(1, 2) { x } else { y }\n return a")).toMatchObject({ codes: ["CNN0120"], at: ["q"] });
  expect(read("a = if { x } else { y }\n return a").codes).toEqual(["CNN0120"]);
  expect(read("a = 1 + if p { x } else { y }\n return a")).toMatchObject({ codes: ["CNN0120"], at: ["if"] });
});

test("branches without braces are read as far as they go", () => {
  expect(read("a = if p x -> f else y\n b = if (p) x else if q { y } else z\n return a")).toEqual({
    codes: ["CNN0131", "CNN0131", "CNN0131", "CNN0131"],
    at: ["x -> f", "y", "x", "z"],
    kept: ["a", "b", "return"],
  });
});

test("a net or block inside another is kept beside it, if it is not the other that has not ended", () => {
  const inside = items("net A(x: 3) {\n  block r(x) {\n    return x\n  }\n  y = x\n  return r(y)\n}\nconst b = 1");
  expect(inside).toEqual({ codes: ["CNN0128"], kept: ["block r", "net A", "const b"] });
  expect(items("net A(x: 3) { net B(x: 3) { return x } return x }").codes).toEqual(["CNN0128"]);
  const unended = items("block r(x) {\n  return x\n\nblock s(x) {\n  return x\n}");
  expect(unended).toEqual({ codes: ["CNN0110"], kept: ["block r", "block s"] });
});

test("a semicolon elsewhere than before the parameters of a net is a comma, or nothing", () => {
  expect(items("net A(x: 3; N=1; M=2) { return f(x; N); }\nblock r(x; y) { return x }")).toEqual({
    codes: ["CNN0106", "CNN0106", "CNN0101", "CNN0106"],
    kept: ["net A", "block r"],
  });
});

test("parameters without what they need are kept", () => {
  expect(items("net A(x: 3; N, M: 2) { return x }").codes).toEqual(["CNN0129", "CNN0106"]);
  expect(items("block r { return x }")).toEqual({ codes: ["CNN0120"], kept: ["block r"] });
  expect(items("net A(x: bgr 3x4x4 normalize(mean=[1]) scale 2) { return x }").codes).toEqual(["CNN0120", "CNN0120"]);
});

test("after fifty errors the rest is left alone, and what was read before is kept", () => {
  const text = `const first = 1\nconst many = [${"1 ".repeat(200)}]`;
  const { file, diagnostics } = parse({ name: "a.cnn", text });
  expect(diagnostics).toHaveLength(51);
  expect(diagnostics.at(-1)?.code).toBe("CNN0190");
  expect(file.items.map((i) => i.name.text)).toEqual(["first"]);
});
