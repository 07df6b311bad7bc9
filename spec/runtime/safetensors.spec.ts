import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CnncError } from "../../runtime/errors.ts";
import { f32, readSafetensors, writeSafetensors } from "../../runtime/safetensors.ts";
import { failure } from "./device.ts";

/** A file with this header, as text or as JSON, and so many bytes of data. */
function file(header: unknown, dataBytes = 0): Uint8Array {
  const json = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}

const entry = (shape: number[], begin: number, end: number, dtype = "F32") => ({
  dtype,
  shape,
  data_offsets: [begin, end],
});

const tensors = fc
  .uniqueArray(fc.tuple(fc.string(), fc.array(fc.nat({ max: 4 }), { maxLength: 3 })), { selector: ([name]) => name })
  .map((all) => all.filter(([name]) => name !== "__metadata__"))
  .map((all) =>
    all.map(([name, shape]) => {
      const length = shape.reduce((a, b) => a * b, 1);
      return [name, { shape, data: Float32Array.from({ length }, (_, i) => i - 1.5) }] as const;
    }),
  );

describe("a file that was written", () => {
  test("reads back the same, at any alignment", () => {
    fc.assert(
      fc.property(tensors, fc.nat({ max: 7 }), (given, shift) => {
        const bytes = writeSafetensors(given);
        const moved = new Uint8Array(bytes.length + shift);
        moved.set(bytes, shift);
        const found = readSafetensors(moved.subarray(shift));
        expect([...found.keys()].sort()).toEqual(given.map(([name]) => name).sort());
        for (const [name, { shape, data }] of given) {
          expect(found.get(name)!.shape).toEqual(shape);
          expect(f32(name, found.get(name)!)).toEqual(data);
        }
      }),
    );
  });

  test("gives views where the data is aligned", () => {
    const bytes = writeSafetensors([["a", { shape: [2], data: Float32Array.of(1, 2) }]]);
    const a = f32("a", readSafetensors(bytes).get("a")!);
    expect(a.buffer).toBe(bytes.buffer);
  });

  test("keeps names that objects treat specially", () => {
    const names = ["__proto__", "constructor", "toString", "", 'a"b\\:{}'];
    const bytes = writeSafetensors(names.map((name, i) => [name, { shape: [], data: Float32Array.of(i) }]));
    const found = readSafetensors(bytes);
    names.forEach((name, i) => {
      expect([...f32(name, found.get(name)!)]).toEqual([i]);
    });
  });

  test("is not written where shape and values disagree, or under the reserved name", async () => {
    const data = Float32Array.of(1);
    await failure("weights-shape", () => writeSafetensors([["a", { shape: [2], data }]]), "`a`");
    await failure("weights-header", () => writeSafetensors([["__metadata__", { shape: [1], data }]]));
  });
});

describe("what a file may have", () => {
  test("metadata and other types, as long as these are not asked for", async () => {
    const header = { __metadata__: { format: "pt" }, a: entry([1], 2, 6), b: entry([1], 0, 2, "BF16") };
    const found = readSafetensors(file(header, 6));
    expect([...found.keys()]).toEqual(["b", "a"]);
    expect(f32("a", found.get("a")!)).toEqual(new Float32Array(1));
    await failure("weights-dtype", () => f32("b", found.get("b")!), "`b`", "BF16", "F32");
  });

  test("no tensors at all", () => {
    expect(readSafetensors(file("{}")).size).toBe(0);
    expect(readSafetensors(file("{}     ")).size).toBe(0);
  });
});

describe("a file that is not right is refused", () => {
  const huge = new Uint8Array(16).fill(255);
  const page = new TextEncoder().encode("<!DOCTYPE html><html></html>");
  test.each([
    ["nothing", "weights-truncated", new Uint8Array(0)],
    ["seven bytes", "weights-truncated", new Uint8Array(7)],
    ["a header longer than the file", "weights-truncated", file({ a: entry([1], 0, 4) }, 4).subarray(0, 30)],
    ["data that ends early", "weights-truncated", file({ a: entry([2], 0, 8) }, 7)],
    ["a header of 2⁶⁴ − 1 bytes", "weights-header", huge],
    ["a web page", "weights-header", page],
    ["text that is not JSON", "weights-header", file("{")],
    ["text that is not UTF-8", "weights-header", file("{}").map((b, i) => (i === 8 ? 0xff : b))],
    ["an array", "weights-header", file([])],
    ["null", "weights-header", file("null")],
    ["a hundred thousand brackets", "weights-header", file("[".repeat(1e5) + "]".repeat(1e5))],
    ["a name given twice", "weights-header", file(`{"a":${JSON.stringify(entry([1], 0, 4))},"a":{}}`, 4)],
    [
      "a key given twice",
      "weights-header",
      file('{"a":{"dtype":"F32","dtype":"F32","shape":[],"data_offsets":[0,4]}}', 4),
    ],
    ["an entry that is null", "weights-header", file({ a: null })],
    ["an entry without a type", "weights-header", file({ a: { shape: [1], data_offsets: [0, 4] } }, 4)],
    ["a negative offset", "weights-header", file({ a: entry([1], -4, 0) }, 4)],
    ["a fraction", "weights-header", file({ a: entry([0.5], 0, 2) }, 2)],
    ["an end before the beginning", "weights-header", file({ a: entry([1], 4, 0) }, 4)],
    ["a shape that the bytes do not have", "weights-header", file({ a: entry([3], 0, 8) }, 8)],
    ["a shape past all counting", "weights-header", file({ a: entry(Array(40).fill(2 ** 52), 0, 8) }, 8)],
    ["infinity times zero", "weights-header", file({ a: entry([...Array(60).fill(2 ** 52), 0], 0, 8) }, 8)],
    ["tensors that overlap", "weights-header", file({ a: entry([2], 0, 8), b: entry([2], 4, 12) }, 12)],
    ["a hole", "weights-header", file({ a: entry([1], 0, 4), b: entry([1], 8, 12) }, 12)],
    ["bytes after the last tensor", "weights-header", file({ a: entry([1], 0, 4) }, 5)],
  ] as const)("%s", async (_, code, bytes) => {
    await failure(code, () => readSafetensors(bytes));
  });

  test("and the error shows what a server sent instead", async () => {
    await failure("weights-header", () => readSafetensors(page), '"<!DOCTYP"');
  });

  test("whatever is done to a good one: it reads, or it is an error with a code", () => {
    const bytes = [...writeSafetensors([["conv1.weight", { shape: [2, 3], data: new Float32Array(6) }], ["b", { shape: [1], data: new Float32Array(1) }]])]; // biome-ignore format: one file
    const edit = fc.tuple(fc.nat({ max: bytes.length - 1 }), fc.nat({ max: 2 }), fc.array(fc.nat({ max: 255 }), { maxLength: 4 })); // biome-ignore format: at, remove, insert
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
        const broken = [...bytes];
        for (const [at, remove, insert] of edits) broken.splice(at, remove, ...insert);
        try {
          for (const [name, tensor] of readSafetensors(Uint8Array.from(broken))) f32(name, tensor);
        } catch (error) {
          expect(error).toBeInstanceOf(CnncError);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test("whatever its header says", () => {
    const number = fc.oneof(fc.nat({ max: 16 }), fc.integer(), fc.double(), fc.constant(2 ** 53));
    const value = fc.record(
      { dtype: fc.constantFrom("F32", "F64", "F16", 7), shape: fc.array(number), data_offsets: fc.array(number) },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(fc.dictionary(fc.string(), fc.oneof(value, fc.jsonValue())), fc.jsonValue()), (header) => {
        try {
          for (const [name, tensor] of readSafetensors(file(header, 16))) f32(name, tensor);
        } catch (error) {
          expect(error).toBeInstanceOf(CnncError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
