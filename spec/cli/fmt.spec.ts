import { chmodSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fmt } from "../../compiler/cli/fmt.ts";
import { called, cliPath, cnnc, doubling, folderWith, runNode } from "./cli.ts";

const untidy = "net   Untidy( x:1x4x4 ){return x->relu   ->tanh}\n";
const tidy = "net Untidy(x: 1x4x4) {\n  return x -> relu -> tanh\n}\n";
const wrong = "net Wrong(x: 4) { return x -> }\n";

const formatted = (folder: string, names: readonly string[], options = {}) =>
  called((output) =>
    fmt(
      names.map((name) => join(folder, name)),
      options,
      output,
    ),
  );
const read = (folder: string, name: string) => readFileSync(join(folder, name), "utf8");

test("files are put in canonical form, and those that are in it are left alone", async () => {
  const folder = folderWith({ "untidy.cnn": untidy, "doubling.cnn": doubling });
  const before = statSync(join(folder, "doubling.cnn")).mtimeMs;
  const { code, stdout } = await cnnc(["fmt", "untidy.cnn", "doubling.cnn"], { cwd: folder });
  expect([code, stdout]).toEqual([0, "formatted untidy.cnn\n2 files: 1 changed\n"]);
  expect(read(folder, "untidy.cnn")).toBe(tidy);
  expect(statSync(join(folder, "doubling.cnn")).mtimeMs).toBe(before);
  expect(readdirSync(folder).sort()).toEqual(["doubling.cnn", "untidy.cnn"]);
});

test("--check changes nothing, and exits with 1 if something would change", async () => {
  const folder = folderWith({ "untidy.cnn": untidy, "doubling.cnn": doubling });
  const both = await formatted(folder, ["untidy.cnn", "doubling.cnn"], { check: true });
  expect([both.code, both.stdout]).toEqual([1, `would change ${folder}/untidy.cnn\n2 files: 1 would change\n`]);
  expect(read(folder, "untidy.cnn")).toBe(untidy);
  const one = await formatted(folder, ["doubling.cnn"], { check: true });
  expect([one.code, one.stdout]).toEqual([0, "1 file: nothing to change\n"]);
});

test("a file that is not understood is left as it is, and the others are formatted", async () => {
  const folder = folderWith({ "wrong.cnn": wrong, "untidy.cnn": untidy });
  const { code, stderr } = await formatted(folder, ["wrong.cnn", "untidy.cnn"]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^error\[CNN01\d\d\]: /);
  expect([read(folder, "wrong.cnn"), read(folder, "untidy.cnn")]).toEqual([wrong, tidy]);
});

test("a name that is not known is no concern of the printer", async () => {
  const folder = folderWith({ "odd.cnn": "net A(x: 4) { return y->nothing(1) }" });
  expect((await formatted(folder, ["odd.cnn"])).code).toBe(0);
  expect(read(folder, "odd.cnn")).toBe("net A(x: 4) {\n  return y -> nothing(1)\n}\n");
});

test("--stdout prints the text and writes nothing; `-` is standard input", async () => {
  const folder = folderWith({ "untidy.cnn": untidy });
  const printed = await formatted(folder, ["untidy.cnn"], { stdout: true });
  expect([printed.code, printed.stdout]).toEqual([0, tidy]);
  expect(read(folder, "untidy.cnn")).toBe(untidy);
  const piped = await runNode([await cliPath(), "fmt", "-"], { input: untidy });
  expect([piped.stdout, piped.stderr]).toEqual([tidy, ""]);
});

test("a file keeps its permissions, and a link stays a link", async () => {
  const folder = folderWith({ "untidy.cnn": untidy });
  chmodSync(join(folder, "untidy.cnn"), 0o640);
  symlinkSync("untidy.cnn", join(folder, "link.cnn"));
  await formatted(folder, ["link.cnn"]);
  expect(read(folder, "untidy.cnn")).toBe(tidy);
  expect(statSync(join(folder, "untidy.cnn")).mode & 0o777).toBe(0o640);
  expect(lstatSync(join(folder, "link.cnn")).isSymbolicLink()).toBe(true);
});

test("as JSON: which files changed", async () => {
  const folder = folderWith({ "untidy.cnn": untidy, "wrong.cnn": wrong });
  const paths = ["untidy.cnn", "wrong.cnn"].map((name) => join(folder, name));
  const { code, data } = await called((output) => fmt(paths, { check: true }, output), { json: true });
  expect([code, data.ok]).toEqual([1, false]);
  expect(data.files).toEqual([
    { file: paths[0], changed: true },
    { file: paths[1], changed: false },
  ]);
  expect(data.diagnostics).toMatchObject([{ file: paths[1], severity: "error" }]);
});
