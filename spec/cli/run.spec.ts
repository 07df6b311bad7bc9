import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { decode, encode } from "fast-png";
import { expect, test } from "vitest";
import { readNpy, writeNpy } from "../../compiler/cli/io/npy.ts";
import { writeSafetensors } from "../../runtime/safetensors.ts";
import { cnnc, doubling, folderWith, learning } from "./cli.ts";

const run = (cwd: string, ...words: string[]) => cnnc(["run", ...words], { cwd });

const picture = encode({ width: 3, height: 2, channels: 1, depth: 8, data: Uint8Array.of(0, 10, 20, 30, 40, 255) });

test("a PNG goes in divided by 255 and a PNG comes out clamped", async () => {
  const folder = folderWith({ "doubling.cnn": doubling, "in.png": picture });
  const { code, stdout, stderr } = await run(folder, "doubling.cnn", "in.png", "-o", "out.png");
  expect(code).toBe(0);
  expect(stdout).toBe("doubled  1x2x3  from 0 to 2, mean 0.4641\nwrote out.png\n");
  expect(stderr).toContain("picture: in.png (1x2x3, values divided by 255)");
  expect(Array.from(decode(readFileSync(join(folder, "out.png"))).data)).toEqual([0, 20, 40, 60, 80, 255]);
});

test("raw values stay as they are", async () => {
  const folder = folderWith({ "doubling.cnn": doubling, "in.png": picture });
  await run(folder, "doubling.cnn", "in.png", "--raw", "-o", "out.npy", "-o", "out.json", "-o", "doubled=out.png");
  expect(readNpy(readFileSync(join(folder, "out.npy")), "out.npy")).toEqual({
    shape: [1, 2, 3],
    data: Float32Array.of(0, 20, 40, 60, 80, 510),
  });
  expect(readFileSync(join(folder, "out.json"), "utf8")).toBe("[[[0,20,40],[60,80,510]]]\n");
  expect(Array.from(decode(readFileSync(join(folder, "out.png"))).data)).toEqual([0, 20, 40, 60, 80, 255]);
});

test("several files are several images, and one is repeated for a batch", async () => {
  const one = writeNpy({ shape: [1, 2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) });
  const two = "[[[[0, 0, 0], [0, 0, 0]]], [[[1, 1, 1], [1, 1, 1]]]]";
  const folder = folderWith({ "doubling.cnn": doubling, "one.npy": one, "two.json": two });
  await run(folder, "doubling.cnn", "one.npy", "--input", "picture=two.json", "-o", "three.npy");
  const { shape, data } = readNpy(readFileSync(join(folder, "three.npy")), "three.npy");
  expect(shape).toEqual([3, 1, 2, 3]);
  expect([...data].sort((a, b) => a - b)).toEqual([0, 0, 0, 0, 0, 0, 2, 2, 2, 2, 2, 2, 2, 4, 6, 8, 10, 12]);
  const { stderr } = await run(folder, "doubling.cnn", "one.npy", "--batch", "2", "-o", "again.npy");
  expect(stderr).toContain("picture: one image, repeated for a batch of 2");
  expect(readNpy(readFileSync(join(folder, "again.npy")), "again.npy").shape).toEqual([2, 1, 2, 3]);
});

test("a vector is shown as its largest values, with labels", async () => {
  const weights = writeSafetensors([
    ["fc1.weight", { shape: [3, 2], data: Float32Array.of(1, 0, 0, 1, 1, 1) }],
    ["fc1.bias", { shape: [3], data: Float32Array.of(0, 0, 1) }],
  ]);
  const files = {
    "learning.cnn": learning,
    "learning.safetensors": weights,
    "x.json": "[1, 3]",
    "names.txt": "cat\ndog\n鳥\n",
  };
  const folder = folderWith(files);
  const { code, stdout } = await run(folder, "learning.cnn", "x.json", "--labels", "names.txt", "--top", "2");
  expect(code).toBe(0);
  expect(stdout).toMatchInlineSnapshot(`
    "scores  3
      2  鳥   5.000  ████████████████████████
      1  dog  3.000  ██████████████▍
    "
  `);
  const json = JSON.parse(
    (await run(folder, "learning.cnn", "x.json", "--format", "json", "--labels", "names.txt")).stdout,
  );
  expect(json).toMatchObject({ ok: true, net: "Learning", batch: 1, written: [], diagnostics: [] });
  expect(json.outputs).toEqual([
    {
      name: "scores",
      shape: [3],
      top: [
        [
          { index: 2, label: "鳥", value: 5 },
          { index: 1, label: "dog", value: 3 },
          { index: 0, label: "cat", value: 1 },
        ],
      ],
      values: [1, 3, 5],
    },
  ]);
});

test("without weights it says how to get some, and random ones are said loudly", async () => {
  const folder = folderWith({ "learning.cnn": learning, "x.json": "[1, 3]" });
  const { code, stderr } = await run(folder, "learning.cnn", "x.json");
  expect(code).toBe(2);
  expect(stderr.slice(stderr.indexOf("error["))).toMatchInlineSnapshot(`
    "error[no-weights]: Learning has 2 parameter tensors (9 values), and \`learning.safetensors\` is not beside \`learning.cnn\`
    help: pass \`--weights model.safetensors\`, or \`--random-weights 1\` to try the network out
    "
  `);
  const random = await run(folder, "learning.cnn", "x.json", "--random-weights", "7");
  expect(random.code).toBe(0);
  expect(random.stderr).toContain("warning: RANDOM weights (seed 7): what Learning answers means nothing");
  expect((await run(folder, "learning.cnn", "x.json", "--random-weights", "7")).stdout).toBe(random.stdout);
});

test.each([
  [["in.gif"], "error[input-kind]: expected a .png, .npy or .json file, found `in.gif`"],
  [["missing.png"], "error[no-such-file]: cannot read the input `picture`: no such file: `missing.png`"],
  [[], "error[input-missing]: Doubling needs `picture` (1x2x3)"],
  [["--input", "image=in.png"], "error[input-unknown]: Doubling has no input `image`; it takes `picture`"],
  [["small.json"], "error[input-shape]: input `picture`: expected 1x2x3, found 1x1x1 in `small.json`"],
  [["in.png", "-o", "out.bmp"], "error[output-kind]: expected a .png, .npy or .json file to write, found `out.bmp`"],
  [["in.png", "-o", "tripled=out.png"], "error[output-unknown]: Doubling has no output `tripled`; it gives `doubled`"],
  [
    ["in.png", "in.png", "-o", "out.png"],
    "error[output-shape]: `out.png` takes one image of `doubled`, found a batch of 2",
  ],
  [["in.png", "in.png", "--batch", "3"], "error[input-batch]: input `picture`: expected 3 images, found 2"],
  [["in.png", "--labels", "in.gif"], "error[labels-count]: expected no vector to label, found 1 lines in `in.gif`"],
  [["in.png", "--variant", "quantum"], "error[unknown-variant]: Doubling has no variant `quantum`"],
  [["infinite.json"], "error[input-not-finite]"],
])("%j is refused: exit code 2", async (words, message) => {
  const files = {
    "in.png": picture,
    "in.gif": "GIF89a",
    "small.json": "[[[1]]]",
    "infinite.json": "[[[1e99, 0, 0], [0, 0, 0]]]",
  };
  const folder = folderWith({ "doubling.cnn": doubling, ...files });
  const { code, stdout, stderr } = await run(folder, "doubling.cnn", ...words);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toContain(message);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(existsSync(join(folder, "out.png"))).toBe(false);
});

test("no adapter is a matter of the machine: exit code 2 and what to do", async () => {
  const folder = folderWith({ "doubling.cnn": doubling, "in.png": picture });
  // The software adapter's files cannot be unpacked where there is no room for them.
  const { code, stderr } = await cnnc(["run", "doubling.cnn", "in.png"], {
    cwd: folder,
    env: { TMPDIR: "/dev/null/x", XDG_CACHE_HOME: "/dev/null/x", HOME: "/dev/null/x" },
  });
  expect(code).toBe(2);
  expect(stderr).toContain("error[no-adapter]: no WebGPU adapter");
});
