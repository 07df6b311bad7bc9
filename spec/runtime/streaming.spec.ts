import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { beforeAll, describe, expect, test } from "vitest";
import { Memory } from "../../runtime/buffers.ts";
import type { CreateOptions } from "../../runtime/executor.ts";
import { create, type Program } from "../../runtime/index.ts";
import type { Leaf } from "../../runtime/recipes.ts";
import { writeSafetensors } from "../../runtime/safetensors.ts";
import { type Load, upload } from "../../runtime/upload.ts";
import { loadWeights, type Progress } from "../../runtime/weights.ts";
import { before } from "../verify/calls.ts";
import { device, failure } from "./device.ts";
import { dense, meaning, ramp, withVariant } from "./tiny.ts";

let gpu: GPUDevice;
beforeAll(async () => {
  gpu = await device();
});

/** Three tensors, two of which are wanted, in another order than they are wanted in. */
const shapes = { last: [5], surplus: [3], first: [2, 3] };
const tensors = Object.entries(shapes).map(
  ([name, shape], i) =>
    [
      name,
      {
        shape,
        data: ramp(
          shape.reduce((a, b) => a * b),
          10 * i,
        ),
      },
    ] as const,
);
const file = writeSafetensors(tensors);
const start = 8 + new DataView(file.buffer).getUint32(0, true);
const parameters = ["first", "last"].map((name) => ({ name, shape: shapes[name as "first" | "last"] }));

/** A body that comes in pieces of so many bytes, and what was asked of it. */
function stream(bytes: Uint8Array<ArrayBuffer>, piece: number, { stallAt = Number.POSITIVE_INFINITY } = {}) {
  const seen = { given: 0, cancelled: false };
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      pull(controller) {
        if (seen.given >= stallAt) return new Promise(() => {});
        if (seen.given >= bytes.length) return controller.close();
        const next = bytes.slice(seen.given, Math.min(seen.given + piece, stallAt));
        seen.given += next.length;
        controller.enqueue(next);
      },
      cancel() {
        seen.cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { seen, response: new Response(body) };
}

async function load(response: Response, leaves: readonly Leaf[] = ["first", "last"]) {
  const found: [Leaf, number[]][] = [];
  await loadWeights(parameters, response, leaves, (leaf, values) => found.push([leaf, [...values]]));
  return found;
}

describe("weights that come in pieces", () => {
  test.each([1, 7, 64, file.length])("of %i bytes come out in the order of the file", async (piece) => {
    expect(await load(stream(file, piece).response)).toEqual([
      ["last", [0, 1, 2, 3, 4]],
      ["first", [20, 21, 22, 23, 24, 25]],
    ]);
  });

  test("are read no further than what is asked for", async () => {
    const { response, seen } = stream(file, 4);
    const enough = new Error("enough");
    const take = () => {
      expect(seen.given - start).toBeLessThanOrEqual(20 + 4);
      throw enough;
    };
    await expect(loadWeights(parameters, response, ["first", "last"], take)).rejects.toBe(enough);
    expect(seen.cancelled).toBe(true);
  });

  test("come as the stretches that tile a parameter, or in them if they do not", async () => {
    const stretch = (from: number, to: number) => ({ name: "first", from, to });
    const [a, b, c] = [stretch(0, 2), stretch(2, 6), stretch(1, 3)];
    expect(await load(stream(file, 3).response, [a, b])).toEqual([
      [a, [20, 21]],
      [b, [22, 23, 24, 25]],
    ]);
    expect(await load(stream(file, 3).response, [a, c])).toEqual([
      [a, [20, 21]],
      [c, [21, 22]],
    ]);
    expect(await load(stream(file, 3).response, ["first", b])).toEqual([
      ["first", [20, 21, 22, 23, 24, 25]],
      [b, [22, 23, 24, 25]],
    ]);
    const { response, seen } = stream(file, 4);
    const left: number[] = [];
    await loadWeights(parameters, response, [a, b], () => left.push(file.length - seen.given));
    expect(left).toEqual([4 * 4, 0]);
  });

  test("may be wrong where nothing is wanted of them", async () => {
    const bad = file.slice();
    new DataView(bad.buffer).setFloat32(start + 4, Number.NaN, true);
    await failure("weights-not-finite", () => load(stream(bad, 5).response, ["first"]), "`last`: value 1 is NaN");
  });
});

describe("what a file lacks is said before its data come", () => {
  test.each([
    ["weights-missing", "`nothing`", { name: "nothing", shape: [1] }],
    ["weights-shape", "expected 3x2, found 2x3", { name: "first", shape: [3, 2] }],
  ] as const)("%s", async (code, text, parameter) => {
    const { response, seen } = stream(file, 1, { stallAt: start });
    const first = () => loadWeights([parameter], response, [], () => {});
    await failure(code, first, text);
    expect(seen).toEqual({ given: start, cancelled: true });
  });

  test("weights-dtype", async () => {
    const text = Buffer.from(file).toString("latin1").replace('"F32","shape":[2,3]', '"I32","shape":[2,3]');
    const { response, seen } = stream(Buffer.from(text, "latin1"), 1, { stallAt: start });
    await failure("weights-dtype", () => load(response), "`first`: expected F32, found I32");
    expect(seen.cancelled).toBe(true);
  });
});

test.each([
  ["in the header's length", 5, "its header"],
  ["in the header", start - 1, "its header"],
  ["in a tensor", start + 18, "`last`: expected 20 bytes, found 18"],
  ["in one that nobody wants", start + 21, "`surplus`: expected 12 bytes, found 1"],
  ["before the last value", file.length - 1, "`first`: expected 24 bytes, found 23"],
])("a file that ends %s is truncated", async (_, length, text) => {
  await failure("weights-truncated", () => load(stream(file.slice(0, length), 7).response), text);
});

test("a file that goes on after its last tensor is refused", async () => {
  await failure("weights-header", () => load(stream(new Uint8Array([...file, 1, 2, 3]), 7).response), "3 bytes");
});

test("numbers of another type than Float32Array are taken for what they are", async () => {
  const given = { first: [1, 2, 3, 4, 5, 6], last: Float64Array.of(0.5, 1, 2, 3, 4) };
  const weights = given as unknown as Record<string, Float32Array>;
  const found: [string, number[]][] = [];
  await loadWeights(parameters, weights, ["first", "last"], (name, values) => found.push([name, [...values]]));
  expect(found).toEqual([
    ["first", given.first],
    ["last", [...given.last]],
  ]);
});

/** A device that counts the buffers that are there. */
function watched(): { device: GPUDevice; alive: Set<GPUBuffer> } {
  const alive = new Set<GPUBuffer>();
  const createBuffer = (descriptor: GPUBufferDescriptor): GPUBuffer => {
    const buffer = gpu.createBuffer(descriptor);
    const destroy = buffer.destroy.bind(buffer);
    alive.add(buffer);
    buffer.destroy = () => {
      alive.delete(buffer);
      destroy();
    };
    return buffer;
  };
  return { device: before(gpu, { createBuffer }), alive };
}

describe("a network", () => {
  /** `tiny` with the sum of two parameters for its weights. */
  const source = { op: "add", of: ["a", "b"] } as const;
  const sum: Program = {
    ...withVariant({ recipes: [dense(1, source, [2, 3])] }),
    parameters: [
      { name: "a", shape: [2, 3] },
      { name: "b", shape: [1] },
    ],
  };
  const fileOf = (b: number, a = ramp(6, 1).map((v) => 10 * v - b)) =>
    writeSafetensors([
      ["b", { shape: [1], data: Float32Array.of(b) }],
      ["a", { shape: [2, 3], data: a }],
    ]);
  const made = (options: CreateOptions) => create(sum, options);

  test.each([1, 7, 1000])("is built while its weights arrive, %i bytes at a time", async (piece) => {
    const seen: Progress[] = [];
    const weights = fileOf(4);
    const onProgress = (each: Progress) => each.phase === "weights" && seen.push(each);
    const net = await made({ device: gpu, weights: stream(weights, piece).response, onProgress });
    expect([...(await net.run({ x: ramp(6) })).sum!]).toEqual(meaning(ramp(6)));
    expect(seen.map(({ loaded }) => loaded).sort((a, b) => a - b)).toEqual(seen.map(({ loaded }) => loaded));
    expect(seen.at(-1)!.loaded).toBe(weights.length);
    await net.dispose();
  });

  test("whose last value is not finite leaves nothing allocated", async () => {
    const { device: counting, alive } = watched();
    const bad = ramp(6);
    bad[5] = Number.NaN;
    const { response, seen } = stream(fileOf(4, bad), 7);
    await failure("weights-not-finite", () => made({ device: counting, weights: response }), "`a`: value 5 is NaN");
    expect(alive.size).toBe(0);
    expect(seen.cancelled || seen.given > 0).toBe(true);
  });

  test("whose weights are cut off leaves nothing allocated", async () => {
    const { device: counting, alive } = watched();
    const { response } = stream(fileOf(4).slice(0, -9), 7);
    await failure("weights-truncated", () => made({ device: counting, weights: response }), "`a`");
    expect(alive.size).toBe(0);
  });

  test("is given up in the middle of its weights: the body is cancelled, the memory freed", async () => {
    const { device: counting, alive } = watched();
    const weights = fileOf(4);
    const stop = new AbortController();
    const { response, seen } = stream(weights, 7, { stallAt: weights.length - 20 });
    const pending = failure("aborted", () => made({ device: counting, weights: response, signal: stop.signal }));
    while (seen.given < weights.length - 20) await new Promise((resolve) => setTimeout(resolve, 1));
    expect(alive.size).toBeGreaterThan(0);
    stop.abort();
    await pending;
    while (alive.size > 0) await new Promise((resolve) => setTimeout(resolve, 1));
    expect(seen.cancelled).toBe(true);
  });

  test("that a shader's error keeps from being built ends the download", async () => {
    const { device: counting, alive } = watched();
    const broken = { ...sum, kernels: sum.kernels.map((kernel) => ({ ...kernel, wgsl: "nonsense" })) };
    const { response, seen } = stream(fileOf(4), 1);
    await failure("shader", () => create(broken, { device: counting, weights: response }));
    expect(alive.size).toBe(0);
    while (!seen.cancelled && seen.given < fileOf(4).length) await new Promise((resolve) => setTimeout(resolve, 1));
  });
});

test("no more weights are held than what a slot waits for", async () => {
  setFlagsFromString("--expose-gc");
  const gc = runInNewContext("gc") as () => void;
  const count = 12;
  const names = Array.from({ length: count }, (_, i) => `w${i}`);
  const program: Program = {
    ...withVariant({ recipes: names.map((name) => dense(1, name, [2, 3])) }),
    parameters: names.map((name) => ({ name, shape: [2, 3] })),
  };
  const memory = new Memory();
  memory.allocate(gpu, program.variants[0]!, 1);
  const arrays: WeakRef<Float32Array>[] = [];
  let most = 0;
  const remembered = (): Float32Array => {
    const values = new Float32Array(6);
    arrays.push(new WeakRef(values));
    return values;
  };
  const load: Load = async (leaves, take) => {
    for (const leaf of leaves) {
      // A turn of the event loop, after which a WeakRef may let go.
      await new Promise((resolve) => setTimeout(resolve));
      gc();
      most = Math.max(most, arrays.filter((each) => each.deref()).length);
      await take(leaf, remembered());
    }
  };
  await upload(program, gpu, program.variants[0]!, memory, load);
  expect(arrays.length).toBe(count);
  expect(most).toBe(0);
  memory.destroy();
});
