import { beforeAll, describe, expect, test, vi } from "vitest";
import { volume } from "../../compiler/kernels/tensor.ts";
import { create, type Network } from "../../runtime/index.ts";
import type { Progress } from "../../runtime/weights.ts";
import { compiled } from "../compiled.ts";
import { adapter, device, failure } from "./device.ts";
import { meaning, ramp, tiny, w, weights, withVariant } from "./tiny.ts";

let gpu: GPUDevice;
beforeAll(async () => {
  gpu = await device();
});

const tinyNetwork = (batch = 1) => create(tiny, { device: gpu, weights, batch });

describe("a run", () => {
  test.each([1, 3])("computes what the program says, with batch %i", async (batch) => {
    const net = await tinyNetwork(batch);
    const x = ramp(6 * batch);
    expect(await net.run({ x })).toEqual({ sum: Float32Array.from(meaning(x)) });
    await net.dispose();
  });

  test("gives fresh arrays: a later run does not change an earlier result", async () => {
    const net = await tinyNetwork();
    const { sum } = await net.run({ x: ramp(6) });
    await net.run({ x: ramp(6, 100) });
    expect([...sum!]).toEqual(meaning(ramp(6)));
    await net.dispose();
  });

  test("takes a GPU buffer as it takes an array", async () => {
    const net = await tinyNetwork(3);
    const x = gpu.createBuffer({ size: 72, usage: GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST });
    gpu.queue.writeBuffer(x, 0, ramp(18));
    const { sum } = await net.run({ x });
    expect([...sum!]).toEqual(meaning(ramp(18)));
    x.destroy();
    await failure("input-type", () => net.run({ x }), "destroyed");
    expect([...(await net.run({ x: ramp(18) })).sum!]).toEqual(meaning(ramp(18)));
    await net.dispose();
  });

  test("overlapping runs each get their own result, in order, and an array may change once `run` has returned", async () => {
    const net = await tinyNetwork();
    const x = new Float32Array(6);
    const done: number[] = [];
    const runs = Array.from({ length: 20 }, async (_, i) => {
      x.fill(i);
      const { sum } = await net.run({ x });
      done.push(i);
      return [...sum!];
    });
    const results = await Promise.all(runs);
    results.forEach((sum, i) => {
      expect(sum).toEqual(meaning(new Float32Array(6).fill(i)));
    });
    expect(done).toEqual(Array.from({ length: 20 }, (_, i) => i));
    await net.dispose();
  });

  test("encodes on the caller's encoder and leaves the outputs on the GPU", async () => {
    const net = await tinyNetwork();
    const usage = GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    const x = gpu.createBuffer({ size: 24, usage });
    gpu.queue.writeBuffer(x, 0, ramp(6));
    const back = gpu.createBuffer({ size: 24, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
    const encoder = gpu.createCommandEncoder();
    net.encode(encoder, { x });
    const { buffer, offset, size } = net.outputs.sum!;
    expect(size).toBe(32);
    encoder.copyBufferToBuffer(buffer, offset, back, 0, 24);
    gpu.queue.submit([encoder.finish()]);
    await back.mapAsync(GPUMapMode.READ);
    expect([...new Float32Array(back.getMappedRange())]).toEqual(meaning(ramp(6)));
    await failure("input-type", () => net.encode(encoder, { x: ramp(6) }), "GPUBuffer");
    await net.dispose();
  });

  test("makes no buffer, bind group or pipeline", async () => {
    const net = await tinyNetwork();
    const made: string[] = [];
    for (const name of ["createBuffer", "createBindGroup", "createComputePipelineAsync"] as const) {
      const real = gpu[name].bind(gpu) as (...args: unknown[]) => unknown;
      Object.defineProperty(gpu, name, {
        configurable: true,
        value: (...args: unknown[]) => {
          made.push(name);
          return real(...args);
        },
      });
    }
    for (let i = 0; i < 3; i++) await net.run({ x: ramp(6) });
    expect(made).toEqual([]);
    gpu.createBuffer({ size: 4, usage: 8 }).destroy();
    expect(made).toEqual(["createBuffer"]);
    for (const name of ["createBuffer", "createBindGroup", "createComputePipelineAsync"]) {
      Reflect.deleteProperty(gpu, name);
    }
    await net.dispose();
  });
});

test("a run of many ms makes the browser look for its result, ever less often, and no more once it is there", async () => {
  const { program } = compiled("net A(x: 64x48x48) { return x -> conv(96, 3x3, pad=1) -> conv(32, 3x3, pad=1) }");
  const zeros = program.parameters.map(({ name, shape }) => [name, new Float32Array(volume(shape))] as const);
  const net = await create(program, { device: gpu, weights: new Map(zeros) });
  const submit = vi.spyOn(gpu.queue, "submit");
  const began = performance.now();
  await net.run({ x: new Float32Array(64 * 48 * 48) });
  const took = performance.now() - began;
  const made = submit.mock.calls.map(([buffers]) => [...buffers].length);
  expect(made.slice(0, 2)).toEqual([1, 0]);
  // After 1, 2, 4, … ms.
  expect(made.length).toBeLessThanOrEqual(2 + Math.log2(took));
  await new Promise((resolve) => setTimeout(resolve, 4 * took));
  expect(submit).toHaveBeenCalledTimes(made.length);
  submit.mockRestore();
  await net.dispose();
});

describe("wrong inputs are refused", () => {
  let net: Network;
  beforeAll(async () => {
    net = await tinyNetwork(2);
  });
  const bad = (x: unknown) => () => net.run({ x } as never);

  test("missing, unknown and inherited names", async () => {
    await failure("input-missing", () => net.run({}), "`x`");
    await failure("input-unknown", () => net.run({ x: ramp(12), y: ramp(1) }), "`y`", "it takes `x`");
    await failure("input-missing", () => net.run(Object.create({ x: ramp(12) })), "`x`");
  });

  test("another length says what was expected", async () => {
    await failure("input-length", bad(ramp(6)), "12 values (batch 2 of 1x2x3)", "found 6");
    const small = gpu.createBuffer({ size: 44, usage: GPUBufferUsage.COPY_SRC });
    await failure("input-length", bad(small), "48 bytes", "found 44");
    const unreadable = gpu.createBuffer({ size: 48, usage: GPUBufferUsage.COPY_DST });
    await failure("input-type", bad(unreadable), "COPY_SRC");
  });

  test("another type", async () => {
    await failure("input-type", bad(new Float64Array(12)), "Float64Array");
    await failure("input-type", bad(Array(12).fill(0)), "Array");
    await failure("input-type", bad(null), "Null");
    await failure("input-type", bad(undefined), "Undefined");
  });

  test("NaN and infinity", async () => {
    for (const value of [NaN, Infinity, -Infinity]) {
      const x = ramp(12);
      x[7] = value;
      await failure("input-not-finite", bad(x), `value 7 is ${value}`);
    }
  });

  test("an entry point that is not there", async () => {
    await failure("validation", () => net.run({ x: ramp(12) }, { entry: "step" }), "`step`", "`run`");
  });
});

describe("creation", () => {
  test("refuses a batch that is not a count", async () => {
    for (const batch of [0, -1, 1.5, NaN]) await failure("batch", () => tinyNetwork(batch), String(batch));
  });

  test("asks for no weights when the device does not fit", async () => {
    let asked = false;
    const ask = () => {
      asked = true;
      return weights;
    };
    const program = withVariant({ limits: { maxBufferSize: 2 ** 50 } });
    await failure("missing-limit", () => create(program, { device: gpu, weights: ask }), "maxBufferSize", `${2 ** 50}`);
    expect(asked).toBe(false);
  });

  test("reports the kernels that are ready and the bytes that have come", async () => {
    const seen: Progress[] = [];
    const response = new Response(weights, { headers: { "content-length": String(weights.length) } });
    const net = await create(tiny, { device: gpu, weights: response, onProgress: (p) => seen.push(p) });
    const kernels = seen.filter((p) => p.phase === "kernels");
    expect(kernels.map((p) => [p.loaded, p.total])).toEqual([[1, 2], [2, 2]]); // biome-ignore format: a table
    const bytes = seen.filter((p) => p.phase === "weights");
    expect(bytes.at(-1)).toEqual({ phase: "weights", loaded: weights.length, total: weights.length });
    await net.dispose();
  });

  test("names the kernel that does not compile, with the compiler's words and place", async () => {
    const kernels = tiny.kernels.map((k) => (k.name === "add" ? { ...k, wgsl: k.wgsl.replace("w[id.x]", "q") } : k));
    const error = await failure("shader", () => create({ ...tiny, kernels }, { device: gpu, weights }), "`add`", "'q'");
    expect(error.message).toMatch(/add:5:\d+: /);
  });

  test("keeps the compiler's warnings", async () => {
    const quiet = await tinyNetwork();
    expect(quiet.warnings).toEqual([]);
    const [double, add] = [tiny.kernels[0]!, tiny.kernels[1]!];
    const wgsl = `${double.wgsl} fn after() -> f32 { return 1; return 2; }`;
    const net = await create({ ...tiny, kernels: [{ ...double, wgsl }, add] }, { device: gpu, weights });
    expect(net.warnings).toEqual([expect.stringMatching(/^double:\d+:\d+: .*unreachable/)]);
    await Promise.all([quiet.dispose(), net.dispose()]);
  });

  test("that the memory does not suffice for is refused", async () => {
    const limits = { requiredLimits: { maxBufferSize: 2 ** 30 } };
    const roomy = await (await adapter()).requestDevice(limits);
    const spare = Array.from({ length: 500 }, (_, i) => ({
      name: `spare${i}`,
      kind: "activations" as const,
      bytes: 2 ** 30,
      perImage: false,
    }));
    const program = withVariant({ buffers: [...tiny.variants[0]!.buffers, ...spare] });
    await failure("out-of-memory", () => create(program, { device: roomy, weights }), "Tiny");
    const net = await create(tiny, { device: roomy, weights });
    await net.dispose();
  });

  test("puts constants of the file where recipes say", async () => {
    const recipes = [{ ...tiny.variants[0]!.recipes[0]!, source: [...w] }];
    const net = await create({ ...withVariant({ recipes }), parameters: [] }, { device: gpu });
    expect([...(await net.run({ x: ramp(6) })).sum!]).toEqual(meaning(ramp(6)));
    await net.dispose();
  });
});
