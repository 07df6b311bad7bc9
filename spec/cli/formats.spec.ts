import { encode } from "fast-png";
import { describe, expect, test } from "vitest";
import { CliError } from "../../compiler/cli/errors.ts";
import { nested, readJson } from "../../compiler/cli/io/json.ts";
import { readNpy, writeNpy } from "../../compiler/cli/io/npy.ts";
import { readPng, writePng } from "../../compiler/cli/io/png.ts";
import { imagesIn } from "../../compiler/cli/io/tensor.ts";
import { randomWeights } from "../../compiler/cli/io/weights.ts";

/** The error that the work must end in, as `code: message`. */
function failure(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(CliError);
    return `${(error as CliError).code}: ${(error as CliError).message}`;
  }
  throw new Error("expected an error");
}

const bytes = (text: string) => Uint8Array.from(text, (c) => c.charCodeAt(0));

/** A `.npy` file as NumPy writes it, but for what is given. */
function npy({
  descr = "'<f4'",
  order = "False",
  shape = "(2,)",
  data = new Uint8Array(8),
  length = undefined as number | undefined,
  version = 1,
} = {}) {
  const header = `{'descr': ${descr}, 'fortran_order': ${order}, 'shape': ${shape}, }\n`;
  const size = length ?? header.length;
  const lengthBytes = [
    size & 255,
    (size >> 8) & 255,
    ...(version > 1 ? [(size >> 16) & 255, (size >>> 24) & 255] : []),
  ];
  return Uint8Array.from([...bytes("\u0093NUMPY"), version, 0, ...lengthBytes, ...bytes(header), ...data]);
}

describe("npy", () => {
  test.each([[[3]], [[2, 3]], [[1, 2, 2, 1]], [[]], [[0, 3]]])("shape %j makes the round trip", (shape) => {
    const data = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i / 7);
    expect(readNpy(writeNpy({ shape, data }), "a.npy")).toEqual({ shape, data });
  });

  test("what is written is what NumPy writes: version 1, data at a multiple of 64, one line of header", () => {
    const file = writeNpy({ shape: [2], data: Float32Array.of(1, -2) });
    expect(new TextDecoder("latin1").decode(file.slice(0, 128))).toBe(
      `\u0093NUMPY\u0001\u0000\u0076\u0000${"{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }".padEnd(117)}\n`,
    );
  });

  test("float64 is rounded to float32, uint8 keeps its values", () => {
    const f8 = new Uint8Array(new Float64Array([0.1, 2]).buffer);
    expect(readNpy(npy({ descr: "'<f8'", data: f8 }), "a.npy").data).toEqual(Float32Array.of(0.1, 2));
    expect(readNpy(npy({ descr: "'|u1'", data: Uint8Array.of(0, 255) }), "a.npy").data).toEqual(
      Float32Array.of(0, 255),
    );
    expect(readNpy(npy({ version: 2 }), "a.npy").shape).toEqual([2]);
  });

  test.each([
    ["another file", bytes("hello, world"), "npy-format: `a.npy` is not a valid .npy file: it does not begin as one"],
    ["an empty file", new Uint8Array(0), "npy-format: `a.npy` is not a valid .npy file: it does not begin as one"],
    [
      "a version of the future",
      npy({ version: 9 }),
      "npy-format: `a.npy` is not a valid .npy file: expected version 1 to 3, found 9",
    ],
    [
      "a cut header",
      npy().slice(0, 30),
      "npy-truncated: `a.npy` ends too early: expected 58 bytes of header, found 20",
    ],
    ["a cut length", npy().slice(0, 9), "npy-truncated: `a.npy` ends too early: expected 10 bytes, found 9"],
    [
      "a huge header",
      npy({ version: 2, length: 0x7fffffff }),
      "npy-format: `a.npy` is not a valid .npy file: its header would take 2147483647 bytes",
    ],
    ["cut data", npy().slice(0, -1), "npy-truncated: `a.npy` ends too early: expected 8 bytes of data, found 7"],
    [
      "more data",
      npy({ data: new Uint8Array(9) }),
      "npy-format: `a.npy` is not a valid .npy file: 1 bytes follow its data",
    ],
    ["integers", npy({ descr: "'<i4'" }), "npy-dtype: expected float32, float64 or uint8 in `a.npy`, found `<i4`"],
    ["big-endian", npy({ descr: "'>f4'" }), "npy-dtype: expected float32, float64 or uint8 in `a.npy`, found `>f4`"],
    ["records", npy({ descr: "[('x', '<f4')]" }), "npy-dtype: expected numbers in `a.npy`, found records"],
    [
      "Fortran order",
      npy({ order: "True", shape: "(1, 2)" }),
      "npy-order: expected C order in `a.npy`, found Fortran order",
    ],
    [
      "a vast shape",
      npy({ shape: "(4294967296, 4294967296)" }),
      "npy-format: `a.npy` is not a valid .npy file: no array is of shape (4294967296, 4294967296)",
    ],
    [
      "no shape",
      npy({ shape: "None" }),
      "npy-format: `a.npy` is not a valid .npy file: its header lacks a shape or an order",
    ],
  ])("%s is refused with a code", (_, file, expected) => {
    expect(failure(() => readNpy(file, "a.npy"))).toBe(expected);
  });
});

describe("png", () => {
  const port = { name: "picture", shape: [3, 2, 2] };
  const rgb = Uint8Array.from({ length: 12 }, (_, i) => i * 20);
  const picture = encode({ width: 2, height: 2, channels: 3, depth: 8, data: rgb });

  test("is read channels first, from 0 to 1, and comes back the same", () => {
    const read = readPng(picture, port, "a.png", { raw: false });
    expect(Array.from(read.data.slice(0, 4), (value) => Math.round(value * 255))).toEqual([0, 60, 120, 180]);
    expect(readPng(writePng(read, { raw: false, normalize: false }), port, "a.png", { raw: false })).toEqual(read);
  });

  test("raw keeps 0 to 255, in and out", () => {
    const read = readPng(picture, port, "a.png", { raw: true });
    expect(read.data[3]).toBe(180);
    expect(readPng(writePng(read, { raw: true, normalize: false }), port, "a.png", { raw: true })).toEqual(read);
  });

  test("a palette counts as the colours that it stands for", () => {
    const palette = [
      [255, 0, 0],
      [1, 2, 3],
    ];
    const indexed = encode({ width: 2, height: 2, channels: 1, depth: 8, data: Uint8Array.of(0, 1, 1, 0), palette });
    expect(Array.from(readPng(indexed, port, "a.png", { raw: true }).data)).toEqual([
      ...[255, 1, 1, 255],
      ...[0, 2, 2, 0],
      ...[0, 3, 3, 0],
    ]);
  });

  test("values outside 0 to 1 are clamped; normalised, the least is black and the largest white", () => {
    const tensor = { shape: [1, 1, 3], data: Float32Array.of(-1, 0.5, 3) };
    const gray = { name: "x", shape: [1, 1, 3] };
    const levels = (normalize: boolean) =>
      Array.from(readPng(writePng(tensor, { raw: false, normalize }), gray, "a.png", { raw: true }).data);
    expect(levels(false)).toEqual([0, 128, 255]);
    expect(levels(true)).toEqual([0, 96, 255]);
    const flat = { shape: [1, 1, 1], data: Float32Array.of(7) };
    expect(() => writePng(flat, { raw: false, normalize: true })).not.toThrow();
  });

  const gray16 = encode({ width: 2, height: 2, channels: 3, depth: 16, data: new Uint16Array(12) });
  const gray = encode({ width: 2, height: 2, channels: 1, depth: 8, data: new Uint8Array(4) });
  const flipped = picture.slice();
  flipped[45] = flipped[45]! ^ 0xff;
  test.each([
    [
      "another file",
      bytes("GIF89a, and more than a header's length"),
      "png-format: `a.png` is not a valid PNG: it does not begin as one",
    ],
    ["an empty file", new Uint8Array(0), "png-format: `a.png` is not a valid PNG: it does not begin as one"],
    [
      "another size",
      encode({ width: 3, height: 2, channels: 1, data: new Uint8Array(6) }),
      "input-shape: input `picture`: expected 2 wide and 2 high, found 3 wide and 2 high in `a.png`",
    ],
    [
      "gray for RGB",
      gray,
      "input-shape: input `picture`: expected 3 channels (RGB), found 1 channel (gray) in `a.png`",
    ],
    ["16 bits a sample", gray16, "png-depth: expected 8 bits a sample, found 16 in `a.png`"],
    ["a cut file", picture.slice(0, 50), "png-format: `a.png` is not a valid PNG: it ends too early"],
  ])("%s is refused with a code", (_, file, expected) => {
    expect(failure(() => readPng(file, port, "a.png", { raw: false }))).toBe(expected);
  });

  test("a damaged file is refused", () => {
    expect(failure(() => readPng(flipped, port, "a.png", { raw: false }))).toMatch(/^png-format: .*(CRC|unpacked)/);
  });

  test("an input that is no picture wants another kind of file", () => {
    expect(failure(() => readPng(picture, { name: "x", shape: [12] }, "a.png", { raw: false }))).toBe(
      "input-shape: input `x` is 12, and a PNG is channels x height x width",
    );
  });
});

describe("json", () => {
  test("nested arrays make the round trip, as short as float32 allows", () => {
    const tensor = readJson("[[0.1, 2], [3e-7, -4]]", "a.json");
    expect(tensor).toEqual({ shape: [2, 2], data: Float32Array.of(0.1, 2, 3e-7, -4) });
    expect(JSON.stringify(nested(tensor))).toBe("[[0.1,2],[3e-7,-4]]");
  });

  test("every float32 survives its shortest decimal", () => {
    const data = Float32Array.of(1 / 3, 16777217, 1.17549435e-38, 3.4028235e38, 1e-45, 0.1 + 0.2);
    expect(Float32Array.from(nested({ shape: [6], data }) as number[])).toEqual(data);
  });

  test("what is no number becomes null", () => {
    expect(nested({ shape: [2], data: Float32Array.of(Number.NaN, Number.POSITIVE_INFINITY) })).toEqual([null, null]);
  });

  test.each([
    ["[1, 2", "json-format: `a.json` is not valid JSON"],
    ["[[1, 2], [3]]", "json-ragged: expected an array of 2 at [1] of `a.json`, found an array of 1"],
    ["[[1], 2]", "json-ragged: expected an array of 1 at [1] of `a.json`, found a number"],
    ["[1, [2]]", "json-ragged: expected a number at [1] of `a.json`, found an array of 1"],
    ["[1, null]", "json-ragged: expected a number at [1] of `a.json`, found null"],
    ['{"x": 1}', "json-ragged: expected a number at the top of `a.json`, found a object"],
    ["[".repeat(50) + "]".repeat(50), "json-format: `a.json` nests too deep for a tensor"],
  ])("%j is refused with a code", (text, expected) => {
    expect(failure(() => readJson(text, "a.json"))).toContain(expected);
  });
});

test("an input takes its shape, or any number of images of it", () => {
  const port = { name: "x", shape: [1, 2, 2] };
  expect(imagesIn({ shape: [1, 2, 2] }, port, "a.npy")).toBe(1);
  expect(imagesIn({ shape: [5, 1, 2, 2] }, port, "a.npy")).toBe(5);
  for (const shape of [[2, 2], [4], [0, 1, 2, 2], [2, 1, 2], []]) {
    expect(failure(() => imagesIn({ shape }, port, "a.npy"))).toContain("input-shape: input `x`: expected 1x2x2");
  }
});

test("random weights are the same for a seed, finite, and positive where they are variances", () => {
  const parameters = [
    { name: "conv1.weight", shape: [4, 3, 5, 5] },
    { name: "bn1.running_var", shape: [4] },
  ];
  const weights = randomWeights({ parameters }, 7);
  expect(randomWeights({ parameters }, 7)).toEqual(weights);
  expect(randomWeights({ parameters }, 8)).not.toEqual(weights);
  expect(weights.get("conv1.weight")!.every((w) => Math.abs(w) < Math.sqrt(6 / 75))).toBe(true);
  expect(weights.get("bn1.running_var")!.every((w) => w >= 0.5)).toBe(true);
});
