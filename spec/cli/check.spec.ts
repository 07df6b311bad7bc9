import { join } from "node:path";
import { expect, test } from "vitest";
import { cnnc, doubling, folderWith } from "./cli.ts";

const wrong = "net Wrong(x: 1x7x7) {\n  return x -> conv(3, 9x9)\n}\n";

test("a good network is described in a line", async () => {
  const { code, stdout, stderr } = await cnnc(["check", "examples/lenet5/lenet5.cnn"]);
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toMatchInlineSnapshot(`
    "examples/lenet5/lenet5.cnn: LeNet5: image 1x28x28 -> digit 10, 12 layers, 61,706 parameters
    1 file: no problems
    "
  `);
});

test("a wrong one gives its diagnostics and exit code 1", async () => {
  const folder = folderWith({ "wrong.cnn": wrong, "doubling.cnn": doubling });
  const { code, stdout, stderr } = await cnnc(["check", "wrong.cnn", "doubling.cnn"], { cwd: folder });
  expect([code, stderr]).toEqual([1, ""]);
  expect(stdout).toMatchInlineSnapshot(`
    "error[CNN0303]: the window 9x9 is larger than its padded input 7x7
      --> wrong.cnn:2:23
      2 |   return x -> conv(3, 9x9)
        |                       ^^^ (7 − 9)/1 + 1 = -1
    help: a window of at most 7x7, or more padding, fits

    doubling.cnn: Doubling: picture 1x2x3 -> doubled 1x2x3, 1 layer, 0 parameters
    2 files: 1 error
    "
  `);
});

test("a missing file is said before, not amid, what was found in others", async () => {
  const folder = folderWith({ "wrong.cnn": wrong });
  const { code, stdout } = await cnnc(["check", "wrong.cnn", "missing.cnn"], { cwd: folder });
  expect([code, stdout]).toEqual([2, ""]);
});

test("as JSON, diagnostics carry lines and columns", async () => {
  const folder = folderWith({ "wrong.cnn": wrong, "doubling.cnn": doubling });
  const { code, stdout } = await cnnc(["check", "wrong.cnn", "doubling.cnn", "--format", "json"], { cwd: folder });
  const result = JSON.parse(stdout);
  expect([code, result.ok]).toEqual([1, false]);
  expect(result.files).toEqual([
    { file: "wrong.cnn" },
    {
      file: "doubling.cnn",
      net: "Doubling",
      inputs: [{ name: "picture", shape: [1, 2, 3] }],
      outputs: [{ name: "doubled", shape: [1, 2, 3] }],
      layers: 1,
      parameters: 0,
    },
  ]);
  const start = wrong.indexOf("9x9");
  expect(result.diagnostics).toMatchObject([
    {
      file: "wrong.cnn",
      severity: "error",
      code: expect.stringMatching(/^CNN\d{4}$/),
      primary: { span: { start, end: start + 3, line: 2, column: 23, endLine: 2, endColumn: 26 } },
    },
  ]);
});

test("the path that was given is the one in the message", async () => {
  const folder = folderWith({ "wrong.cnn": wrong });
  const path = join(folder, "wrong.cnn");
  const { stdout } = await cnnc(["check", path]);
  expect(stdout).toContain(`--> ${path}:2:23`);
});
