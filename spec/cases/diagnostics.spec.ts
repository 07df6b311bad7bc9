import { describe, expect, test } from "vitest";
import { compile } from "../../compiler/compile.ts";
import { diagnostics } from "../../grammar/diagnostics.ts";
import { renderAll } from "../../grammar/render.ts";
import { sourceOf } from "../compiled.ts";

const found = (text: string, parameters: Record<string, number> = {}): string[] =>
  compile(sourceOf(text), { parameters }).diagnostics.map(({ code }) => code);
const shown = (text: string): string => `\n${renderAll(compile(sourceOf(text)).diagnostics, sourceOf(text))}`;
/** A net around the stages of one chain. */
const net = (stages: string, input = "1x28x28"): string => `net A(image: ${input}) {\n  return image -> ${stages}\n}\n`;

test.each(diagnostics.map((d) => [d.code, d] as const))(
  "%s: its example triggers it and nothing else",
  (code, { example }) => {
    // Too many errors is a matter of there being others.
    // One code comes from outside the text.
    const own = found(example, code === "CNN0221" ? { N: 3 } : {}).filter(
      (each) => code !== "CNN0190" || each === code,
    );
    expect(new Set(own)).toEqual(new Set([code]));
  },
);

test("codes are unique and sorted", () => {
  const codes = diagnostics.map(({ code }) => code);
  expect(codes).toEqual([...new Set(codes)].sort());
});

test("arguments without their names are one mistake, not one for each", () => {
  expect(found(net("lrn(5, 1, 0.75, 2)"))).toEqual(["CNN0207"]);
});

test("several errors are found in one run", () => {
  expect(
    found("net A(x: 1x8x8) {\n  a = x -> conv2(3)\n  b = y -> relu\n  return x -> conv(4, 3x3, padding=1)\n}\n"),
  ).toEqual(["CNN0202", "CNN0201", "CNN0204"]);
});

describe("as the person who made the mistake reads it", () => {
  test("a stride that drops rows", () => {
    expect(shown(net("conv(96, 11x11, stride=4)", "3x224x224"))).toMatchInlineSnapshot(`
      "
      warning[CNN0302]: 1 row and 1 column of the input never reach the output
        --> test.cnn:2:19
        2 |   return image -> conv(96, 11x11, stride=4)
          |                   ^^^^ (224 − 11)/4 + 1 = 54.25
      help: an input of 227x227 fits: it gives 55x55"
    `);
  });
  test("fit=exact", () => {
    expect(shown(net("maxpool(3x3, stride=2, fit=exact)", "1x54x54"))).toMatchInlineSnapshot(`
      "
      error[CNN0301]: the window does not fit its input
        --> test.cnn:2:19
        2 |   return image -> maxpool(3x3, stride=2, fit=exact)
          |                   ^^^^^^^ (54 − 3)/2 + 1 = 26.5: 1 row and 1 column would be unused
      help: an input of 55x55 fits: it gives 27x27"
    `);
  });
  test("a window that is too large", () => {
    expect(shown(net("conv(6, 5x5) -> conv(3, 30x30)"))).toMatchInlineSnapshot(`
      "
      error[CNN0303]: the window 30x30 is larger than its padded input 24x24
        --> test.cnn:2:43
        2 |   return image -> conv(6, 5x5) -> conv(3, 30x30)
          |                                           ^^^^^ (24 − 30)/1 + 1 = -5
      help: a window of at most 24x24, or more padding, fits"
    `);
  });
  test("a habit from elsewhere", () => {
    expect(shown(net("conv(6, 5x5, padding=2)"))).toMatchInlineSnapshot(`
      "
      error[CNN0204]: \`conv\` has no attribute called \`padding\`
        --> test.cnn:2:32
        2 |   return image -> conv(6, 5x5, padding=2)
          |                                ^^^^^^^
      help: here it is called \`pad\`"
    `);
  });
  test.each([
    ["Conv2d(8, 3x3)", "here it is called `conv`: `value -> conv(channels, window)`"],
    ["Dense(10)", "here it is called `fc`: `value -> fc(features)`"],
    ["MaxPooling2D(2x2)", "here it is called `maxpool`: `value -> maxpool(window)`"],
    ["conv(filters=8, window=3x3)", "here it is called `channels`"],
    ["conv(8, kernel_size=3)", "here it is called `window`"],
    ["conv(8, 3x3, activation=relu)", "write the activation after it: `-> relu`"],
    ["maxpool(2x2, ceil_mode=true)", "`round=ceil` keeps the last window"],
    ["ReLU", "here it is called `relu`: `value -> relu`"],
  ])("a habit from elsewhere: %s", (stages, help) => {
    expect(compile(sourceOf(net(stages))).diagnostics.map((d) => d.help)).toContain(help);
  });
  test.each([
    ["leakyrelu(1e300)", "CNN0206"],
    ["conv(1, 1x1, bias=[1e300])", "CNN0211"],
    ["batchnorm(eps=1e300)", "CNN0206"],
    ["relu if j > 1", "CNN0225"],
    ["(relu) * (j + 1)", "CNN0225"],
  ])("what f32 cannot hold, and names that are no numbers, are told once: %s", (stages, code) => {
    expect(found(net(stages))).toEqual([code]);
  });
  test("a preparation that f32 cannot hold", () => {
    expect(found("net A(x: 2x8x8 normalize(std=1e-60)) {\n  return x -> relu\n}\n")).toEqual(["CNN0410"]);
  });
  test("channels last", () => {
    expect(shown("net A(image: 28x28x1) {\n  return image -> fc(10)\n}\n")).toMatchInlineSnapshot(`
      "
      warning[CNN0411]: 28x28x1 is 28 channels here
        --> test.cnn:1:14
        1 | net A(image: 28x28x1) {
          |              ^^^^^^^
      help: channels come first: 1x28x28"
    `);
  });
  test("a missing window", () => {
    expect(shown(net("conv(6)"))).toMatchInlineSnapshot(`
      "
      error[CNN0205]: \`conv\` needs \`window\`
        --> test.cnn:2:19
        2 |   return image -> conv(6)
          |                   ^^^^
      help: \`window\`, extent of the filters: a size such as \`3x3\`, \`3\` or \`[3, 5]\`, one extent of at least 1 for each spatial axis"
    `);
  });
  test("a wrong stride", () => {
    expect(shown(net("conv(6, 5x5, stride=0)"))).toMatchInlineSnapshot(`
      "
      error[CNN0206]: \`stride\` must be a size such as \`3x3\`, \`3\` or \`[3, 5]\`, one extent of at least 1 for each spatial axis, but is the number 0
        --> test.cnn:2:39
        2 |   return image -> conv(6, 5x5, stride=0)
          |                                       ^"
    `);
  });
  test("an ambiguous same", () => {
    expect(shown(net("conv(6, 5x5, stride=2, pad=same)"))).toMatchInlineSnapshot(`
      "
      error[CNN0304]: \`pad=same\` is ambiguous with a stride
        --> test.cnn:2:42
        2 |   return image -> conv(6, 5x5, stride=2, pad=same)
          |                                          ^^^^^^^^
      help: say \`same_upper\` (TensorFlow, ONNX: the extra row at the end) or \`same_lower\` (at the start)"
    `);
  });
  test("shapes that do not join", () => {
    expect(shown("net A(x: 3x8x8) {\n  a = x -> conv(4, 3x3)\n  return a + x -> relu\n}\n")).toMatchInlineSnapshot(`
      "
      error[CNN0306]: cannot join 4x6x6 and 3x8x8
        --> test.cnn:3:12
        3 |   return a + x -> relu
          |              - 3x8x8
          |            ^
          |          - 4x6x6
      help: nothing is broadcast: look at the stride and padding of both sides"
    `);
  });
  test("a name with a typo", () => {
    expect(
      shown("net A(image: 3x8x8) {\n  features = imgae -> conv(4, 3x3)\n  return features\n}\n"),
    ).toMatchInlineSnapshot(`
      "
      error[CNN0201]: there is no value called \`imgae\`
        --> test.cnn:2:14
        2 |   features = imgae -> conv(4, 3x3)
          |              ^^^^^
      help: did you mean \`image\`?"
    `);
  });
  test("an operator with a typo", () => {
    expect(shown(net("conv(4, 3x3) -> rellu"))).toMatchInlineSnapshot(`
      "
      error[CNN0202]: there is no operator called \`rellu\`
        --> test.cnn:2:35
        2 |   return image -> conv(4, 3x3) -> rellu
          |                                   ^^^^^
      help: did you mean \`relu\`?"
    `);
  });
  test("a pool over padding alone", () => {
    expect(shown(net("maxpool(2x2, pad=2)"))).toMatchInlineSnapshot(`
      "
      error[CNN0308]: some windows hold nothing but padding, along height
        --> test.cnn:2:32
        2 |   return image -> maxpool(2x2, pad=2)
          |                                ^^^^^ a window has rows −2 to −1, the input 0 to 27
      help: at most 1 on either side along height leaves an input in each window"
    `);
  });
  test("avgpool with padding", () => {
    expect(shown(net("avgpool(3x3, stride=2, pad=1)"))).toMatchInlineSnapshot(`
      "
      error[CNN0309]: \`avgpool\` with padding must say what it divides by
        --> test.cnn:2:42
        2 |   return image -> avgpool(3x3, stride=2, pad=1)
          |                                          ^^^^^
      help: add \`over=valid\` to divide by the inputs in each window, or \`over=window\` to count padding as zeros"
    `);
  });
  test("groups that do not divide", () => {
    expect(shown(net("conv(8, 3x3, groups=3)", "4x8x8"))).toMatchInlineSnapshot(`
      "
      error[CNN0305]: 3 groups do not divide 4 input channels
        --> test.cnn:2:32
        2 |   return image -> conv(8, 3x3, groups=3)
          |                                ^^^^^^^^ 4/3 = 1.33
          |          ----- 4 channels
      help: 4 and 8 channels can be split into 1, 2 or 4 groups"
    `);
  });
  test("constant weights of the wrong shape", () => {
    expect(shown(`const k = [[1, 2], [3, 4]]\n${net("conv(1, 3x3, weights=k, bias=false)")}`)).toMatchInlineSnapshot(`
      "
      error[CNN0310]: \`weights\` must be 1x1x3x3, but is 2x2
        --> test.cnn:3:32
        3 |   return image -> conv(1, 3x3, weights=k, bias=false)
          |                                ^^^^^^^^^"
    `);
  });
  test("a weights file that leaves the folder", () => {
    expect(shown('net A(x: 4) {\n  weights "../../etc/passwd"\n  return x -> fc(2)\n}\n')).toMatchInlineSnapshot(`
      "
      error[CNN0408]: \`../../etc/passwd\` is not a plain file name
        --> test.cnn:2:11
        2 |   weights "../../etc/passwd"
          |           ^^^^^^^^^^^^^^^^^^
      help: for example \`weights "model.safetensors"\`"
    `);
  });
});
