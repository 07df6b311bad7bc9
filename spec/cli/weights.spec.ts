import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { checkWeights } from "../../compiler/cli/check-weights.ts";
import { writeNpy } from "../../compiler/cli/io/npy.ts";
import { f32, readSafetensors, writeSafetensors } from "../../runtime/safetensors.ts";
import { volume } from "../../runtime/shape.ts";
import { asSaved, resnet18 } from "../weights/torchvision.ts";
import { called, cnnc, folderWith, learning } from "./cli.ts";
import { checked, f32s, npy, npz, some, stored, type Tensors } from "./weights-fixtures.ts";

const small = `net Small(x: 1x6x6) {
  scores = x -> conv(2, 3x3, bias=false) -> batchnorm -> relu -> conv(2, 3x3, bias=false) -> batchnorm -> relu -> fc(3)
  return scores
}
`;

const norm = (name: string): Tensors => [
  [`${name}.weight`, f32s([2])],
  [`${name}.bias`, f32s([2])],
  [`${name}.running_mean`, f32s([2])],
  [`${name}.running_var`, f32s([2], Float32Array.of(0.5, 2))],
];

/** What PyTorch calls the layers of `small`, in a Sequential. */
const sequential: Tensors = [
  ["0.weight", f32s([2, 1, 3, 3])],
  ...norm("1"),
  ["3.weight", f32s([2, 2, 3, 3])],
  ...norm("4"),
  ["7.weight", f32s([3, 8])],
  ["7.bias", f32s([3])],
];

const renames = { conv1: "0", batchnorm1: "1", conv2: "3", batchnorm2: "4", fc1: "7" };

/** The same by hand. */
const byHand: Tensors = sequential.map(([name, tensor]) => {
  const [layer, role] = name.split(".");
  return [`${Object.entries(renames).find(([, old]) => old === layer)![0]}.${role}`, tensor];
});

test("what fits by name fits, and the exit code is 0", async () => {
  const { code, stdout } = await checked({ "small.cnn": small, "small.safetensors": writeSafetensors(byHand) });
  expect(code).toBe(0);
  expect(stdout).toContain("fits: 12 parameter tensors of Small, by name\n");
});

test("what structure tells is proposed, and not written", async () => {
  const { code, stdout, folder } = await checked({
    "small.cnn": small,
    "torch.safetensors": writeSafetensors(sequential),
  });
  expect([code, readdirSync(folder)]).toEqual([1, ["small.cnn", "torch.safetensors"]]);
  expect(stdout).toMatchInlineSnapshot(`
    "Small: 12 parameter tensors; torch.safetensors: 12 tensors

                parameter                shape    in the file     shape
      proposed  conv1.weight             2x1x3x3  0.weight               the only one of its shapes
      proposed  batchnorm1.weight        2        1.weight               the only one of its shapes
      proposed  batchnorm1.bias          2        1.bias                 the only one of its shapes
      proposed  batchnorm1.running_mean  2        1.running_mean         the only one of its shapes
      proposed  batchnorm1.running_var   2        1.running_var          the only one of its shapes
      proposed  conv2.weight             2x2x3x3  3.weight               the only one of its shapes
      proposed  batchnorm2.weight        2        4.weight               the only one of its shapes
      proposed  batchnorm2.bias          2        4.bias                 the only one of its shapes
      proposed  batchnorm2.running_mean  2        4.running_mean         the only one of its shapes
      proposed  batchnorm2.running_var   2        4.running_var          the only one of its shapes
      proposed  fc1.weight               3x8      7.weight               the only one of its shapes
      proposed  fc1.bias                 3        7.bias                 the only one of its shapes

    proposed: 12 parameter tensors of Small, 12 of them guessed; once they look right, \`-o FILE.safetensors\` writes a file that fits
    "
  `);
});

test("-o writes the network's names, and what they run to is the same as by hand, bit for bit", async () => {
  const picture = writeNpy({ shape: [1, 6, 6], data: some(36) });
  const { code, stdout, folder } = await checked(
    { "small.cnn": small, "torch.safetensors": writeSafetensors(sequential), "x.npy": picture },
    { output: "mapped.safetensors" },
  );
  expect([code, stdout.split("\n").at(-2)]).toEqual([
    0,
    "wrote mapped.safetensors: 12 parameter tensors, 12 guessed, 1.3 KB",
  ]);
  writeFileSync(join(folder, "hand.safetensors"), writeSafetensors(byHand));
  for (const name of ["mapped", "hand"]) {
    const words = ["run", "small.cnn", "x.npy", "--weights", `${name}.safetensors`, "-o", `${name}.npy`];
    expect((await cnnc(words, { cwd: folder })).code).toBe(0);
  }
  expect(readFileSync(join(folder, "mapped.npy"))).toEqual(readFileSync(join(folder, "hand.npy")));
  expect((await cnnc(["weights", "small.cnn", "mapped.safetensors"], { cwd: folder })).code).toBe(0);
});

test("ResNet-18 from torchvision's names, as PyTorch saves them, whole", async () => {
  const tensors = asSaved(resnet18()).map(({ name, shape, dtype }) => {
    // Zeros, but for a mark in the first value: so that each is known again.
    const data = new Uint8Array(volume(shape) * (dtype === "I64" ? 8 : 4));
    if (dtype === "F32") new DataView(data.buffer).setFloat32(0, name.length + volume(shape), true);
    return [name, dtype, shape, data] as const;
  });
  const folder = folderWith({ "torch.safetensors": stored(tensors) });
  const file = join(folder, "torch.safetensors");
  const to = join(folder, "resnet18.safetensors");
  const { code, data } = await called(
    (output) => checkWeights("examples/resnet18/resnet18.cnn", file, { output: to }, output),
    { json: true },
  );
  expect([code, data.problems, data.surplus.length, data.parameters.length]).toEqual([0, [], 20, 102]);
  const made = readSafetensors(readFileSync(to));
  for (const [name, from] of Object.entries(data.map as Record<string, string>)) {
    const { shape } = made.get(name)!;
    expect(f32(name, made.get(name)!)[0]).toBe(from.length + volume(shape));
  }
  const again = await called((output) => checkWeights("examples/resnet18/resnet18.cnn", to, {}, output));
  expect(again.code).toBe(0);
});

const lenet = readFileSync("examples/lenet5/lenet5.cnn", "utf8");

/** LeNet-5 with its matrices as in, out. */
const turnedLenet = (): Record<string, Uint8Array> =>
  Object.fromEntries(
    [
      ["conv1", [6, 1, 5, 5], 6],
      ["conv2", [16, 6, 5, 5], 16],
      ["fc1", [400, 120], 120],
      ["fc2", [120, 84], 84],
      ["fc3", [84, 10], 10],
    ].flatMap(([name, shape, bias]) => [
      [`${name}.weight`, writeNpy(f32s(shape as number[]))],
      [`${name}.bias`, writeNpy(f32s([bias as number]))],
    ]),
  );

test("matrices the other way round are said, and are turned by --transpose only", async () => {
  const files = { "lenet5.cnn": lenet, "keras.npz": npz(turnedLenet(), 6) };
  const said = await checked(files, { output: "lenet5.safetensors" });
  expect([said.code, readdirSync(said.folder)]).toEqual([1, ["keras.npz", "lenet5.cnn"]]);
  expect(said.stdout).toMatchInlineSnapshot(`
    "LeNet5: 10 parameter tensors; keras.npz: 10 tensors

             parameter     shape     in the file   shape
      ok     conv1.weight  6x1x5x5   conv1.weight
      ok     conv1.bias    6         conv1.bias
      ok     conv2.weight  16x6x5x5  conv2.weight
      ok     conv2.bias    16        conv2.bias
      shape  fc1.weight    120x400   fc1.weight    400x120
      ok     fc1.bias      120       fc1.bias
      shape  fc2.weight    84x120    fc2.weight    120x84
      ok     fc2.bias      84        fc2.bias
      shape  fc3.weight    10x84     fc3.weight    84x10
      ok     fc3.bias      10        fc3.bias

    wrong: \`fc1.weight\`: expected 120x400, found 400x120; \`fc2.weight\`: expected 84x120, found 120x84; \`fc3.weight\`: expected 10x84, found 84x10: input-major, as Keras and TensorFlow write it; cnnc wants out, in
    help: transpose it in Python, \`np.ascontiguousarray(w.T)\`, or pass \`--transpose fc1.weight,fc2.weight,fc3.weight\`. \`fc1.weight\` flattens 16x5x5: if the file's model does so with its channels last, as Keras does, its inputs are in another order too: \`w.reshape(5, 5, 16, 120).transpose(3, 2, 0, 1).reshape(120, 400)\`

    failed: 7 of 10 parameter tensors have theirs, 1 problem
    not written: lenet5.safetensors
    "
  `);
  const transpose = ["fc1.weight", "fc2.weight", "fc3.weight"];
  const turned = await checked(files, { output: "lenet5.safetensors", transpose });
  expect(turned.code).toBe(0);
  expect(turned.stdout).toContain(
    "note: `fc1.weight` flattens 16x5x5: if the file's model does so with its channels last",
  );
  expect(turned.stdout).toContain("  convert  fc3.weight    10x84     fc3.weight    84x10    transposed\n");
});

test("what --transpose writes is the matrix the other way round", async () => {
  const files = {
    "learning.cnn": learning,
    "a.npz": npz({
      "fc1.weight": writeNpy(f32s([2, 3], Float32Array.of(1, 2, 3, 4, 5, 6))),
      "fc1.bias": writeNpy(f32s([3])),
    }),
  };
  const { code, written } = await checked(files, { output: "b.safetensors", transpose: ["fc1.weight"] });
  expect(code).toBe(0);
  expect(f32("", written().get("fc1.weight")!)).toEqual(Float32Array.of(1, 4, 2, 5, 3, 6));
});

test("beside a matrix that is turned, a square one is doubtful", async () => {
  const text = "net N(x: 2) {\n  return x -> fc(2, bias=false) -> fc(3, bias=false)\n}\n";
  const weights = writeSafetensors([
    ["fc1.weight", f32s([2, 2])],
    ["fc2.weight", f32s([2, 3])],
  ]);
  const { stdout } = await checked({ "n.cnn": text, "n.safetensors": weights }, { transpose: ["fc2.weight"] });
  expect(stdout).toContain("note: `fc1.weight` is 2x2: its shape does not show whether it is the other way round");
});

test("the same numbers under another shape are taken, and it is said", async () => {
  const weights = writeSafetensors([
    ["fc1.weight", f32s([3, 2, 1, 1])],
    ["fc1.bias", f32s([3])],
  ]);
  const { code, stdout, written } = await checked(
    { "l.cnn": learning, "a.safetensors": weights },
    { output: "b.safetensors" },
  );
  expect(code).toBe(0);
  expect(stdout).toContain("  convert  fc1.weight  3x2    fc1.weight   3x2x1x1  reshaped\n");
  expect(written().get("fc1.weight")!.shape).toEqual([3, 2]);
});

test("F16, BF16 and F64 become F32, and it is said", async () => {
  const file = stored([
    [
      "fc1.weight",
      "F16",
      [3, 2],
      new Uint8Array(Uint16Array.of(0x3c00, 0xc000, 0x3555, 0x0001, 0x8000, 0x7bff).buffer),
    ],
    ["fc1.bias", "BF16", [3], new Uint8Array(Uint16Array.of(0x3f80, 0xc049, 0x0001).buffer)],
  ]);
  const { code, stdout, written } = await checked(
    { "l.cnn": learning, "a.safetensors": file },
    { output: "b.safetensors" },
  );
  expect(code).toBe(0);
  expect(stdout).toContain("  convert  fc1.weight  3x2    fc1.weight          F16 to F32\n");
  expect(stdout).toContain("wrote b.safetensors: 2 parameter tensors, 2 converted,");
  const values = [...written()].map(([name, tensor]) => [...f32(name, tensor)]);
  expect(values).toEqual([
    [1, -2, 0.333251953125, 2 ** -24, -0, 65504],
    [1, -3.140625, 2 ** -133],
  ]);
  const double = npz({
    "fc1.weight": npy("<f8", "(3, 2)", Float64Array.of(1, 2, 3, 4, 5, 1e300)),
    "fc1.bias": npy("<f8", "(3,)", Float64Array.of(0.1, 0, 0)),
  });
  const large = await checked({ "l.cnn": learning, "a.npz": double }, { output: "b.safetensors" });
  expect(large.code).toBe(1);
  expect(large.stdout).toContain("wrong: `fc1.weight`: value 5 is Infinity as a float32, not a finite number\n");
});

test("types that stand for something else are refused, unless nothing is wanted of them", async () => {
  const file = stored([
    ["fc1.weight", "I8", [3, 2], new Uint8Array(6)],
    ["fc1.bias", "F32", [3], new Uint8Array(12)],
    ["steps", "I64", [], new Uint8Array(8)],
  ]);
  const { code, stdout } = await checked({ "l.cnn": learning, "a.safetensors": file });
  expect(code).toBe(1);
  expect(stdout).toContain("wrong: `fc1.weight`: expected numbers of F32, F16, BF16, F64, found I8\n");
  expect(stdout).toContain("surplus: 1 not used: `steps`\n");
});

test("a bias too many is no harm if it is 0", async () => {
  const text = "net N(x: 2) {\n  return x -> fc(3, bias=false)\n}\n";
  const file = (bias: number) =>
    writeSafetensors([
      ["fc1.weight", f32s([3, 2])],
      ["fc1.bias", f32s([3], Float32Array.of(0, bias, -0))],
    ]);
  expect((await checked({ "n.cnn": text, "n.safetensors": file(0) })).code).toBe(0);
  const { code, stdout } = await checked({ "n.cnn": text, "n.safetensors": file(1) });
  expect(code).toBe(1);
  expect(stdout).toContain("wrong: `fc1.bias` (3) is left over");
});

test("names of Keras and Caffe2 are known as such", async () => {
  const keras = npz({ "conv2d/kernel:0": writeNpy(f32s([3, 3, 1, 2])), "dense/kernel:0": writeNpy(f32s([8, 3])) });
  const { code, stdout } = await checked({ "small.cnn": small, "keras.npz": keras });
  expect(code).toBe(1);
  expect(stdout).toContain("note: the names are Keras's or TensorFlow's: `kernel` is rows, columns, in, out there");
  expect(stdout).toContain("help: `conv2d/kernel:0` (3x3x1x2) could be it, with its filters last\n");
  expect(stdout).toContain("help: `dense/kernel:0` (8x3) could be it, transposed\n");
  const caffe = npz({ conv1_w: writeNpy(f32s([2, 1, 3, 3])), conv1_b: writeNpy(f32s([2])) });
  expect((await checked({ "small.cnn": small, "c.npz": caffe })).stdout).toContain("note: the names are Caffe2's");
});

describe("--map", () => {
  const pair = "net N(x: 2) {\n  return x -> fc(2, bias=false) -> fc(2, bias=false)\n}\n";
  const file = writeSafetensors([
    ["left.weight", f32s([2, 2])],
    ["right.weight", f32s([2, 2])],
  ]);
  const files = (map: string) => ({ "n.cnn": pair, "n.safetensors": file, "map.json": map });

  test("what is ambiguous is told how to decide, and --map decides it", async () => {
    const { code, stdout } = await checked(files("{}"), { map: "map.json" });
    expect(code).toBe(1);
    expect(stdout).toContain("wrong: ambiguous: `fc1`, `fc2` in the network, `left`, `right` in the file: ");
    expect(stdout).toContain('say which is which in a file for `--map`: `{ "fc1": "left" }`');
    const map = '{ "fc1": "right", "fc2.weight": "left.weight" }';
    const { data, written } = await checked(files(map), { map: "map.json", output: "o.safetensors" }, true);
    expect(data.map).toEqual({ "fc1.weight": "right.weight", "fc2.weight": "left.weight" });
    expect(f32("", written().get("fc1.weight")!)).toEqual(f32("", readSafetensors(file).get("right.weight")!));
  });

  test.each([
    ["[]", "error[map-format]: expected an object of names in `map.json`"],
    ['{"fc1": 1}', "error[map-format]"],
    ["{", "error[json-format]"],
    [
      '{"fc3": "left"}',
      "error[map-unknown]: `map.json` says `fc3`, which the network does not have\nhelp: did you mean `fc1`?",
    ],
    ['{"fc1": "lift"}', "which the file with the weights does not have\nhelp: did you mean `left`?"],
  ])("%s is wrong usage", async (map, message) => {
    const { code, stderr } = await checked(files(map), { map: "map.json" });
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  test("so is a matrix for --transpose that is none", async () => {
    const { code, stderr } = await checked(files("{}"), { transpose: ["fc9.weight"] });
    expect(code).toBe(2);
    expect(stderr).toContain(
      "error[transpose-unknown]: expected a matrix of the network for --transpose, found `fc9.weight`\nhelp: did you mean `fc1.weight`?",
    );
  });
});

test("as JSON: everything that is printed", async () => {
  const file = writeSafetensors([
    ["dense.weight", f32s([3, 2])],
    ["dense.bias", f32s([3])],
    ["x.num_batches_tracked", f32s([])],
  ]);
  const { code, data } = await checked({ "l.cnn": learning, "a.safetensors": file }, {}, true);
  expect(code).toBe(1);
  expect(data).toMatchObject({
    ok: false,
    net: "Learning",
    parameters: [
      {
        name: "fc1.weight",
        shape: [3, 2],
        fit: "taken",
        tensor: "dense.weight",
        found: [3, 2],
        dtype: "F32",
        how: "shape",
        change: "none",
      },
      { name: "fc1.bias", tensor: "dense.bias" },
    ],
    problems: [],
    surplus: [{ name: "x.num_batches_tracked", shape: [], dtype: "F32", why: "counters of training" }],
    notes: [],
    map: { "fc1.weight": "dense.weight", "fc1.bias": "dense.bias" },
    written: null,
    diagnostics: [],
  });
});

test("without a file it is the one that the text names; a network without parameters fits any", async () => {
  const weights = writeSafetensors([
    ["fc1.weight", f32s([3, 2])],
    ["fc1.bias", f32s([3])],
  ]);
  const folder = folderWith({ "learning.cnn": learning, "learning.safetensors": weights });
  expect((await called((output) => checkWeights(`${folder}/learning.cnn`, undefined, {}, output))).code).toBe(0);
  const none = "net N(x: 2) {\n  return x -> relu\n}\n";
  expect((await checked({ "n.cnn": none, "w.safetensors": weights })).code).toBe(0);
  const unnamed = folderWith({ "n.cnn": "net N(x: 2) {\n  return x -> fc(1)\n}\n" });
  const { code, stderr } = await called((output) => checkWeights(`${unnamed}/n.cnn`, undefined, {}, output));
  expect(code).toBe(2);
  expect(stderr).toContain("error[no-weights]");
});

test("a wrong network is said, and nothing is written to anything but a .safetensors file", async () => {
  const { code, stderr } = await checked({ "n.cnn": "net N(x: 2) { return x -> fx(3) }", "w.safetensors": "" });
  expect(code).toBe(1);
  expect(stderr).toContain("error[CNN");
  const kind = await checked({ "l.cnn": learning, "w.safetensors": "" }, { output: "out.npz" });
  expect([kind.code, kind.stderr.split(":")[0]]).toEqual([2, "error[weights-kind]"]);
});

test("as a process: options, colours and exit codes", async () => {
  const weights = writeSafetensors([
    ["dense.weight", f32s([3, 2])],
    ["dense.bias", f32s([3])],
  ]);
  const folder = folderWith({ "l.cnn": learning, "a.safetensors": weights });
  const words = ["weights", "l.cnn", "a.safetensors"];
  const plain = await cnnc(words, { cwd: folder, env: { FORCE_COLOR: "1", NO_COLOR: "1" } });
  expect([plain.code, plain.stdout.includes("\u001b")]).toEqual([1, false]);
  expect((await cnnc(words, { cwd: folder, env: { FORCE_COLOR: "1" } })).stdout).toContain(
    "\u001b[33mproposed\u001b[39m",
  );
  const written = await cnnc([...words, "-o", "out/b.safetensors", "--format", "json"], { cwd: folder });
  expect([written.code, JSON.parse(written.stdout).written.file]).toEqual([0, "out/b.safetensors"]);
  expect(readdirSync(join(folder, "out"))).toEqual(["b.safetensors"]);
});
