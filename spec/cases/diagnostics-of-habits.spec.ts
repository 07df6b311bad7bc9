import { describe, expect, test } from "vitest";
import { compile } from "../../compiler/compile.ts";
import { renderAll } from "../../grammar/render.ts";
import { sourceOf } from "../compiled.ts";

const shown = (text: string): string =>
  `\n${renderAll(compile(sourceOf(text), { devices: [] }).diagnostics, sourceOf(text))}`;
const errors = (text: string): string[] =>
  compile(sourceOf(text), { devices: [] }).diagnostics.flatMap(({ severity, code }) =>
    severity === "error" ? [code] : [],
  );

/** What the person reads; and that the way out is one: the same text with the help followed is right. */
function reads(wrong: string, followed?: string): string {
  if (followed !== undefined) expect(errors(followed)).toEqual([]);
  return shown(wrong);
}

describe("habits of other languages", () => {
  test("an `if` as a stage", () => {
    expect(
      reads(
        `
      net A(x: 6x8x8; N=2) {
        return x -> conv(4, 3x3) -> if N > 1 { maxpool(2x2) } -> relu
      }
    `,
        `
      net A(x: 6x8x8; N=2) {
        return x -> conv(4, 3x3) -> maxpool(2x2) if N > 1 -> relu
      }
    `,
      ),
    ).toMatchInlineSnapshot(`
      "
      error[CNN0136]: \`if\` is no stage
        --> test.cnn:3:37
        3 |         return x -> conv(4, 3x3) -> if N > 1 { maxpool(2x2) } -> relu
          |                                     ^^^^^^^^
      help: write \`maxpool(2x2) if N > 1\`"
    `);
  });
  test("an `if` with stages in both branches", () => {
    expect(
      reads(
        `
      net A(x: 6x8x8; N=2) {
        return x -> if N > 1 { conv(4, 3x3) -> relu } else { conv(4, 1x1) }
      }
    `,
        `
      net A(x: 6x8x8; N=2) {
        return x -> (conv(4, 3x3) -> relu) if N > 1 -> conv(4, 1x1) if !(N > 1)
      }
    `,
      ),
    ).toMatchInlineSnapshot(`
      "
      error[CNN0136]: \`if\` is no stage
        --> test.cnn:3:21
        3 |         return x -> if N > 1 { conv(4, 3x3) -> relu } else { conv(4, 1x1) }
          |                     ^^^^^^^^
      help: write \`(conv(4, 3x3) -> relu) if N > 1 -> conv(4, 1x1) if !(N > 1)\`"
    `);
  });
  test("an `if` in a group, and `else if`", () => {
    expect(
      reads(`
      net A(x: 6x8x8; N=2) {
        return x -> (if N > 1 { relu } else if N == 1 { tanh } else { sigmoid } -> conv(4, 3x3)) * 2
      }
    `),
    ).toMatchInlineSnapshot(`
      "
      error[CNN0136]: \`if\` is no stage
        --> test.cnn:3:22
        3 |         return x -> (if N > 1 { relu } else if N == 1 { tanh } else { sigmoid } -> conv(4, 3x3)) * 2
          |                      ^^^^^^^^
      help: give each stage its condition: \`-> f if a -> g if b\`"
    `);
  });
  test("an `if` that gives names", () => {
    expect(
      reads(
        `
      net A(x: 6x8x8; N=2) {
        y = x
        if N > 1 {
          y = x -> relu
        }
        return y
      }
    `,
        `
      net A(x: 6x8x8; N=2) {
        y = if N > 1 { x -> relu } else { x }
        return y
      }
    `,
      ),
    ).toMatchInlineSnapshot(`
      "
      error[CNN0132]: expected a value in the branch but found a statement
        --> test.cnn:5:11
        5 |           y = x -> relu
          |           ^^^
      help: give the name to the \`if\`: \`y = if … { … } else { … }\`"
    `);
  });
  test("an `if` with a colon", () => {
    expect(
      reads(
        `
      net A(x: 6x8x8; N=2) {
        if N > 1:
          y = x -> relu
        else:
          y = x -> tanh
        return y
      }
    `,
        `
      net A(x: 6x8x8; N=2) {
        y = if N > 1 { x -> relu } else { x -> tanh }
        return y
      }
    `,
      ),
    ).toMatchInlineSnapshot(`
      "
      error[CNN0131]: expected braces around the branch
        --> test.cnn:3:17
        3 |         if N > 1:
          |                 ^
      help: an \`if\` is a value: \`y = if N > 1 { … } else { … }\`"
    `);
  });
  test("`a if c else b`", () => {
    expect(
      reads(
        `
      net A(x: 6x8x8; N=2) {
        y = x -> relu if N > 1 else x -> tanh
        return y -> conv(4, 3x3, stride=2 if N > 2 else 1)
      }
    `,
        `
      net A(x: 6x8x8; N=2) {
        y = if N > 1 { x -> relu } else { x -> tanh }
        return y -> conv(4, 3x3, stride=if N > 2 { 2 } else { 1 })
      }
    `,
      ),
    ).toMatchInlineSnapshot(`
      "
      error[CNN0131]: expected braces around the branch
        --> test.cnn:3:13
        3 |         y = x -> relu if N > 1 else x -> tanh
          |             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      help: write \`if N > 1 { x -> relu } else { x -> tanh }\`

      error[CNN0131]: expected braces around the branch
        --> test.cnn:4:41
        4 |         return y -> conv(4, 3x3, stride=2 if N > 2 else 1)
          |                                         ^^^^^^^^^^^^^^^^^
      help: write \`if N > 2 { 2 } else { 1 }\`"
    `);
  });
  test("`c ? a : b`", () => {
    expect(
      reads(
        `
      net A(x: 6x8x8; N=2) {
        return x -> conv(4, 3x3, stride=N > 1 ? 2 : 1)
      }
    `,
        `
      net A(x: 6x8x8; N=1) {
        return x -> conv(4, 3x3, stride=if N > 1 { 2 } else { 1 })
      }
    `,
      ),
    ).toMatchInlineSnapshot(`
      "
      error[CNN0131]: expected braces around the branch
        --> test.cnn:3:41
        3 |         return x -> conv(4, 3x3, stride=N > 1 ? 2 : 1)
          |                                         ^^^^^^^^^^^^^
      help: write \`if N > 1 { 2 } else { 1 }\`"
    `);
  });
  test("a loop over a range, in Python", () => {
    expect(
      reads(
        `
      net A(x: 6x8x8) {
        y = x
        for i in range(3):
          y = y -> conv(4 * 2^i, 3x3, pad=1) -> relu
        return y
      }
    `,
        `
      net A(x: 6x8x8) {
        y = x
          -> (conv(4 * 2^i, 3x3, pad=1) -> relu) * 3 as i
        return y
      }
    `,
      ),
    ).toMatchInlineSnapshot(`
      "
      error[CNN0137]: there are no loops: \`for\` repeats nothing here
        --> test.cnn:4:9
        4 |         for i in range(3):
          |         ^^^^^^^^^^^^^^^^^
      help: stages are repeated by \`-> (conv(4 * 2^i, 3x3, pad=1) -> relu) * 3 as i\`"
    `);
  });
  test("a loop with braces", () => {
    expect(
      reads(
        `
      net A(x: 6x8x8; N=3) {
        y = x
        for i in 0..N {
          y = y -> conv(4, 3x3, pad=1)
        }
        return y
      }
    `,
        `
      net A(x: 6x8x8; N=3) {
        y = x
          -> (conv(4, 3x3, pad=1)) * N
        return y
      }
    `,
      ),
    ).toMatchInlineSnapshot(`
      "
      error[CNN0137]: there are no loops: \`for\` repeats nothing here
        --> test.cnn:4:9
        4 |         for i in 0..N {
          |         ^^^^^^^^^^^^^
      help: stages are repeated by \`-> (conv(4, 3x3, pad=1)) * N\`"
    `);
  });
  test("a loop that counts, in C", () => {
    expect(
      reads(
        `
      net A(x: 6x8x8) {
        y = x
        for (let i = 0; i < 3; i++) { y = y -> conv(4, 3x3, pad=1) -> relu }
        return y
      }
    `,
        `
      net A(x: 6x8x8) {
        y = x
          -> (conv(4, 3x3, pad=1) -> relu) * 3
        return y
      }
    `,
      ),
    ).toMatchInlineSnapshot(`
      "
      error[CNN0137]: there are no loops: \`for\` repeats nothing here
        --> test.cnn:4:9
        4 |         for (let i = 0; i < 3; i++) { y = y -> conv(4, 3x3, pad=1) -> relu }
          |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^
      help: stages are repeated by \`-> (conv(4, 3x3, pad=1) -> relu) * 3\`"
    `);
  });
  test("a loop as a stage", () => {
    expect(
      reads(
        `
      net A(x: 6x8x8) {
        return x -> for i in range(3) { conv(4, 3x3, pad=1) -> relu } -> fc(10)
      }
    `,
        `
      net A(x: 6x8x8) {
        return x -> (conv(4, 3x3, pad=1) -> relu) * 3 -> fc(10)
      }
    `,
      ),
    ).toMatchInlineSnapshot(`
      "
      error[CNN0137]: there are no loops: \`for\` repeats nothing here
        --> test.cnn:3:21
        3 |         return x -> for i in range(3) { conv(4, 3x3, pad=1) -> relu } -> fc(10)
          |                     ^^^^^^^^^^^^^^^^^
      help: stages are repeated by \`-> (conv(4, 3x3, pad=1) -> relu) * 3\`"
    `);
  });
  test("a loop over a list", () => {
    expect(
      reads(`
      net A(x: 6x8x8) {
        for i, width in enumerate([8, 16]):
          y = x -> conv(width, 3x3)
        return y
      }
    `),
    ).toMatchInlineSnapshot(`
      "
      error[CNN0137]: there are no loops: \`for\` repeats nothing here
        --> test.cnn:3:9
        3 |         for i, width in enumerate([8, 16]):
          |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      help: stages are repeated by \`-> (…) * n\`"
    `);
  });
  test("`while`", () => {
    expect(
      reads(`
      net A(x: 6x8x8; N=2) {
        y = x
        while (N > 1) {
          y = y -> relu
        }
        return y
      }
    `),
    ).toMatchInlineSnapshot(`
      "
      error[CNN0137]: there are no loops: \`while\` repeats nothing here
        --> test.cnn:4:9
        4 |         while (N > 1) {
          |         ^^^^^^^^^^^^^
      help: stages are repeated by \`-> (relu) * n\`"
    `);
  });
  test("`repeat`", () => {
    expect(
      reads(
        `
      net A(x: 6x8x8) {
        return x -> repeat 3 { conv(4, 3x3, pad=1) } -> repeat(2, relu)
      }
    `,
        `
      net A(x: 6x8x8) {
        return x -> (conv(4, 3x3, pad=1)) * 3 -> (relu) * 2
      }
    `,
      ),
    ).toMatchInlineSnapshot(`
      "
      error[CNN0137]: there are no loops: \`repeat\` repeats nothing here
        --> test.cnn:3:21
        3 |         return x -> repeat 3 { conv(4, 3x3, pad=1) } -> repeat(2, relu)
          |                     ^^^^^^^^
      help: stages are repeated by \`-> (conv(4, 3x3, pad=1)) * 3\`"
    `);
  });
  test("how often before what", () => {
    expect(
      reads(
        `
      net A(x: 6x8x8) {
        return x -> 3 * (conv(4, 3x3, pad=1) -> relu)
      }
    `,
        `
      net A(x: 6x8x8) {
        return x -> (conv(4, 3x3, pad=1) -> relu) * 3
      }
    `,
      ),
    ).toMatchInlineSnapshot(`
      "
      error[CNN0120]: expected an operator after \`->\` but found \`3\`
        --> test.cnn:3:21
        3 |         return x -> 3 * (conv(4, 3x3, pad=1) -> relu)
          |                     ^
      help: how often stands behind what is repeated: \`(…) * 3\`"
    `);
  });
  test("a name that changes its value", () => {
    expect(
      reads(
        `
      net A(x: 6x8x8) {
        let y = x -> relu
        y += x
        return y
      }
    `,
        `
      net A(x: 6x8x8) {
        y = x -> relu
        y2 = y + x
        return y2
      }
    `,
      ),
    ).toMatchInlineSnapshot(`
      "
      error[CNN0120]: expected a name but found \`let\`
        --> test.cnn:3:9
        3 |         let y = x -> relu
          |         ^^^
      help: leave it out: \`y = …\`

      error[CNN0120]: expected \`=\` but found \`+=\`
        --> test.cnn:4:11
        4 |         y += x
          |           ^^
      help: a name stands for one value: give the result its own, \`y2 = y + …\`"
    `);
  });
  test("a tuple", () => {
    expect(
      reads(
        `
      net A(x: 6x8x8) {
        return x -> conv(4, (3, 5))
      }
    `,
        `
      net A(x: 6x8x8) {
        return x -> conv(4, [3, 5])
      }
    `,
      ),
    ).toMatchInlineSnapshot(`
      "
      error[CNN0120]: expected an operator, \`->\` or \`)\` but found \`,\`
        --> test.cnn:3:31
        3 |         return x -> conv(4, (3, 5))
          |                               ^
      help: a list stands in brackets: \`[1, 2]\`"
    `);
  });
  test("operators that are none here", () => {
    expect(
      reads(`
      net A(x: 6x8x8) {
        return x -> upsample(scale_factor=2) -> sequential(3) -> frobnicate
      }
    `),
    ).toMatchInlineSnapshot(`
      "
      error[CNN0202]: there is no operator called \`upsample\`
        --> test.cnn:3:21
        3 |         return x -> upsample(scale_factor=2) -> sequential(3) -> frobnicate
          |                     ^^^^^^^^
      help: here it is called \`resize\`: \`value -> resize(scale, mode=…, coordinates=…)\`

      error[CNN0202]: there is no operator called \`sequential\`
        --> test.cnn:3:49
        3 |         return x -> upsample(scale_factor=2) -> sequential(3) -> frobnicate
          |                                                 ^^^^^^^^^^
      help: stages follow each other by arrows: \`value -> conv(8, 3x3) -> relu\`

      error[CNN0202]: there is no operator called \`frobnicate\`
        --> test.cnn:3:66
        3 |         return x -> upsample(scale_factor=2) -> sequential(3) -> frobnicate
          |                                                                  ^^^^^^^^^^
      help: \`cnnc explain\` lists the operators"
    `);
  });
});
