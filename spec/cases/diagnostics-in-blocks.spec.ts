import { describe, expect, test } from "vitest";
import { compile } from "../../compiler/compile.ts";
import { renderAll } from "../../grammar/render.ts";
import { sourceOf } from "../compiled.ts";

const shown = (text: string): string =>
  `\n${renderAll(compile(sourceOf(text), { devices: [] }).diagnostics, sourceOf(text))}`;

describe("inside blocks and rounds a diagnostic says", () => {
  test("the use of a block, which other uses are not to blame for", () => {
    expect(
      shown(`
      net A(x: 64x56x56) {
        return x -> residual(64) -> residual(128, stride=2) -> fc(10)
      }

      block residual(x, width, stride=1) {
        main = x -> conv(width, 3x3, stride=stride, pad=1) -> relu -> conv(width, 3x3, pad=1)
        return main + x -> relu
      }
    `),
    ).toMatchInlineSnapshot(`
      "
      error[CNN0306]: cannot join 128x28x28 and 64x56x56
        --> test.cnn:8:21
        3 |         return x -> residual(64) -> residual(128, stride=2) -> fc(10)
          |                                     -------- in this use of \`residual\`
      ...
        8 |         return main + x -> relu
          |                       - 64x56x56
          |                     ^
          |                ---- 128x28x28
      help: \`conv(128, 1x1, stride=2)\` makes 128x28x28 of 64x56x56"
    `);
  });
  test("blocks inside each other, the innermost three", () => {
    expect(
      shown(`
      net A(x: 4x8x8) {
        return x -> four(2)
      }
      block four(x, n) { return x -> three(n) }
      block three(x, n) { return x -> two(n) }
      block two(x, n) { return x -> one(n) }
      block one(x, n) { return x -> conv(4, 3x3, groups=n + 1) }
    `),
    ).toMatchInlineSnapshot(`
      "
      error[CNN0305]: 3 groups do not divide 4 input channels
        --> test.cnn:8:50
        5 |       block four(x, n) { return x -> three(n) }
          |                                      ----- in this use of \`three\`
        6 |       block three(x, n) { return x -> two(n) }
          |                                       --- in this use of \`two\`
        7 |       block two(x, n) { return x -> one(n) }
          |                                     --- in this use of \`one\`
        8 |       block one(x, n) { return x -> conv(4, 3x3, groups=n + 1) }
          |                                                  ^^^^^^^^^^^^ 4/3 = 1.33
          |                                - 4 channels
      help: 4 channels can be split into 1, 2 or 4 groups"
    `);
  });
  test("a round, by the name of its index", () => {
    expect(
      shown(`
      net A(x: 1x36x36) {
        return x -> (conv(8, 3x3) -> relu -> maxpool(2x2)) * 4 as i -> fc(10)
      }
    `),
    ).toMatchInlineSnapshot(`
      "
      warning[CNN0302]: 1 row and 1 column of the input never reach the output
        --> test.cnn:3:46
        3 |         return x -> (conv(8, 3x3) -> relu -> maxpool(2x2)) * 4 as i -> fc(10)
          |                                              ^^^^^^^ (15 − 2)/2 + 1 = 7.5
      note: in round i = 1; the same once more
      help: an input of 16x16 fits: it gives 8x8

      error[CNN0303]: the window 3x3 is larger than its padded input 2x2
        --> test.cnn:3:30
        3 |         return x -> (conv(8, 3x3) -> relu -> maxpool(2x2)) * 4 as i -> fc(10)
          |                              ^^^ (2 − 3)/1 + 1 = 0
      note: in round i = 3
      help: a window of at most 2x2, or more padding, fits"
    `);
  });
  test("rounds inside each other, without names", () => {
    expect(
      shown(`
      net A(x: 1x36x36) {
        return x -> ((conv(8, 3x3) -> relu) * 2 -> maxpool(2x2)) * 4 -> fc(10)
      }
    `),
    ).toMatchInlineSnapshot(`
      "
      error[CNN0303]: the window 3x3 is larger than its padded input 1x1
        --> test.cnn:3:31
        3 |         return x -> ((conv(8, 3x3) -> relu) * 2 -> maxpool(2x2)) * 4 -> fc(10)
          |                               ^^^ (1 − 3)/1 + 1 = -1
      note: in round 4 of 4, in it round 1 of 2
      help: a window of at most 1x1, or more padding, fits"
    `);
  });
  test("a round in a block in a round", () => {
    expect(
      shown(`
      net A(x: 1x36x36) {
        return x -> (unit(4 * (i + 1))) * 3 as i
      }
      block unit(x, width) {
        return x -> (conv(width, 5x5) -> maxpool(2x2)) * 2 as j
      }
    `),
    ).toMatchInlineSnapshot(`
      "
      error[CNN0303]: the window 5x5 is larger than its padded input 1x1
        --> test.cnn:6:34
        3 |         return x -> (unit(4 * (i + 1))) * 3 as i
          |                      ---- in this use of \`unit\`
      ...
        6 |         return x -> (conv(width, 5x5) -> maxpool(2x2)) * 2 as j
          |                                  ^^^ (1 − 5)/1 + 1 = -3
      note: in round i = 1, in it round j = 1
      help: a window of at most 1x1, or more padding, fits"
    `);
  });
  test("the same warning in several uses once", () => {
    expect(
      shown(`
      net A(x: 1x28x28) {
        a = x -> unit
        b = x -> unit
        return a + b -> (unit) * 2
      }
      block unit(x) {
        return x -> conv(4, 3x3, stride=2)
      }
    `),
    ).toMatchInlineSnapshot(`
      "
      warning[CNN0302]: 1 row and 1 column of the input never reach the output
        --> test.cnn:8:21
        3 |         a = x -> unit
          |                  ---- in this use of \`unit\`
      ...
        8 |         return x -> conv(4, 3x3, stride=2)
          |                     ^^^^ (28 − 3)/2 + 1 = 13.5
      note: the same 2 times more
      help: an input of 29x29 fits: it gives 14x14"
    `);
  });
  test("what a block is given, where it is used", () => {
    expect(
      shown(`
      net A(x: 1x28x28) {
        return x -> unit(3, 0)
      }
      block unit(x, width, step) {
        return x -> conv(width, 3x3, stride=step)
      }
    `),
    ).toMatchInlineSnapshot(`
      "
      error[CNN0206]: \`stride\` must be a size such as \`3x3\`, \`3\` or \`[3, 5]\`, one extent of at least 1 for each spatial axis, but is the number 0
        --> test.cnn:6:45
        3 |         return x -> unit(3, 0)
          |                     ---- in this use of \`unit\`
      ...
        6 |         return x -> conv(width, 3x3, stride=step)
          |                                             ^^^^"
    `);
  });
  test("no use where the block is wrong by itself", () => {
    expect(
      shown(`
      net A(x: 1x28x28) {
        return x -> (unit -> unit) * 2
      }
      block unit(x) {
        return x -> conv(4, 3x3, strid=1) -> rellu
      }
    `),
    ).toMatchInlineSnapshot(`
      "
      error[CNN0204]: \`conv\` has no attribute called \`strid\`
        --> test.cnn:6:34
        6 |         return x -> conv(4, 3x3, strid=1) -> rellu
          |                                  ^^^^^
      help: did you mean \`stride\`?

      error[CNN0202]: there is no operator called \`rellu\`
        --> test.cnn:6:46
        6 |         return x -> conv(4, 3x3, strid=1) -> rellu
          |                                              ^^^^^
      help: did you mean \`relu\`?"
    `);
  });
  test("a standard block by its own line", () => {
    expect(
      shown(`
      net A(x: 6x8x8) {
        return x -> unit(3)
      }
      block unit(x, groups) {
        return x -> (bottleneck(4, groups=groups)) * 2
      }
    `),
    ).toMatchInlineSnapshot(`
      "
      error[CNN0305]: 3 groups do not divide 4 input channels
        --> test.cnn:6:22
        3 |         return x -> unit(3)
          |                     ---- in this use of \`unit\`
      ...
        6 |         return x -> (bottleneck(4, groups=groups)) * 2
          |                      ^^^^^^^^^^ 4/3 = 1.33
      note: in round 1 of 2; in the standard block \`bottleneck\`, at \`-> conv(width, 3x3, stride=stride, pad=1, groups=groups, bias=false) -> batchnorm -> relu\`; \`relu\`: 4 channels
      help: 4 channels can be split into 1, 2 or 4 groups"
    `);
  });
  test("a standard block that joins its input", () => {
    expect(
      shown(`
      net A(x: 8x4) {
        return x -> squeeze_excite(4)
      }
    `),
    ).toMatchInlineSnapshot(`
      "
      error[CNN0214]: a value of shape 8x4 has no height
        --> test.cnn:3:21
        3 |         return x -> squeeze_excite(4)
          |                     ^^^^^^^^^^^^^^
      note: in the standard block \`squeeze_excite\`, at \`return x -> mul(gate -> reshape([channels(x), 1, 1]) -> tile([height(x), width(x)]))\`"
    `);
  });
  test("a standard block that lacks what it needs", () => {
    expect(
      shown(`
      net A(x: 8x4x4) {
        return x -> inception(1, 2) -> fire(1, 2, 3, 4)
      }
    `),
    ).toMatchInlineSnapshot(`
      "
      error[CNN0205]: \`inception\` needs \`three\`, \`reduce5\`, \`five\` and \`pooled\`
        --> test.cnn:3:21
        3 |         return x -> inception(1, 2) -> fire(1, 2, 3, 4)
          |                     ^^^^^^^^^
      help: it takes \`x\`, \`one\`, \`reduce3\`, \`three\`, \`reduce5\`, \`five\`, \`pooled\`

      error[CNN0207]: \`fire\` takes at most 3 arguments by position
        --> test.cnn:3:54
        3 |         return x -> inception(1, 2) -> fire(1, 2, 3, 4)
          |                                                      ^
      help: it takes \`x\`, \`squeeze\`, \`expand1\`, \`expand3\`"
    `);
  });
});
