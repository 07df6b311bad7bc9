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
  expect(stdout).toMatchInlineSnapshot();
});

test("an operator: what it does, its attributes with their defaults, examples", async () => {
  const { code, stdout } = await explained("maxpool");
  expect(code).toBe(0);
  expect(stdout).toMatchInlineSnapshot();
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
  expect(stderr).toContain(`error[explain-unknown]: there is no diagnostic and no operator called \`${word}\``);
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
