import { expect, test } from "vitest";
import { type Diagnostic, diagnose } from "../../grammar/diagnostic.ts";
import { parse } from "../../grammar/parser.ts";
import { render, renderAll } from "../../grammar/render.ts";
import { unexpected } from "../../grammar/syntax-diagnostics.ts";

/** What somebody reads who wrote this as the statements of a net. */
function report(statements: string): string {
  const source = { name: "a.cnn", text: `net A(x: 1x28x28, y: 1x28x28) {\n${statements}\n}\n` };
  return renderAll(parse(source).diagnostics, source);
}

/** A diagnostic at `^…^` and `~…~` in a text, which are taken out. */
function marked(text: string): { diagnostic: Diagnostic; source: { name: string; text: string } } {
  const spans = { "^": [] as number[], "~": [] as number[] };
  let plain = "";
  for (const c of text) {
    if (c === "^" || c === "~") spans[c].push(plain.length);
    else plain += c;
  }
  const pairs = (at: number[]) =>
    Array.from({ length: at.length / 2 }, (_, i) => ({ start: at[2 * i]!, end: at[2 * i + 1]! }));
  const also = pairs(spans["~"]).map((span, i) => ({ span, text: `other ${i + 1}` }));
  const where = { at: pairs(spans["^"])[0]!, label: "here", also };
  return {
    diagnostic: diagnose(unexpected, { expected: "this", found: "that" }, where),
    source: { name: "a.cnn", text: plain },
  };
}

test("a missing comma", () => {
  expect(report("  return x -> conv(6 5x5)")).toMatchInlineSnapshot(`
    "error[CNN0121]: expected a comma between \`6\` and \`5x5\`
      --> a.cnn:2:21
      2 |   return x -> conv(6 5x5)
        |                     ^ a comma goes here"
  `);
});

test("arguments without parentheses", () => {
  expect(report("  return x -> conv 6 5x5 -> relu")).toMatchInlineSnapshot(`
    "error[CNN0123]: expected parentheses around the arguments of \`conv\`
      --> a.cnn:2:20
      2 |   return x -> conv 6 5x5 -> relu
        |                    ^^^^^
    help: write \`conv(6, 5x5)\`"
  `);
});

test("a missing arrow on one line, and on two", () => {
  expect(report("  return x -> conv(6, 5x5) relu")).toMatchInlineSnapshot(`
    "error[CNN0122]: expected \`->\` before \`relu\`
      --> a.cnn:2:28
      2 |   return x -> conv(6, 5x5) relu
        |                            ^^^^
    help: write \`-> relu\`"
  `);
  expect(report("  a = x\n    conv(6, 5x5) -> relu\n  return a")).toMatchInlineSnapshot(`
    "error[CNN0122]: expected \`->\` before \`conv\`
      --> a.cnn:3:5
      3 |     conv(6, 5x5) -> relu
        |     ^^^^
    help: write \`-> conv\`, or begin a new statement: \`y = conv …\`"
  `);
});

test("a sum after a chain", () => {
  expect(report("  return x -> conv(1, 3x3, pad=1) + y")).toMatchInlineSnapshot(`
    "error[CNN0124]: \`+\` after a chain needs parentheses around the chain
      --> a.cnn:2:35
      2 |   return x -> conv(1, 3x3, pad=1) + y
        |                                   ^
        |          ------------------------ the chain
    help: write \`(x -> conv(1, 3x3, pad=1)) + y\`"
  `);
  expect(report("  a = x\n    -> conv(1, 3x3, pad=1)\n    -> relu + y\n  return a")).toMatchInlineSnapshot(`
    "error[CNN0124]: \`+\` after a chain needs parentheses around the chain
      --> a.cnn:4:13
      2 |   a = x
        |       - the chain begins here
    ...
      4 |     -> relu + y
        |             ^
    help: write \`(x -> conv(1, 3x3, pad=1) -> relu) + y\`"
  `);
});

test("a repetition without parentheses", () => {
  expect(report("  return x -> conv(1, 3x3, pad=1) * 3")).toMatchInlineSnapshot(`
    "error[CNN0135]: expected parentheses around what is repeated, \`conv(1, 3x3, pad=1)\`
      --> a.cnn:2:35
      2 |   return x -> conv(1, 3x3, pad=1) * 3
        |                                   ^
        |               ------------------- repeated
    help: to repeat it, write \`(conv(1, 3x3, pad=1)) * 3\`"
  `);
});

test("two comparisons in a row", () => {
  expect(report("  return x -> relu if 0 < N <= 3")).toMatchInlineSnapshot(`
    "error[CNN0133]: \`<=\` cannot follow another comparison
      --> a.cnn:2:29
      2 |   return x -> relu if 0 < N <= 3
        |                             ^^
        |                         - the first comparison
    help: write \`0 < N && N <= 3\`"
  `);
});

test("an `if` that lacks parts", () => {
  expect(
    report("  a = if N > 1 {\n    x\n  }\n  b = if N = 1 x -> relu else { x }\n  return a, b"),
  ).toMatchInlineSnapshot(`
    "error[CNN0130]: expected \`else\` and a second branch
      --> a.cnn:4:4
      2 |   a = if N > 1 {
        |       -- the \`if\`
    ...
      4 |   }
        |    ^
    help: write \`else { … }\` with the value that is meant otherwise

    error[CNN0134]: expected \`==\` but found \`=\`
      --> a.cnn:5:12
      5 |   b = if N = 1 x -> relu else { x }
        |            ^
    help: write \`==\`

    error[CNN0131]: expected braces around the branch
      --> a.cnn:5:16
      5 |   b = if N = 1 x -> relu else { x }
        |                ^^^^^^^^^
    help: write \`{ x -> relu }\`"
  `);
});

test("an `if` that is used as a statement", () => {
  expect(report("  if N > 1 {\n    z = x -> relu\n  } else {\n    z = x\n  }\n  return z")).toMatchInlineSnapshot(`
    "error[CNN0132]: expected a value in the branch but found a statement
      --> a.cnn:3:5
      3 |     z = x -> relu
        |     ^^^
    help: give the name to the \`if\`: \`z = if … { … } else { … }\`"
  `);
});

test("a block inside a net, and what only a net may have", () => {
  expect(
    report('  block r(x) {\n    weights "r.safetensors"\n    return x\n  }\n  return r(x)'),
  ).toMatchInlineSnapshot(`
    "error[CNN0128]: the block \`r\` stands inside \`A\`
      --> a.cnn:2:3
      1 | net A(x: 1x28x28, y: 1x28x28) {
        |     - around it
      2 |   block r(x) {
        |   ^^^^^^^
    help: put it before or behind \`A\`, not inside

    error[CNN0127]: the block \`r\` cannot name a weights file
      --> a.cnn:3:5
      3 |     weights "r.safetensors"
        |     ^^^^^^^^^^^^^^^^^^^^^^^
    help: name the file in the net"
  `);
});

test("an arrow that an editor made", () => {
  expect(report("  return x → relu")).toMatchInlineSnapshot(`
    "error[CNN0106]: expected \`->\` but found \`→\`
      --> a.cnn:2:12
      2 |   return x → relu
        |            ^
    help: the arrow is typed as \`-\` and \`>\`"
  `);
});

test("an unclosed parenthesis", () => {
  expect(report("  a = x -> conv(6, 5x5 -> relu\n  return a")).toMatchInlineSnapshot(`
    "error[CNN0110]: expected \`)\` to close \`(\`
      --> a.cnn:2:16
      2 |   a = x -> conv(6, 5x5 -> relu
        |                ^ never closed"
  `);
});

test("an unclosed brace", () => {
  const source = { name: "a.cnn", text: "net A(x: 3) {\n  return x -> relu\n" };
  expect(renderAll(parse(source).diagnostics, source)).toMatchInlineSnapshot(`
    "error[CNN0110]: expected \`}\` to close \`{\`
      --> a.cnn:1:13
      1 | net A(x: 3) {
        |             ^ never closed"
  `);
});

test("a record that is not closed", () => {
  expect(report("  return x -> conv(6, 5x5, pad={top: 1)")).toMatchInlineSnapshot(`
    "error[CNN0110]: expected \`}\` to close \`{\`
      --> a.cnn:2:32
      2 |   return x -> conv(6, 5x5, pad={top: 1)
        |                                       - \`)\` comes first
        |                                ^ never closed"
  `);
});

test("a dangling arrow", () => {
  expect(report("  a = x ->\n  return a")).toMatchInlineSnapshot(`
    "error[CNN0120]: expected an operator after \`->\` but found \`return\`
      --> a.cnn:2:11
      2 |   a = x ->
        |           ^"
  `);
});

test("a value that goes nowhere", () => {
  expect(report("  x -> conv(6, 5x5) -> relu")).toMatchInlineSnapshot(`
    "error[CNN0125]: expected \`return\` or a name for this value
      --> a.cnn:2:3
      2 |   x -> conv(6, 5x5) -> relu
        |   ^^^^^^^^^^^^^^^^^^^^^^^^^
    help: to make it the result of the net, write \`return\` before it"
  `);
});

test("signs from elsewhere", () => {
  expect(report("  # by hand\n  return x -> conv(6, 5 x 5, pad: 2);")).toMatchInlineSnapshot(`
    "error[CNN0106]: expected \`//\` but found \`#\`
      --> a.cnn:2:3
      2 |   # by hand
        |   ^
    help: a comment begins with \`//\` and ends with its line

    error[CNN0106]: expected \`5x5\` but found \`5 x 5\`
      --> a.cnn:3:23
      3 |   return x -> conv(6, 5 x 5, pad: 2);
        |                       ^^^^^
    help: a size is written without spaces

    error[CNN0106]: expected \`=\` but found \`:\`
      --> a.cnn:3:33
      3 |   return x -> conv(6, 5 x 5, pad: 2);
        |                                 ^
    help: an argument gets its name with \`=\`

    error[CNN0101]: unexpected character \`;\`
      --> a.cnn:3:37
      3 |   return x -> conv(6, 5 x 5, pad: 2);
        |                                     ^
    help: statements need no \`;\`: remove it"
  `);
});

test("something else than a net", () => {
  const source = { name: "a.cnn", text: "model A(x: 3) {\n  return x\n}\n" };
  expect(renderAll(parse(source).diagnostics, source)).toMatchInlineSnapshot(`
    "error[CNN0120]: expected \`net\`, \`block\` or \`const\` but found \`model\`
      --> a.cnn:1:1
      1 | model A(x: 3) {
        | ^^^^^
    help: a net is written \`net Name(input: 1x28x28) { … }\`"
  `);
});

test("lines with labels come in order, with a mark where lines are left out", () => {
  const { diagnostic, source } = marked("one ~two~\nthree\n\n^four^ five\nsix ~seven~ eight");
  expect(render(diagnostic, source)).toMatchInlineSnapshot(`
    "error[CNN0120]: expected this but found that
      --> a.cnn:4:1
      1 | one two
        |     --- other 1
    ...
      4 | four five
        | ^^^^ here
      5 | six seven eight
        |     ----- other 2"
  `);
});

test("labels on one line get a row each", () => {
  const { diagnostic, source } = marked("~one~ two ^three^ ~four~");
  expect(render(diagnostic, source)).toMatchInlineSnapshot(`
    "error[CNN0120]: expected this but found that
      --> a.cnn:1:9
      1 | one two three four
        |               ---- other 2
        |         ^^^^^ here
        | --- other 1"
  `);
});

test("a span over several lines is underlined on its first, an empty one with one mark", () => {
  const { diagnostic, source } = marked("a ~b\nc~ d^^\n");
  expect(render(diagnostic, source)).toMatchInlineSnapshot(`
    "error[CNN0120]: expected this but found that
      --> a.cnn:2:4
      1 | a b
        |   - other 1
      2 | c d
        |    ^ here"
  `);
});

test("tabs, wide, combining and control characters keep the marks below what they mark", () => {
  const { diagnostic, source } = marked("\t日本 e\u0301 \u0007\u202e ^this^ 😀 ~that~");
  expect(render(diagnostic, source)).toMatchInlineSnapshot(`
    "error[CNN0120]: expected this but found that
      --> a.cnn:1:11
      1 |   日本 é \\u{0007}\\u{202E} this 😀 that
        |                                   ---- other 1
        |                           ^^^^ here"
  `);
});

test("of a long line the marked part is shown", () => {
  const { diagnostic, source } = marked(`${"a, ".repeat(400)}^b^${", c".repeat(400)}`);
  expect(render(diagnostic, source)).toMatchInlineSnapshot(`
    "error[CNN0120]: expected this but found that
      --> a.cnn:1:1201
      1 | …a, a, a, a, a, a, a, a, b, c, c, c, c, c, c, c, c, c, c, c, c, c, c, c, …
        |                          ^ here"
  `);
});

test("a long marked part is cut on its right", () => {
  const { diagnostic, source } = marked(`x = ^${"a -> ".repeat(100)}b^`);
  const lines = render(diagnostic, source).split("\n");
  expect(Math.max(...lines.map((l) => l.length))).toBeLessThan(140);
});

test("nothing in a file name or a message reaches the terminal as a control character", () => {
  const source = { name: "\u001b[2J.cnn", text: "const \u0007" };
  const diagnostic = diagnose(
    unexpected,
    { expected: "\u001b[31m", found: "\u202e\n" },
    { at: { start: 6, end: 7 }, label: "\u0000", help: "\u009b" },
  );
  expect(render(diagnostic, source)).toMatch(/^(?:\n|[^\p{Cc}\p{Cf}])*$/u);
});

test("colours are put around words and change nothing else", () => {
  const { diagnostic, source } = marked("one ^two^ ~three~");
  const colored = render(diagnostic, source, { color: true });
  expect(colored).toContain("\u001b[1;31merror[CNN0120]\u001b[0m");
  expect(
    colored
      .split("\u001b")
      .map((part, i) => (i === 0 ? part : part.replace(/^\[[\d;]*m/, "")))
      .join(""),
  ).toBe(render(diagnostic, source));
});

test("an offset past the end of the text is shown at its end", () => {
  const diagnostic = diagnose(unexpected, { expected: "this", found: "that" }, { at: { start: 99, end: 120 } });
  expect(render(diagnostic, { name: "a.cnn", text: "net" })).toMatchInlineSnapshot(`
    "error[CNN0120]: expected this but found that
      --> a.cnn:1:4
      1 | net
        |    ^"
  `);
});
