import { expect, test } from "vitest";
import { explain } from "../../compiler/cli/explain.ts";
import { operatorData } from "../../compiler/cli/explain-operator.ts";
import { surfaceOperators } from "../../compiler/operators/index.ts";
import { diagnostics } from "../../grammar/diagnostics.ts";
import { called, cnnc } from "./cli.ts";

const explained = (word?: string, json = false) => called((output) => explain(word, output), { json });

test("a diagnostic: what it means, an example, and what is said of it", async () => {
  const { code, stdout } = await cnnc(["explain", "CNN0303"]);
  expect(code).toBe(0);
  expect(stdout).toMatchInlineSnapshot(`
    "CNN0303, an error

    A window must find at least one place in the padded input: dilation·(k − 1) +
    1 ≤ n + padding.

    For example

      net A(x: 1x8x8) {
        return x -> conv(1, 9x9)
      }

    gives

      error[CNN0303]: the window 9x9 is larger than its padded input 8x8
        --> example.cnn:2:23
        2 |   return x -> conv(1, 9x9)
          |                       ^^^ (8 − 9)/1 + 1 = 0
      help: a window of at most 8x8, or more padding, fits
    "
  `);
});

test("an operator: what it does, its attributes with their defaults, examples", async () => {
  const { code, stdout } = await explained("maxpool");
  expect(code).toBe(0);
  expect(stdout).toMatchInlineSnapshot(`
    "maxpool, an operator

    Keeps the largest value of each window.

      x -> maxpool(window, stride=window, pad=0, dilation=1, round=floor, fit=floor)

    Attributes:
      window  extent of the window
          a size such as \`3x3\`, \`3\` or \`[3, 5]\`, one extent of at least 1 for each
          spatial axis; must be given; its name may be left out
      stride  step between windows
          a size such as \`3x3\`, \`3\` or \`[3, 5]\`, one extent of at least 1 for each
          spatial axis; window unless given
      pad  zeros around the input
          an integer, one for each axis (\`[1, 2]\`), sides (\`{top: 1, left: 2}\`),
          \`total(p)\`, \`same\`, \`same_upper\`, \`same_lower\`, \`valid\` or \`full\`; 0
          unless given; also as \`same\`, \`same_upper\`, \`same_lower\`, \`valid\`, \`full\`
          alone
      dilation  distance between the taps of a window
          a size such as \`3x3\`, \`3\` or \`[3, 5]\`, one extent of at least 1 for each
          spatial axis; 1 unless given
      round  \`ceil\` keeps a last window that hangs over the end
          \`floor\` or \`ceil\`; floor unless given
      fit  \`exact\` makes dropped rows and columns an error instead of a warning
          \`floor\` or \`exact\`; floor unless given

    Examples:
      x -> maxpool(2x2)
          x  [[[1, 2], [3, 4]]]
          y  [[[4]]]
      x -> maxpool(3, pad=1)
          x  [[[-5, -4], [-3, -2]]]
          y  [[[-2]]]
      x -> maxpool(2, stride=1, dilation=2)
          x  [[5, 1, 2, 4]]
          y  [[5, 4]]
    "
  `);
});

test.each(["cnn0303", "0303", "303", "CNN303"])("%s is CNN0303", async (word) => {
  expect((await explained(word, true)).data).toMatchObject({ ok: true, code: "CNN0303", severity: "error" });
});

test.each([
  ["maxpol", "maxpool"],
  ["CNN0304x", "CNN0304"],
  ["sotfmax", "softmax"],
])("%s: did you mean %s?", async (word, meant) => {
  const { code, stdout, stderr } = await explained(word);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toContain(`error[explain-unknown]: there is no diagnostic, operator or block called \`${word}\``);
  expect(stderr).toContain(`did you mean \`${meant}\`?`);
});

test("every diagnostic's example shows that very diagnostic", async () => {
  for (const { code } of diagnostics) {
    const { data, stdout } = await explained(code, true);
    expect(data.rendered, code).toContain(`[${code}]: `);
    expect(stdout, code).not.toMatch(/\p{Cc}(?<!\n)/u);
  }
});

test("every operator's call names all that must be given, and defaults that the language can read", async () => {
  for (const operator of surfaceOperators) {
    const { call, attributes } = operatorData(operator) as unknown as {
      call: string;
      attributes: readonly { name: string; required: boolean; default?: string }[];
    };
    expect(call).toContain(operator.symbol ?? operator.name);
    for (const { name, required, default: value } of attributes) {
      if (required) expect(call).toMatch(new RegExp(`[(, ]${name}[,)]`));
      else if (value !== undefined) expect(call).toContain(`${name}=${value}`);
      expect(String(value)).not.toContain("object");
    }
  }
});

test("without a word, all of them in a list", async () => {
  const { code, stdout } = await explained();
  expect(code).toBe(0);
  for (const { name } of surfaceOperators) expect(stdout).toMatch(new RegExp(`^  ${name} `, "m"));
  for (const { code: each, severity } of diagnostics)
    expect(stdout).toMatch(new RegExp(`^  ${each}  ${severity} +\\S`, "m"));
  const { data } = await explained(undefined, true);
  expect([data.operators.length, data.codes.length]).toEqual([surfaceOperators.length, diagnostics.length]);
});
