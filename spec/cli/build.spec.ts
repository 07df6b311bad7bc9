import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { writeSafetensors } from "../../runtime/safetensors.ts";
import { testDevice } from "../device.ts";
import { cliPath, cnnc, doubling, folderWith, learning, plainEnvironment } from "./cli.ts";

const weights = writeSafetensors([
  ["fc1.weight", { shape: [3, 2], data: Float32Array.of(1, 2, 3, 4, 5, 6) }],
  ["fc1.bias", { shape: [3], data: Float32Array.of(0, 0, 1) }],
]);

const build = (cwd: string, ...words: string[]) => cnnc(["build", ...words], { cwd });

test("a bundle is a module that can be imported, whose manifest lists its files", async () => {
  const folder = folderWith({ "doubling.cnn": doubling });
  const { code, stdout, stderr } = await build(folder, "doubling.cnn", "-o", "out/doubling");
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(/^ {2}doubling\.ts +[\d.]+ KB\n[\s\S]*\nout\/doubling: Doubling, \d+ files, [\d.]+ KB\n$/);
  const bundle = await import(pathToFileURL(join(folder, "out/doubling/doubling.js")).href);
  expect(bundle.inputs).toEqual({ picture: { shape: [1, 2, 3], length: 6 } });
  const { files } = JSON.parse(readFileSync(join(folder, "out/doubling/manifest.json"), "utf8"));
  for (const name of Object.keys(files)) expect(existsSync(join(folder, "out/doubling", name)), name).toBe(true);
  expect(readdirSync(join(folder, "out"))).toEqual(["doubling"]);
});

test("nothing of this machine's paths is in a bundle, and two builds are equal", async () => {
  const folder = folderWith({ "doubling.cnn": doubling });
  await build(folder, join(folder, "doubling.cnn"), "-o", "one");
  await build(folder, "doubling.cnn", "-o", "two");
  for (const name of readdirSync(join(folder, "one"), { recursive: true }).map(String)) {
    if (statSync(join(folder, "one", name)).isDirectory()) continue;
    const text = readFileSync(join(folder, "one", name), "utf8");
    expect(text === readFileSync(join(folder, "two", name), "utf8"), name).toBe(true);
    expect(text.includes(folder), name).toBe(false);
  }
});

test("a bundle can check itself, unless --no-verify is given", async () => {
  const folder = folderWith({ "doubling.cnn": doubling });
  await build(folder, "doubling.cnn", "-o", "with");
  await build(folder, "doubling.cnn", "-o", "without", "--no-verify");
  const files = (name: string) => readdirSync(join(folder, name));
  const own = ["self-check.d.ts", "self-check.js", "verify.d.ts", "verify.js"];
  expect(files("with").filter((name) => !files("without").includes(name))).toEqual(own);
  const { verify } = await import(pathToFileURL(join(folder, "with/verify.js")).href);
  const { passed, layers } = await verify({ device: await testDevice() });
  expect([passed, layers.length, layers[0].constantsReplaced]).toEqual([true, 1, true]);
});

test("a previous bundle is replaced, and leaves no file behind", async () => {
  const folder = folderWith({ "doubling.cnn": doubling, "learning.cnn": learning });
  await build(folder, "doubling.cnn", "-o", "out");
  const { code } = await build(folder, "learning.cnn", "-o", "out");
  expect(code).toBe(0);
  expect(readdirSync(join(folder, "out"))).toContain("learning.js");
  expect(readdirSync(join(folder, "out"))).not.toContain("doubling.js");
  expect(readdirSync(folder).sort()).toEqual(["doubling.cnn", "learning.cnn", "out"]);
});

test("a folder with anything else in it is left alone unless --force is given", async () => {
  const folder = folderWith({ "doubling.cnn": doubling });
  mkdirSync(join(folder, "mine"));
  writeFileSync(join(folder, "mine/letter.txt"), "dear");
  const refused = await build(folder, "doubling.cnn", "-o", "mine");
  expect(refused.code).toBe(2);
  expect(refused.stderr).toMatchInlineSnapshot(`
    "error[target-not-empty]: \`mine\` holds other files than a cnnc bundle's, and a build replaces the whole folder
    help: name another folder with \`-o\`, or pass \`--force\`
    "
  `);
  expect(readdirSync(join(folder, "mine"))).toEqual(["letter.txt"]);
  expect((await build(folder, "doubling.cnn", "-o", "mine", "--force")).code).toBe(0);
  expect(readdirSync(join(folder, "mine"))).not.toContain("letter.txt");
});

test("a bundle that somebody has added a file to is such a folder", async () => {
  const folder = folderWith({ "doubling.cnn": doubling });
  await build(folder, "doubling.cnn", "-o", "out");
  writeFileSync(join(folder, "out/letter.txt"), "dear");
  const { code, stderr } = await build(folder, "doubling.cnn", "-o", "out");
  expect(code).toBe(2);
  expect(stderr).toContain("error[target-not-empty]: `out` holds `letter.txt` beside a bundle");
});

test("the folder of the network, the current one and a file are never replaced", async () => {
  const folder = folderWith({ "doubling.cnn": doubling });
  const [here, above, file] = await Promise.all([
    build(folder, "doubling.cnn", "-o", ".", "--force"),
    build(join(folder, ".."), join(folder, "doubling.cnn"), "-o", folder, "--force"),
    build(folder, "doubling.cnn", "-o", "doubling.cnn", "--force"),
  ]);
  expect([here.code, above.code, file.code]).toEqual([2, 2, 2]);
  expect(here.stderr).toContain("error[target-in-use]: `.` is the current folder or above it");
  expect(above.stderr).toContain("holds the network itself");
  expect(file.stderr).toContain("error[target-file]: expected a folder for the bundle");
  expect(readFileSync(join(folder, "doubling.cnn"), "utf8")).toBe(doubling);
});

test("a link to a folder is followed", async () => {
  const folder = folderWith({ "doubling.cnn": doubling });
  mkdirSync(join(folder, "real"));
  symlinkSync("real", join(folder, "link"));
  expect((await build(folder, "doubling.cnn", "-o", "link")).code).toBe(0);
  expect(readdirSync(join(folder, "real"))).toContain("doubling.js");
});

test("the weights that the network names are taken along, if they are beside it", async () => {
  const without = folderWith({ "learning.cnn": learning });
  const bare = await build(without, "learning.cnn", "-o", "out");
  expect(bare.code).toBe(0);
  expect(bare.stderr).toContain("note: made without weights: `learning.safetensors` is not beside `learning.cnn`");
  const beside = folderWith({ "learning.cnn": learning, "learning.safetensors": weights });
  expect((await build(beside, "learning.cnn", "-o", "out")).stderr).toBe("");
  expect(new Uint8Array(readFileSync(join(beside, "out/learning.safetensors")))).toEqual(weights);
});

test.each([
  ["cut.safetensors", weights.slice(0, -1), "error[weights-truncated]"],
  ["page.safetensors", new TextEncoder().encode("<!doctype html><title>404</title>"), "error[weights-header]"],
  [
    "other.safetensors",
    writeSafetensors([["fc1.weight", { shape: [2, 3], data: new Float32Array(6) }]]),
    "error[weights-missing]",
  ],
])("weights that do not fit are refused, and nothing is written: %s", async (name, bytes, message) => {
  const folder = folderWith({ "learning.cnn": learning, [name]: bytes });
  const { code, stderr } = await build(folder, "learning.cnn", "-o", "out", "--weights", name);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
  expect(readdirSync(folder).sort()).toEqual([name, "learning.cnn"].sort());
});

test("a wrong network gives exit code 1 and no folder", async () => {
  const folder = folderWith({ "wrong.cnn": "net Wrong(x: 4) { return x -> cnov(3) }" });
  const { code, stdout, stderr } = await build(folder, "wrong.cnn", "-o", "out");
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toContain("wrong.cnn:1:");
  expect(readdirSync(folder)).toEqual(["wrong.cnn"]);
});

test("Ctrl-C at any time leaves a whole bundle or none", async () => {
  const entry = await cliPath();
  const interrupted = async (delay: number, folder: string): Promise<void> => {
    const child = spawn(process.execPath, [entry, "build", "doubling.cnn", "-o", "out"], {
      cwd: folder,
      env: plainEnvironment(),
    });
    const ended = new Promise((done) => child.on("close", done));
    await setTimeout(delay);
    child.kill("SIGINT");
    await ended;
    const left = readdirSync(folder).sort();
    expect(left.filter((name) => name !== "out")).toEqual(["doubling.cnn"]);
    if (left.includes("out")) expect(existsSync(join(folder, "out/manifest.json"))).toBe(true);
  };
  const delays = [50, 200, 450, 700, 1000, 1400];
  await Promise.all(delays.map((delay) => interrupted(delay, folderWith({ "doubling.cnn": doubling }))));
});

test("as JSON: the folder, its files and their sizes", async () => {
  const folder = folderWith({ "doubling.cnn": doubling });
  const { stdout } = await build(folder, "doubling.cnn", "-o", "out", "--format", "json");
  const result = JSON.parse(stdout);
  expect(result).toMatchObject({ ok: true, net: "Doubling", folder: "out", weights: false, diagnostics: [] });
  for (const { name, bytes } of result.files) expect(statSync(join(folder, "out", name)).size, name).toBe(bytes);
});
