import { describe, expect, test } from "vitest";
import { library, libraryNames, libraryText } from "../../compiler/check/library.ts";
import { compile } from "../../compiler/compile.ts";
import { parse } from "../../grammar/parser.ts";
import { print } from "../../grammar/print.ts";
import { renderAll } from "../../grammar/render.ts";
import { compiled, sourceOf } from "../compiled.ts";
import { testDevice } from "../device.ts";
import { describeFailure, verify } from "../verify/index.ts";

/** Uses of every block on 8x6x5: the shape of the result, and how many numbers are learned. */
const uses: readonly (readonly [use: string, shape: readonly number[], learned: number])[] = [
  ["separable(12)", [12, 6, 5], 8 * 9 + 2 * 8 + 8 * 12 + 2 * 12],
  ["separable(3, window=5, stride=2)", [3, 3, 3], 8 * 25 + 2 * 8 + 8 * 3 + 2 * 3],
  ["bottleneck(2)", [8, 6, 5], 8 * 2 + 4 + 2 * 2 * 9 + 4 + 2 * 8 + 16],
  ["bottleneck(4, stride=2, groups=2)", [16, 3, 3], 8 * 4 + 8 + 2 * 4 * 9 + 8 + 4 * 16 + 32 + 8 * 16 + 32],
  ["inverted_residual(8)", [8, 6, 5], 8 * 48 + 96 + 48 * 9 + 96 + 48 * 8 + 16],
  ["inverted_residual(5, expansion=1, stride=2)", [5, 3, 3], 8 * 9 + 16 + 8 * 5 + 10],
  ["fire(3, 5)", [10, 6, 5], 8 * 3 + 3 + 3 * 5 + 5 + 3 * 5 * 9 + 5],
  ["inception(1, 2, 3, 4, 5, 6)", [15, 6, 5], 9 + 18 + 57 + 36 + 4 * 25 * 5 + 5 + 54],
  ["squeeze_excite(4)", [8, 6, 5], 8 * 2 + 2 + 2 * 8 + 8],
];

const textOf = (use: string): string => `net Use(x: 8x6x5) {\n  return x -> ${use}\n}\n`;

test("each block of the library is among the uses below, and all of them are in canonical form", () => {
  expect(new Set(uses.map(([use]) => use.split("(")[0]))).toEqual(new Set(libraryNames()));
  expect(print(parse(library).file)).toBe(library.text);
  for (const name of libraryNames()) expect(libraryText(name)).toMatch(new RegExp(`^// [^]+\\nblock ${name}\\(`));
});

test.each(uses)("%s", async (use, shape, learned) => {
  const text = textOf(use);
  const net = compiled(text);
  expect(net.program.outputs[0]!.shape).toEqual(shape);
  const counted = net.graph.parameters.filter(({ statistic }) => !statistic);
  expect(counted.reduce((sum, { shape: extents }) => sum + extents.reduce((a, b) => a * b), 0)).toBe(learned);
  const report = await verify(net, { device: await testDevice(), source: sourceOf(text), batch: 2 });
  expect(describeFailure(report)).toBeUndefined();
});

describe("a block of the library", () => {
  test("gives way to the file's own of that name", () => {
    const own = `${textOf("fire")}block fire(x) {\n  return x -> relu\n}\n`;
    expect(compiled(own).program.outputs[0]!.shape).toEqual([8, 6, 5]);
  });

  test("is an argument like any value", () =>
    expect(compiled("net A(x: 8x4x4) { return concat(x, fire(x, 2, 3)) }").program.outputs[0]!.shape).toEqual([
      14, 4, 4,
    ]));

  test("says at its use what is wrong inside", () => {
    const texts = ["bottleneck(8, groups=3)", "separable(8, window=4)", "bottlenck(4)"].map(textOf);
    const rendered = texts.map((text) => renderAll(compile(sourceOf(text)).diagnostics, sourceOf(text)));
    expect(rendered.join("\n\n")).toMatchInlineSnapshot(`
      "error[CNN0305]: 3 groups do not divide 8 input channels
        --> test.cnn:2:15
        2 |   return x -> bottleneck(8, groups=3)
          |               ^^^^^^^^^^ 8/3 = 2.67
      note: in the standard block \`bottleneck\`, at \`-> conv(width, 3x3, stride=stride, pad=1, groups=groups, bias=false) -> batchnorm -> relu\`; \`relu\`: 8 channels
      help: 8 channels can be split into 1, 2, 4 or 8 groups

      error[CNN0206]: \`pad\` must be an integer, one for each axis (\`[1, 2]\`), sides (\`{top: 1, left: 2}\`), \`total(p)\`, \`same\`, \`same_upper\`, \`same_lower\`, \`valid\` or \`full\`, but is the number 1.5
        --> test.cnn:2:15
        2 |   return x -> separable(8, window=4)
          |               ^^^^^^^^^
      note: in the standard block \`separable\`, at \`-> depthwise(window, stride=stride, pad=(window - 1) / 2, bias=false) -> batchnorm -> relu\`

      error[CNN0202]: there is no operator called \`bottlenck\`
        --> test.cnn:2:15
        2 |   return x -> bottlenck(4)
          |               ^^^^^^^^^
      help: did you mean \`bottleneck\`?"
    `);
  });
});
