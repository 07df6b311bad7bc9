import { expect, test } from "vitest";
import type { Expression, File, Name, Net, StageLike, Statement, StringLiteral } from "../../grammar/ast.ts";
import { makeLexer } from "../../grammar/lexer.ts";
import { CnnParser, parse } from "../../grammar/parser.ts";

/** The tree of a text that must be right. */
function tree(text: string): File {
  const { file, diagnostics } = parse({ name: "a.cnn", text });
  expect(diagnostics).toEqual([]);
  return file;
}

const net = (text: string): Net => {
  const [item] = tree(text).items;
  if (item?.kind !== "net") throw new Error("expected a net");
  return item;
};
const body = (text: string): readonly Statement[] => net(`net A(x: 3) { ${text} }`).body;

/** An expression with every grouping shown. */
function grouped(e: Expression): string {
  switch (e.kind) {
    case "number":
      return String(e.value);
    case "name":
      return e.text;
    case "unary":
      return `(${e.operator}${grouped(e.operand)})`;
    case "binary":
      return `(${grouped(e.left)} ${e.operator} ${grouped(e.right)})`;
    case "chain":
      return `[${[grouped(e.source), ...e.stages.map(groupedStage)].join(" -> ")}]`;
    case "if":
      return `{if ${grouped(e.condition)} ${grouped(e.then)} ${grouped(e.otherwise)}}`;
    default:
      return e.kind;
  }
}
function groupedStage(s: StageLike): string {
  const condition = s.condition ? ` if ${grouped(s.condition)}` : "";
  if (s.kind === "stage") return `${s.operator.text}${s.label ? ` as ${nameOf(s.label)}` : ""}${condition}`;
  const rounds = s.times ? ` * ${grouped(s.times)}` : "";
  return `<${s.stages.map(groupedStage).join(" -> ")}>${rounds}${s.index ? ` as ${s.index.text}` : ""}${condition}`;
}
const nameOf = (label: Name | StringLiteral): string => ("kind" in label ? `"${label.value}"` : label.text);

function value(text: string): Expression {
  const [item] = tree(`const a = ${text}`).items;
  if (item?.kind !== "const") throw new Error("expected a constant");
  return item.value;
}

test("the grammar and the lexer pass chevrotain's own validations, which a run skips", () => {
  expect(() => makeLexer(true)).not.toThrow();
  expect(() => new CnnParser(true)).not.toThrow();
});

test("a net has its inputs and statements in order", () => {
  const { name, inputs, body } = net(`
    net LeNet5(image: 1x28x28, hint: 10) {
      weights "lenet5.safetensors"
      const k = [[0, -1], [1, 0.5]]
      digit = image -> conv(6, 5x5, pad=2) -> tanh
      return digit, hint
    }`);
  expect(name.text).toBe("LeNet5");
  expect(inputs.map((i) => [i.name.text, i.shape.kind])).toEqual([
    ["image", "size"],
    ["hint", "number"],
  ]);
  expect(body.map((s) => s.kind)).toEqual(["weights", "const", "binding", "return"]);
});

test("powers bind tighter than minus and group to the right, the others to the left", () => {
  expect(grouped(value("-2^2"))).toBe("(-(2 ^ 2))");
  expect(grouped(value("2^3^2"))).toBe("(2 ^ (3 ^ 2))");
  expect(grouped(value("2^-3^2"))).toBe("(2 ^ (-(3 ^ 2)))");
  expect(grouped(value("1 - 2 - 3"))).toBe("((1 - 2) - 3)");
  expect(grouped(value("a + b * -c / d"))).toBe("(a + ((b * (-c)) / d))");
  expect(grouped(value("--a"))).toBe("(-(-a))");
});

test("a sum before an arrow is the source of the chain", () => {
  expect(grouped(value("main + skip -> relu -> tanh"))).toBe("[(main + skip) -> relu -> tanh]");
  expect(grouped(value("(x -> f) + y -> g"))).toBe("[([x -> f] + y) -> g]");
});

test("comparisons bind looser than sums, `&&` looser than they, `||` loosest", () => {
  expect(grouped(value("a + 1 < b && !c == d || e >= -2"))).toBe("((((a + 1) < b) && ((!c) == d)) || (e >= (-2)))");
  expect(grouped(value("!a && b || c != d && e"))).toBe("(((!a) && b) || ((c != d) && e))");
  expect(grouped(value("(a < b) == (c > d) -> f"))).toBe("[((a < b) == (c > d)) -> f]");
});

test("an `if` is a value, and `else if` an `if` in it", () => {
  expect(grouped(value("if a < 2 { x -> f } else if b { y } else { z + 1 }"))).toBe(
    "{if (a < 2) [x -> f] {if b y (z + 1)}}",
  );
  expect(grouped(value("if a { x } else { y } -> f"))).toBe("[{if a x y} -> f]");
  expect(grouped(value("(if a { x } else { y }) + 1"))).toBe("({if a x y} + 1)");
  expect(grouped(value("if a { if b { x } else { y } } else { if c { x } else { y } }"))).toBe(
    "{if a {if b x y} {if c x y}}",
  );
});

test("a parenthesis after an arrow is a group of stages, which `*` repeats", () => {
  expect(grouped(value("x -> (f -> g) * 3 -> h"))).toBe("[x -> <f -> g> * 3 -> h]");
  expect(grouped(value("x -> ((f) * 2^i -> g) * (M - 1) as i"))).toBe("[x -> <<f> * (2 ^ i) -> g> * (M - 1) as i]");
  expect(grouped(value("x -> (f(y)) * n(2) as j if a && b -> g"))).toBe("[x -> <f> * call as j if (a && b) -> g]");
});

test("a stage has a label and a condition, which ends at the next arrow", () => {
  expect(grouped(value('x -> f(1) as a -> g as "b.0" if i < M - 1 -> h if c'))).toBe(
    '[x -> f as a -> g as "b.0" if (i < (M - 1)) -> h if c]',
  );
  expect(value("concat(a, b) as merged")).toMatchObject({ kind: "call", label: { text: "merged" } });
});

test("a block has parameters, with and without defaults", () => {
  const [item] = tree("block r(x, width, stride=1 + 1,) { y = x -> f(width) return y }").items;
  expect(item).toMatchObject({ kind: "block", name: { text: "r" }, body: [{ kind: "binding" }, { kind: "return" }] });
  expect(item?.kind === "block" && item.parameters.map((p) => [p.name.text, p.default?.kind])).toEqual([
    ["x", undefined],
    ["width", undefined],
    ["stride", "binary"],
  ]);
});

test("the parameters of a net follow a semicolon", () => {
  const { inputs, parameters } = net("net P(x: 3x32x32, y: 10; N=2, M=N * 2,) { return x }");
  expect(inputs.map((i) => i.name.text)).toEqual(["x", "y"]);
  expect(parameters.map((p) => [p.name.text, p.default?.kind])).toEqual([
    ["N", "number"],
    ["M", "binary"],
  ]);
  expect(net("net P(; N=2) { return N }").inputs).toEqual([]);
});

test("an input may say what picture it is and how its values are scaled", () => {
  const { inputs } = net(
    "net A(a: rgb 3x8x8 scale 1/255 normalize(mean=[0.5], std=[1]), b: gray 1x8x8, c: 3 scale k) {}",
  );
  expect(inputs.map((i) => [i.mode?.text, i.scale?.kind, i.normalize?.arguments.length])).toEqual([
    ["rgb", "binary", 2],
    ["gray", undefined, undefined],
    [undefined, "name", undefined],
  ]);
});

test("a statement ends where the next one begins, on the same line or not", () => {
  expect(body("a = x -> f b = a\n+ x return a, b").map((s) => s.kind)).toEqual(["binding", "binding", "return"]);
});

test("keywords are names wherever a name can stand", () => {
  const statements = body(`
    weights = x -> net(const=return, weights=1) -> weights -> return
    return = x -> const
    net = weights + return
    const const = net
    return (return) -> return, const`);
  expect(statements.map((s) => s.kind)).toEqual(["binding", "binding", "binding", "const", "return"]);
  expect(body("return x,\n net\n return (x)").map((s) => s.kind)).toEqual(["return", "return"]);
  expect(net("net net(weights: 3) { return weights }").inputs[0]?.name.text).toBe("weights");
});

test("the words of blocks, conditions and labels are names wherever a name can stand", () => {
  const statements = body(`
    if = x -> if(if, as=1) if if < 3 -> as as as -> scale -> block
    else = if if { else } else { if - 1 }
    as = (x) -> (if if else -> normalize) * as as if
    block = if(3) -> else as else
    scale = !if && -as == else
    return if, {if: 1, else: as}`);
  expect(statements.map((s) => ("name" in s ? s.name.text : s.kind))).toEqual([
    ...["if", "else", "as", "block", "scale", "return"],
  ]);
  expect(
    net("net if(scale: 3, rgb: rgb 3x4x4 scale scale, normalize: 2; if=3, as=else) { return if }").inputs,
  ).toHaveLength(3);
  expect(
    tree("block block(if, else, as) { return if } const if = 3 net net(net: 3) { return net }").items,
  ).toHaveLength(3);
});

test("a trailing comma is allowed in arguments, inputs, lists and records", () => {
  expect(net("net A(x: 3, y: 4,) { return f(x, y,), [1, 2,], {a: 1,} }").inputs).toHaveLength(2);
});

test("a size is two or more whole numbers joined by x, a number may have a point and an exponent", () => {
  expect(value("1x28x28")).toMatchObject({ kind: "size", dims: [1, 28, 28] });
  expect(value("1e-5")).toMatchObject({ kind: "number", value: 1e-5 });
  expect(value("0.25E+2")).toMatchObject({ kind: "number", value: 25 });
});

test("a string may hold quotes, backslashes, line breaks and any other character", () => {
  expect(value('"a\\"b\\\\n\\n// é 日"')).toMatchObject({ kind: "string", value: 'a"b\\n\n// é 日' });
});

test("comments are kept apart, with whether something stands before them", () => {
  const { comments } = tree("// one\nconst a = 1 // two\n  //\n");
  expect(comments.map((c) => [c.text, c.trailing])).toEqual([
    ["one", false],
    ["two", true],
    ["", false],
  ]);
});

test("a byte order mark and Windows line ends are blanks", () => {
  expect(tree("\ufeffconst a = 1\r\n// c\r\nconst b = 2\r\n").items).toHaveLength(2);
});

test("every node's span is the text it was read from, with its parentheses", () => {
  const text = `net A(image: 1x8x8) {
  weights "a.safetensors"
  y = (image + image) -> conv(6, 3x3, pad={top: 1}) -> add(other=-2^k) // c
  return y, [1, f(2)]
}`;
  const found: string[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) node.forEach(visit);
    else if (node && typeof node === "object") {
      if ("span" in node && !("items" in node && "comments" in node)) {
        const { start, end } = node.span as { start: number; end: number };
        found.push(text.slice(start, end).replace(/\s+/g, " "));
      }
      Object.values(node).forEach(visit);
    }
  };
  visit(tree(text).items[0]);
  expect(found.slice(1)).toMatchInlineSnapshot(`
    [
      "A",
      "image: 1x8x8",
      "image",
      "1x8x8",
      "weights "a.safetensors"",
      ""a.safetensors"",
      "y = (image + image) -> conv(6, 3x3, pad={top: 1}) -> add(other=-2^k)",
      "y",
      "(image + image) -> conv(6, 3x3, pad={top: 1}) -> add(other=-2^k)",
      "(image + image)",
      "image",
      "image",
      "conv(6, 3x3, pad={top: 1})",
      "conv",
      "6",
      "6",
      "3x3",
      "3x3",
      "pad={top: 1}",
      "pad",
      "{top: 1}",
      "top",
      "1",
      "add(other=-2^k)",
      "add",
      "other=-2^k",
      "other",
      "-2^k",
      "2^k",
      "2",
      "k",
      "return y, [1, f(2)]",
      "y",
      "[1, f(2)]",
      "1",
      "f(2)",
      "f",
      "2",
      "2",
    ]
  `);
});
