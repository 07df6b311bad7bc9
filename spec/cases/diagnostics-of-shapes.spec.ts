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

describe("shapes that do not go together", () => {
  test("an unpool of a value with other channels", () => {
    expect(
      reads(
        `
      net A(image: 1x28x28) {
        return image -> conv(8, 3x3, pad=1) -> maxpool(2x2) -> conv(16, 3x3, pad=1) -> unpool(from=maxpool1)
      }
    `,
        `
      net A(image: 1x28x28) {
        return image -> conv(8, 3x3, pad=1) -> maxpool(2x2) -> conv(16, 3x3, pad=1) -> conv(8, 1x1) -> unpool(from=maxpool1)
      }
    `,
      ),
    ).toMatchInlineSnapshot(`
      "
      error[CNN0332]: expected 8x14x14, which the pool gives, but found 16x14x14
        --> test.cnn:3:95
        3 |         return image -> conv(8, 3x3, pad=1) -> maxpool(2x2) -> conv(16, 3x3, pad=1) -> unpool(from=maxpool1)
          |                                                                                               ^^^^^^^^^^^^^
          |                                                                ---- this is 16x14x14
          |                                                ------- this gives 8x14x14
      help: \`conv(8, 1x1)\` before it gives 8 channels"
    `);
  });
  test("an unpool of the wrong pool", () => {
    expect(
      reads(`
      net A(image: 1x28x28) {
        a = image -> maxpool(2x2)
        b = a -> conv(8, 3x3, pad=1) -> maxpool(2x2) -> conv(8, 3x3, pad=1)
        return b -> unpool(from=a) -> unpool(from=maxpool2)
      }
    `),
    ).toMatchInlineSnapshot(`
      "
      error[CNN0332]: expected 1x14x14, which the pool gives, but found 8x7x7
        --> test.cnn:5:28
        3 |         a = image -> maxpool(2x2)
          |                      ------- this gives 1x14x14
      ...
        5 |         return b -> unpool(from=a) -> unpool(from=maxpool2)
          |                            ^^^^^^
          |                - this is 8x7x7
      help: pools are undone from the last to the first, each with what has been computed from its own output"
    `);
  });
  test("an unpool of windows that overlap", () => {
    expect(
      reads(
        `
      net A(image: 1x27x27) {
        p = image -> maxpool(3x3, stride=2)
        return p -> conv(1, 1x1) -> unpool(from=p)
      }
    `,
        `
      net A(image: 1x27x27) {
        p = image -> maxpool(3x3, stride=3x3)
        return p -> conv(1, 1x1) -> unpool(from=p)
      }
    `,
      ),
    ).toMatchInlineSnapshot(`
      "
      error[CNN0331]: cannot undo a pool whose windows overlap: they are 3x3, 2x2 apart
        --> test.cnn:4:44
        3 |         p = image -> maxpool(3x3, stride=2)
          |                      ------- this pool
        4 |         return p -> conv(1, 1x1) -> unpool(from=p)
          |                                            ^^^^^^
      help: with \`stride=3x3\` its windows lie apart"
    `);
  });
  test("a pool by position", () => {
    expect(
      reads(
        `
      net A(image: 1x28x28) {
        return image -> maxpool(2x2) -> unpool(maxpool1)
      }
    `,
        `
      net A(image: 1x28x28) {
        return image -> maxpool(2x2) -> unpool(from=maxpool1)
      }
    `,
      ),
    ).toMatchInlineSnapshot(`
      "
      error[CNN0207]: \`unpool\` takes no arguments by position
        --> test.cnn:3:48
        3 |         return image -> maxpool(2x2) -> unpool(maxpool1)
          |                                                ^^^^^^^^
      help: give it by name: \`from=…\`"
    `);
  });
  test("a concat of a cropped branch", () => {
    expect(
      reads(
        `
      net A(x: 3x32x32) {
        a = x -> conv(8, 3x3, pad=1)
        b = x -> conv(8, 5x5)
        return a -> concat(b)
      }
    `,
        `
      net A(x: 3x32x32) {
        a = x -> conv(8, 3x3, pad=1)
        b = x -> conv(8, 5x5)
        return a -> crop(28x28) -> concat(b)
      }
    `,
      ),
    ).toMatchInlineSnapshot(`
      "
      error[CNN0313]: cannot put 8x32x32 and 8x28x28 behind each other
        --> test.cnn:5:21
        5 |         return a -> concat(b)
          |                            - 8x28x28
          |                     ^^^^^^
          |                - 8x32x32
      help: \`crop(28x28)\` takes the middle of 8x32x32"
    `);
  });
  test("a concat of branches that round otherwise", () => {
    expect(
      reads(`
      net A(x: 3x33x33) {
        a = x -> conv(8, 2x2, stride=2, pad={right: 1, bottom: 1})
        b = x -> maxpool(3x3, stride=2)
        return concat(a, b)
      }
    `),
    ).toMatchInlineSnapshot(`
      "
      error[CNN0313]: cannot put 8x17x17 and 3x16x16 behind each other
        --> test.cnn:5:16
        5 |         return concat(a, b)
          |                          - 3x16x16
          |                       - 8x17x17
          |                ^^^^^^
      help: only channels may differ: look at the stride, the padding and the rounding of both sides"
    `);
  });
  test("a concat of a vector", () => {
    expect(
      reads(
        `
      net A(x: 3x8x8) {
        return concat(x, x -> fc(10))
      }
    `,
        `
      net A(x: 3x8x8) {
        return concat(x -> flatten, x -> fc(10))
      }
    `,
      ),
    ).toMatchInlineSnapshot(`
      "
      error[CNN0313]: cannot put 3x8x8 and 10 behind each other
        --> test.cnn:3:16
        3 |         return concat(x, x -> fc(10))
          |                          ----------- 10
          |                       - 3x8x8
          |                ^^^^^^
      help: \`flatten\` makes a vector of 3x8x8"
    `);
  });
  test("a concat of a list", () => {
    expect(
      reads(
        `
      net A(x: 3x8x8) {
        return concat([x, x], axis=1)
      }
    `,
        `
      net A(x: 3x8x8) {
        return concat(x, x)
      }
    `,
      ),
    ).toMatchInlineSnapshot(`
      "
      error[CNN0210]: expected a value of the network, but found a list
        --> test.cnn:3:23
        3 |         return concat([x, x], axis=1)
          |                       ^^^^^^
      help: several values are arguments, without brackets: \`concat(a, b)\`"
    `);
  });
  test("a shortcut past a stride", () => {
    expect(
      reads(
        `
      net A(x: 64x56x56) {
        main = x -> conv(128, 3x3, stride=2, pad=1) -> relu -> conv(128, 3x3, pad=1)
        return main + x -> relu
      }
    `,
        `
      net A(x: 64x56x56) {
        main = x -> conv(128, 3x3, stride=2, pad=1) -> relu -> conv(128, 3x3, pad=1)
        return main + (x -> conv(128, 1x1, stride=2)) -> relu
      }
    `,
      ),
    ).toMatchInlineSnapshot(`
      "
      error[CNN0306]: cannot join 128x28x28 and 64x56x56
        --> test.cnn:4:21
        4 |         return main + x -> relu
          |                       - 64x56x56
          |                     ^
          |                ---- 128x28x28
      help: \`conv(128, 1x1, stride=2)\` makes 128x28x28 of 64x56x56"
    `);
  });
  test("a shortcut past other channels", () => {
    expect(
      reads(
        `
      net A(x: 64x9) {
        main = x -> conv(128, 3, pad=1)
        return main + x -> relu
      }
    `,
        `
      net A(x: 64x9) {
        main = x -> conv(128, 3, pad=1)
        return main + (x -> conv(128, 1)) -> relu
      }
    `,
      ),
    ).toMatchInlineSnapshot(`
      "
      error[CNN0306]: cannot join 128x9 and 64x9
        --> test.cnn:4:21
        4 |         return main + x -> relu
          |                       - 64x9
          |                     ^
          |                ---- 128x9
      help: \`conv(128, 1)\` makes 128x9 of 64x9"
    `);
  });
  test("a broadcast", () => {
    expect(
      reads(
        `
      net A(x: 64x7x7) {
        gate = x -> globalavgpool -> fc(64) -> sigmoid
        return mul(x, gate)
      }
    `,
        `
      net A(x: 64x7x7) {
        gate = x -> globalavgpool -> fc(64) -> sigmoid -> reshape([64, 1, 1]) -> tile(7x7)
        return mul(x, gate)
      }
    `,
      ),
    ).toMatchInlineSnapshot(`
      "
      error[CNN0306]: cannot join 64x7x7 and 64
        --> test.cnn:4:16
        4 |         return mul(x, gate)
          |                       ---- 64
          |                    - 64x7x7
          |                ^^^
      help: \`reshape([64, 1, 1]) -> tile(7x7)\` makes 64x7x7 of 64"
    `);
  });
  test("groups that divide one side only", () => {
    expect(
      reads(
        `
      net A(x: 32x8x8) {
        return x -> conv(48, 3x3, groups=32)
      }
    `,
        `
      net A(x: 32x8x8) {
        return x -> conv(48, 3x3, groups=16)
      }
    `,
      ),
    ).toMatchInlineSnapshot(`
      "
      error[CNN0305]: 32 groups do not divide 48 output channels
        --> test.cnn:3:35
        3 |         return x -> conv(48, 3x3, groups=32)
          |                                   ^^^^^^^^^ 48/32 = 1.5
      help: 32 and 48 channels can be split into 1, 2, 4, 8 or 16 groups"
    `);
  });
  test("groups of a normalization", () => {
    expect(
      reads(
        `
      net A(x: 30x8x8) {
        return x -> groupnorm(32)
      }
    `,
        `
      net A(x: 30x8x8) {
        return x -> groupnorm(30)
      }
    `,
      ),
    ).toMatchInlineSnapshot(`
      "
      error[CNN0305]: 32 groups do not divide 30 input channels
        --> test.cnn:3:31
        3 |         return x -> groupnorm(32)
          |                               ^^ 30/32 = 0.94
          |                - 30 channels
      help: 30 channels can be split into 3, 5, 6, 10, 15 or 30 groups"
    `);
  });
  test("windows of padding at the end", () => {
    expect(
      reads(
        `
      net A(x: 6x8x8) {
        return x -> maxpool(2x2, pad={right: 3})
      }
    `,
        `
      net A(x: 6x8x8) {
        return x -> maxpool(2x2, pad={right: 1})
      }
    `,
      ),
    ).toMatchInlineSnapshot(`
      "
      error[CNN0308]: some windows hold nothing but padding, along width
        --> test.cnn:3:34
        3 |         return x -> maxpool(2x2, pad={right: 3})
          |                                  ^^^^^^^^^^^^^^ a window has columns 8 to 9, the input 0 to 7
      help: at most 1 on either side along width leaves an input in each window"
    `);
  });
  test("a dilated window that steps over its input", () => {
    expect(
      reads(`
      net A(x: 6x2x9) {
        return x -> maxpool(2x2, dilation=4, stride=1, pad=2)
      }
    `),
    ).toMatchInlineSnapshot(`
      "
      error[CNN0308]: some windows hold nothing but padding, along height
        --> test.cnn:3:56
        3 |         return x -> maxpool(2x2, dilation=4, stride=1, pad=2)
          |                                                        ^^^^^ a window has rows −2 and 2, the input 0 to 1"
    `);
  });
  test("a resize that says nothing", () => {
    expect(
      reads(
        `
      net A(x: 6x8x8) {
        return x -> resize(2)
      }
    `,
        `
      net A(x: 6x8x8) {
        return x -> resize(2, mode=nearest, coordinates=asymmetric, nearest=floor)
      }
    `,
      ),
    ).toMatchInlineSnapshot(`
      "
      error[CNN0205]: \`resize\` needs \`mode\` and \`coordinates\`
        --> test.cnn:3:21
        3 |         return x -> resize(2)
          |                     ^^^^^^
      help: for example \`resize(2, mode=nearest, coordinates=asymmetric, nearest=floor)\`"
    `);
  });
  test("a resize without its coordinates", () => {
    expect(
      reads(
        `
      net A(x: 6x8x8) {
        return x -> resize(2, mode=bilinear)
      }
    `,
        `
      net A(x: 6x8x8) {
        return x -> resize(2, mode=bilinear, coordinates=half_pixel)
      }
    `,
      ),
    ).toMatchInlineSnapshot(`
      "
      error[CNN0205]: \`resize\` needs \`coordinates\`
        --> test.cnn:3:21
        3 |         return x -> resize(2, mode=bilinear)
          |                     ^^^^^^
      help: \`coordinates\`, where row p lies: \`half_pixel\` (p + 1/2)/scale − 1/2, as in PyTorch, TensorFlow 2 and ONNX unless they are told otherwise; \`corners\` p · (n − 1)/(out − 1) (PyTorch's \`align_corners\`); \`asymmetric\` p/scale (PyTorch's \`nearest\`)"
    `);
  });
  test("a nearest row that is not said", () => {
    expect(
      reads(
        `
      net A(x: 6x8x8) {
        return x -> resize(out=12x12, mode=nearest, coordinates=half_pixel)
      }
    `,
        `
      net A(x: 6x8x8) {
        return x -> resize(out=12x12, mode=nearest, coordinates=half_pixel, nearest=half_up)
      }
    `,
      ),
    ).toMatchInlineSnapshot(`
      "
      error[CNN0358]: \`mode=nearest\` must say which row is nearest
        --> test.cnn:3:39
        3 |         return x -> resize(out=12x12, mode=nearest, coordinates=half_pixel)
          |                                       ^^^^^^^^^^^^
      help: \`nearest=half_up\` is TensorFlow's and PyTorch's \`nearest-exact\`, \`nearest=half_down\` ONNX's default"
    `);
  });
  test("a resize to two sizes", () => {
    expect(
      reads(
        `
      net A(x: 6x8x8) {
        return x -> resize(2, out=12x12, mode=bilinear, coordinates=half_pixel)
      }
    `,
        `
      net A(x: 6x8x8) {
        return x -> resize(2, mode=bilinear, coordinates=half_pixel)
      }
    `,
      ),
    ).toMatchInlineSnapshot(`
      "
      error[CNN0355]: \`resize\` needs either \`scale\` or \`out\`, but has both
        --> test.cnn:3:31
        3 |         return x -> resize(2, out=12x12, mode=bilinear, coordinates=half_pixel)
          |                               ^^^^^^^^^
      help: leave one of them out"
    `);
  });
  test("a resize to nothing", () => {
    expect(
      reads(`
      net A(x: 6x8x9) {
        return x -> resize(1/9, mode=bilinear, coordinates=half_pixel)
      }
    `),
    ).toMatchInlineSnapshot(`
      "
      error[CNN0353]: \`resize\` leaves nothing along height
        --> test.cnn:3:28
        3 |         return x -> resize(1/9, mode=bilinear, coordinates=half_pixel)
          |                            ^^^ ⌊8 · 0.111111⌋ = 0"
    `);
  });
  test("a word with a typo", () => {
    expect(
      reads(
        `
      net A(x: 6x8x8) {
        return x -> resize(2, mode=bilinear, coordinates=halfpixel)
      }
    `,
        `
      net A(x: 6x8x8) {
        return x -> resize(2, mode=bilinear, coordinates=half_pixel)
      }
    `,
      ),
    ).toMatchInlineSnapshot(`
      "
      error[CNN0206]: \`coordinates\` must be \`half_pixel\`, \`corners\` or \`asymmetric\`, but is \`halfpixel\`
        --> test.cnn:3:58
        3 |         return x -> resize(2, mode=bilinear, coordinates=halfpixel)
          |                                                          ^^^^^^^^^
      help: did you mean \`half_pixel\`?"
    `);
  });
  test("an adaptive pool with its channels", () => {
    expect(
      reads(
        `
      net A(x: 6x8x8) {
        return x -> adaptiveavgpool(6x3x3)
      }
    `,
        `
      net A(x: 6x8x8) {
        return x -> adaptiveavgpool(3x3)
      }
    `,
      ),
    ).toMatchInlineSnapshot(`
      "
      error[CNN0206]: \`out\` must be a size such as \`3x3\`, \`3\` or \`[3, 5]\`, one extent of at least 1 for each spatial axis, but is the size \`6x3x3\`
        --> test.cnn:3:37
        3 |         return x -> adaptiveavgpool(6x3x3)
          |                                     ^^^^^
      help: the channels are not part of it: \`3x3\`"
    `);
  });
  test("an adaptive pool with two numbers", () => {
    expect(
      reads(
        `
      net A(x: 6x8x8) {
        return x -> adaptiveavgpool(3, 4)
      }
    `,
        `
      net A(x: 6x8x8) {
        return x -> adaptiveavgpool(3x4)
      }
    `,
      ),
    ).toMatchInlineSnapshot(`
      "
      error[CNN0207]: \`adaptiveavgpool\` takes at most 1 argument by position
        --> test.cnn:3:40
        3 |         return x -> adaptiveavgpool(3, 4)
          |                                        ^
      help: a size is one argument, \`3x4\`"
    `);
  });
  test("a pool as PyTorch has it", () => {
    expect(
      reads(
        `
      net A(x: 6x8x8) {
        return x -> maxpool(3, 2)
      }
    `,
        `
      net A(x: 6x8x8) {
        return x -> maxpool(3, stride=2)
      }
    `,
      ),
    ).toMatchInlineSnapshot(`
      "
      error[CNN0207]: \`maxpool\` takes at most 1 argument by position
        --> test.cnn:3:32
        3 |         return x -> maxpool(3, 2)
          |                                ^
      help: a size is one argument, \`3x2\`; the others are named: \`stride\`, \`pad\`, \`dilation\`, \`round\`, \`fit\`"
    `);
  });
  test("an adaptive pool by another name", () => {
    expect(
      reads(
        `
      net A(x: 6x8x8) {
        return x -> adaptivemaxpool(output_size=3)
      }
    `,
        `
      net A(x: 6x8x8) {
        return x -> adaptivemaxpool(out=3)
      }
    `,
      ),
    ).toMatchInlineSnapshot(`
      "
      error[CNN0204]: \`adaptivemaxpool\` has no attribute called \`output_size\`
        --> test.cnn:3:37
        3 |         return x -> adaptivemaxpool(output_size=3)
          |                                     ^^^^^^^^^^^
      help: here it is called \`out\`"
    `);
  });
  test("offsets without a stride", () => {
    expect(
      reads(
        `
      net A(x: 6x8x8) {
        o = x -> conv(18, 3x3, pad=1)
        return deformconv(x, o, 4, 3x3, pad=1, stride=2)
      }
    `,
        `
      net A(x: 6x8x8) {
        o = x -> conv(18, 3x3, pad=1, stride=2)
        return deformconv(x, o, 4, 3x3, pad=1, stride=2)
      }
    `,
      ),
    ).toMatchInlineSnapshot(`
      "
      error[CNN0318]: the offsets must be 18x4x4, but are 18x8x8
        --> test.cnn:4:16
        4 |         return deformconv(x, o, 4, 3x3, pad=1, stride=2)
          |                              - 18x8x8
          |                ^^^^^^^^^^ 2·3·3 = 18 channels, at its output's 4x4
      help: a convolution with 18 channels and the same window, stride, padding and dilation has this shape"
    `);
  });
  test("a mask with the channels of offsets", () => {
    expect(
      reads(
        `
      net A(x: 6x8x8) {
        o = x -> conv(18, 3x3, pad=1)
        m = x -> conv(18, 3x3, pad=1) -> sigmoid
        return x -> deformconv(o, m, 4, 3x3, pad=1)
      }
    `,
        `
      net A(x: 6x8x8) {
        o = x -> conv(18, 3x3, pad=1)
        m = x -> conv(9, 3x3, pad=1) -> sigmoid
        return x -> deformconv(o, m, 4, 3x3, pad=1)
      }
    `,
      ),
    ).toMatchInlineSnapshot(`
      "
      error[CNN0318]: the mask must be 9x8x8, but is 18x8x8
        --> test.cnn:5:21
        5 |         return x -> deformconv(o, m, 4, 3x3, pad=1)
          |                                   - 18x8x8
          |                     ^^^^^^^^^^ 3·3 = 9 channels, at its output's 8x8
      help: a convolution with 9 channels and the same window, stride, padding and dilation has this shape"
    `);
  });
  test("offsets that were forgotten", () => {
    expect(
      reads(`
      net A(x: 6x8x8) {
        return x -> deformconv(4, 3x3, pad=1)
      }
    `),
    ).toMatchInlineSnapshot(`
      "
      error[CNN0209]: \`deformconv\` joins 2 to 3 values, but gets 1
        --> test.cnn:3:21
        3 |         return x -> deformconv(4, 3x3, pad=1)
          |                     ^^^^^^^^^^
      help: write \`deformconv(x, offsets, …)\`"
    `);
  });
  test("a bias for each group", () => {
    expect(
      reads(
        `
      net A(x: 6x8x8) {
        return x -> conv(4, 3x3, groups=2, bias=[1, 2])
      }
    `,
        `
      net A(x: 6x8x8) {
        return x -> conv(4, 3x3, groups=2, bias=[1, 2, 3, 4])
      }
    `,
      ),
    ).toMatchInlineSnapshot(`
      "
      error[CNN0310]: \`bias\` must be 4, but is 2
        --> test.cnn:3:44
        3 |         return x -> conv(4, 3x3, groups=2, bias=[1, 2])
          |                                            ^^^^^^^^^^^"
    `);
  });
});
