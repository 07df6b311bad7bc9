import { expect, test } from "vitest";
import { diff } from "../../compiler/cli/diff.ts";
import { writeNpy } from "../../compiler/cli/io/npy.ts";
import { writeSafetensors } from "../../runtime/safetensors.ts";
import { called, cnnc, folderWith } from "./cli.ts";

const npy = (shape: number[], ...values: number[]) => writeNpy({ shape, data: Float32Array.from(values) });

/** Float64, as NumPy writes it but for the header's length. */
function doubles(...values: number[]): Uint8Array {
  const header = `{'descr': '<f8', 'fortran_order': False, 'shape': (${values.length},), }\n`;
  const start = Uint8Array.from(`\u0093NUMPY\u0001\u0000${String.fromCharCode(header.length)}\u0000${header}`, (c) =>
    c.charCodeAt(0),
  );
  return Uint8Array.from([...start, ...new Uint8Array(Float64Array.from(values).buffer)]);
}

/** Runs the command on files in a folder of their own; what is said of them is without the folder. */
async function compared(
  files: Readonly<Record<string, string | Uint8Array>>,
  options: Parameters<typeof diff>[2] & { readonly json?: boolean } = {},
) {
  const folder = folderWith(files);
  const [a, b = a] = Object.keys(files).map((name) => `${folder}/${name}`);
  const ended = await called((output) => diff(a!, b!, options, output), { json: options.json ?? false });
  const bare = (text: string) => text.replaceAll(`${folder}/`, "");
  return { ...ended, stdout: bare(ended.stdout), stderr: bare(ended.stderr) };
}

const a = npy([2, 3], 1, 2, 3.0001, 0, -5, 1e-8);
const b = npy([2, 3], 1, 2, 3, 0, -5.5, 0);

test("without a tolerance values must be equal, and it says so", async () => {
  const { code, stdout, stderr } = await compared({ "a.npy": a, "b.npy": b });
  expect([code, stderr]).toEqual([1, ""]);
  expect(stdout).toMatchInlineSnapshot(`
    "a                      a.npy
    b                      b.npy
    shape                  2x3, float32
    tolerance              none: values must be equal
    values                 6
    differ                 3
    largest |a − b|        0.5 at [1, 1]: a is -5, b is -5.5
    largest |a − b| / |b|  0.09091 at [1, 1]: a is -5, b is -5.5

    |a − b|       values  logarithmic
    equal              3  ████████████████████████
    1e-9 to 1e-8       1  ████████████
    1e-8 to 1e-7       0
    1e-7 to 1e-6       0
    1e-6 to 1e-5       0
    1e-5 to 1e-4       1  ████████████
    1e-4 to 1e-3       0
    1e-3 to 1e-2       0
    1e-2 to 1e-1       0
    1e-1 to 1e0        1  ████████████

    failed: 3 of 6 values different
    "
  `);
});

test("a stated tolerance is shown with its reason", async () => {
  const options = { atol: 1e-6, rtol: 0.1, source: "table 3 of the paper" };
  const { code, stdout } = await compared({ "a.npy": a, "b.npy": b }, options);
  expect(code).toBe(0);
  expect(stdout).toMatchInlineSnapshot(`
    "a                      a.npy
    b                      b.npy
    shape                  2x3, float32
    tolerance              |a − b| ≤ 0.000001 + 0.1 · |b|
    source                 table 3 of the paper
    values                 6
    differ                 3
    exceed                 0
    largest |a − b|        0.5 at [1, 1]: a is -5, b is -5.5
    largest |a − b| / |b|  0.09091 at [1, 1]: a is -5, b is -5.5

    |a − b|       values  logarithmic
    equal              3  ████████████████████████
    1e-9 to 1e-8       1  ████████████
    1e-8 to 1e-7       0
    1e-7 to 1e-6       0
    1e-6 to 1e-5       0
    1e-5 to 1e-4       1  ████████████
    1e-4 to 1e-3       0
    1e-3 to 1e-2       0
    1e-2 to 1e-1       0
    1e-1 to 1e0        1  ████████████

    passed: 6 values within the tolerance
    "
  `);
});

test("the tolerance is NumPy's: a part of b, not of a", async () => {
  const files = { "a.json": "[100]", "b.json": "[110]" };
  expect((await compared(files, { rtol: 0.0909 })).code).toBe(1);
  expect((await compared(files, { rtol: 0.091 })).code).toBe(0);
  expect((await compared(files, { atol: 9.99 })).code).toBe(1);
  expect((await compared(files, { atol: 10 })).code).toBe(0);
});

test("0 equals -0", async () => {
  const { code, data } = await compared({ "a.npy": npy([2], 0, -0), "b.npy": npy([2], -0, 0) }, { json: true });
  expect([code, data.differ, data.equal]).toEqual([0, 0, 2]);
});

test("a NaN never passes, an infinity only beside the same one; both are counted apart", async () => {
  const [nan, inf] = [Number.NaN, Number.POSITIVE_INFINITY];
  const files = {
    "a.npy": npy([7], nan, nan, 1, inf, inf, 1, inf),
    "b.npy": npy([7], nan, 1, nan, inf, -inf, 1, 5),
  };
  const { code, data } = await compared(files, { atol: 1e30, rtol: 1, json: true });
  expect(code).toBe(1);
  expect(data).toMatchObject({
    ok: false,
    count: 7,
    equal: 1,
    differ: 5,
    exceed: 5,
    nan: { a: 1, b: 1, both: 1 },
    infinite: { equal: 1, unequal: 2 },
    decades: {},
  });
  const { stdout } = await compared(files);
  expect(stdout).toContain("1 in a, 1 in b, 1 in both: none passes\n");
  expect(stdout).toContain("1 the same in both, 2 not\n");
});

test("as JSON: everything that is printed", async () => {
  const { code, data } = await compared({ "a.npy": a, "b.npy": b }, { atol: 0.001, source: "a guess", json: true });
  expect(code).toBe(1);
  expect(data).toMatchObject({
    ok: false,
    dtype: "float32",
    shape: [2, 3],
    tolerance: { atol: 0.001, rtol: 0 },
    source: "a guess",
    count: 6,
    differ: 3,
    exceed: 1,
    equal: 3,
    absolute: { difference: 0.5, index: [1, 1], a: -5, b: -5.5 },
    relative: { index: [1, 1] },
    decades: { "1e-9": 1, "1e-5": 1, "1e-1": 1 },
    diagnostics: [],
  });
  expect((await compared({ "a.npy": a }, { json: true })).data.tolerance).toBeNull();
});

test("JSON has no types: its numbers are decimals of the other side's", async () => {
  expect((await compared({ "a.json": "[0.1, 0.2]", "b.npy": npy([2], 0.1, 0.2) })).code).toBe(0);
  expect((await compared({ "a.json": "[0.1, 0.2]", "b.npy": doubles(0.1, 0.2) })).code).toBe(0);
  expect((await compared({ "a.json": "[0.1]", "b.npy": doubles(Math.fround(0.1)) })).code).toBe(1);
  const nulls = await compared({ "a.json": "[null, 1]", "b.npy": npy([2], Number.POSITIVE_INFINITY, 1) }, { atol: 1 });
  expect(nulls.code).toBe(1);
  expect(nulls.stdout).toContain("1 in a, 0 in b, 0 in both: none passes; null in JSON counts as one");
});

test("a tensor of a file with several is taken by its name", async () => {
  const weights = writeSafetensors([
    ["scores", { shape: [2], data: Float32Array.of(1, 2) }],
    ["logits", { shape: [2], data: Float32Array.of(3, 4) }],
  ]);
  const files = { "a.json": '{"scores": [1, 2], "logits": [3, 4]}', "b.safetensors": weights };
  const { code, stdout } = await compared(files, { tensor: "logits" });
  expect(code).toBe(0);
  expect(stdout).toMatchInlineSnapshot(`
    "a                      a.json:logits
    b                      b.safetensors:logits
    shape                  2, float32
    tolerance              none: values must be equal
    values                 2
    differ                 0
    largest |a − b|        0
    largest |a − b| / |b|  0

    passed: 2 values equal
    "
  `);
  expect((await compared({ "a.json": '{"scores": [1, 2]}', "b.npy": npy([2], 1, 2) })).code).toBe(0);
  const unnamed = await compared(files);
  expect([unnamed.code, unnamed.stderr]).toEqual([
    2,
    "error[diff-which]: which tensor of `a.json`? it has `scores`, `logits`\nhelp: say `--tensor NAME`\n",
  ]);
});

test.each([
  ["another shape", [2], "error[diff-shape]: expected 3 as in `b.npy`, found 2 in `a.npy`\nhelp: nothing is broadcast"],
  ["another order", [1, 3], "help: both have as many values: reshape one, if their order is the same"],
])("%s is refused", async (_, shape, message) => {
  const values = [1, 2, 3].slice(
    0,
    shape.reduce((x, y) => x * y),
  );
  const { code, stdout, stderr } = await compared({ "a.npy": npy(shape, ...values), "b.npy": npy([3], 1, 2, 3) });
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toContain(message);
});

test("nothing is rounded in silence: types must be the same", async () => {
  const { code, stderr } = await compared({ "a.npy": npy([1], 0.5), "b.npy": doubles(0.5) });
  expect(code).toBe(2);
  expect(stderr).toMatchInlineSnapshot(`
    "error[diff-dtype]: expected float64 as in \`b.npy\`, found float32 in \`a.npy\`
    help: convert one with \`array.astype(…)\`, so that it is said which rounding is meant
    "
  `);
});

test.each([
  [["missing.npy", "b.npy"], "error[no-such-file]: cannot read the values: no such file: `missing.npy`"],
  [["b.npy", "b.txt"], "error[diff-kind]: expected a .npy, .json or .safetensors file, found `b.txt`"],
  [["b.npy", "b.npy", "--tensor", "x"], "error[diff-no-tensor]: neither file names its tensors, so neither has `x`"],
  [["c.json", "b.npy", "--tensor", "x"], "error[diff-no-tensor]: `c.json` has no tensor `x`; it has `y`"],
  [["empty.npy", "empty.npy"], "error[diff-empty]: `empty.npy` has no values (0): comparing nothing shows nothing"],
  [["b.npy", "b.npy", "--atol", "-1"], "argument '-1' is invalid. Expected a number from 0, such as 1e-5."],
  [["b.npy", "b.npy", "--rtol", "1%"], "argument '1%' is invalid. Expected a number from 0, such as 1e-5."],
  [["b.npy"], "error: missing required argument 'b'"],
])("%j is refused: exit code 2", async (words, message) => {
  const cwd = folderWith({ "b.npy": npy([1], 1), "b.txt": "1", "c.json": '{"y": [1]}', "empty.npy": npy([0]) });
  const { code, stdout, stderr } = await cnnc(["diff", ...words], { cwd });
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toContain(message);
});

test("of many powers of ten the smallest share a row", async () => {
  const small = Array.from({ length: 30 }, (_, i) => 10 ** -i * 1.5);
  const files = { "a.json": JSON.stringify(small), "b.json": JSON.stringify(small.map(() => 0)) };
  const { stdout } = await compared(files);
  expect(stdout.match(/^1e-?\d+ to/gm)).toHaveLength(14);
  expect(stdout).toMatch(/^below 1e-13 +16 /m);
});
