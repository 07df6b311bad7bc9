import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { create } from "../../runtime/index.ts";
import { adapter, device, failure } from "./device.ts";
import { meaning, ramp, tiny, weights } from "./tiny.ts";

let gpu: GPUDevice;
beforeAll(async () => {
  gpu = await device();
});

/** Node 20 has no `navigator`; this gives it one whose adapters are real. */
const likeBrowser = () => vi.stubGlobal("navigator", { gpu: { requestAdapter: () => adapter() } });
afterEach(() => {
  vi.unstubAllGlobals();
});

describe("dispose", () => {
  test("frees the memory, ends runs with `disposed`, and leaves a given device whole", async () => {
    const net = await create(tiny, { device: gpu, weights });
    expect(net.bytes).toBe(256 * 3 + 512 + 3 * 32);
    const runs = Array.from({ length: 8 }, () => failure("disposed", () => net.run({ x: ramp(6) }), "Tiny"));
    await net.dispose();
    await Promise.all(runs);
    expect(net.bytes).toBe(0);
    await failure("disposed", () => net.run({ x: ramp(6) }));
    await failure("disposed", () => net.encode(gpu.createCommandEncoder(), {}));
    await net.dispose();
    const next = await create(tiny, { device: gpu, weights });
    expect([...(await next.run({ x: ramp(6) })).sum!]).toEqual(meaning(ramp(6)));
    await next.dispose();
  });

  test("destroys a device of its own", async () => {
    likeBrowser();
    const net = await create(tiny, { weights });
    const { lost } = net.device;
    await net.dispose();
    expect((await lost).reason).toBe("destroyed");
    await failure("disposed", () => net.run({ x: ramp(6) }));
  });

  test("is what `await using` calls, where the engine has the symbol", async () => {
    const net = await create(tiny, { device: gpu, weights });
    expect(Symbol.asyncDispose in net).toBe(true);
    await net[Symbol.asyncDispose]();
    expect(net.bytes).toBe(0);
  });
});

describe("abort", () => {
  test("before, while waiting and in flight, and later runs go on", async () => {
    const net = await create(tiny, { device: gpu, weights });
    await failure("aborted", () => net.run({ x: ramp(6) }, { signal: AbortSignal.abort() }));
    const stop = new AbortController();
    const runs = Array.from({ length: 6 }, () =>
      failure("aborted", () => net.run({ x: ramp(6) }, { signal: stop.signal })),
    );
    const last = net.run({ x: ramp(6) });
    stop.abort();
    await Promise.all(runs);
    expect([...(await last).sum!]).toEqual(meaning(ramp(6)));
    expect([...(await net.run({ x: ramp(6) })).sum!]).toEqual(meaning(ramp(6)));
    await net.dispose();
  });

  test("a thousand aborted runs do not exhaust the stack", async () => {
    const net = await create(tiny, { device: gpu, weights });
    // One signal each: Node warns of more than ten listeners to one.
    const stops = Array.from({ length: 1000 }, () => new AbortController());
    const runs = stops.map(({ signal }) => failure("aborted", () => net.run({ x: ramp(6) }, { signal })));
    for (const stop of stops) stop.abort();
    await Promise.all(runs);
    expect([...(await net.run({ x: ramp(6) })).sum!]).toEqual(meaning(ramp(6)));
    await net.dispose();
  });

  test("of a creation whose weights never come rejects at once", async () => {
    const stop = new AbortController();
    const pending = failure("aborted", () =>
      create(tiny, { device: gpu, weights: () => new Promise(() => {}), signal: stop.signal }),
    );
    setTimeout(() => stop.abort(), 20);
    await pending;
    await failure("aborted", () => create(tiny, { device: gpu, weights, signal: stop.signal }));
  });
});

describe("a lost device", () => {
  test("of our own is rebuilt, the weights asked for again, and the runs repeated", async () => {
    likeBrowser();
    let asked = 0;
    const net = await create(tiny, {
      weights: () => {
        asked++;
        return weights;
      },
    });
    const first = net.device;
    first.destroy();
    const runs = await Promise.all([0, 1, 2, 3, 4].map((i) => net.run({ x: ramp(6, i) })));
    runs.forEach(({ sum }, i) => {
      expect([...sum!]).toEqual(meaning(ramp(6, i)));
    });
    expect(net.device).not.toBe(first);
    expect(asked).toBe(2);
    const flying = net.run({ x: ramp(6) });
    net.device.destroy();
    expect([...(await flying).sum!]).toEqual(meaning(ramp(6)));
    expect(asked).toBe(3);
    await net.dispose();
  });

  test("is rebuilt from a Response too, though that can be read only once", async () => {
    likeBrowser();
    const net = await create(tiny, { weights: new Response(weights) });
    for (let i = 0; i < 2; i++) {
      net.device.destroy();
      expect([...(await net.run({ x: ramp(6) })).sum!]).toEqual(meaning(ramp(6)));
    }
    await net.dispose();
  });

  test("that cannot be rebuilt is `device-lost`, with the cause", async () => {
    likeBrowser();
    const net = await create(tiny, { weights });
    net.device.destroy();
    vi.stubGlobal("navigator", {});
    const error = await failure("device-lost", () => net.run({ x: ramp(6) }), "could not be rebuilt");
    expect(error.cause).toMatchObject({ code: "no-webgpu" });
    likeBrowser();
    expect([...(await net.run({ x: ramp(6) })).sum!]).toEqual(meaning(ramp(6)));
    await net.dispose();
  });

  test("of the caller's is `device-lost`, in flight and afterwards, and at creation", async () => {
    const theirs = await device();
    const net = await create(tiny, { device: theirs, weights });
    const runs = Array.from({ length: 5 }, () => failure("device-lost", () => net.run({ x: ramp(6) }), "destroyed"));
    theirs.destroy();
    await Promise.all(runs);
    await failure("device-lost", () => net.run({ x: ramp(6) }));
    await failure("device-lost", () => create(tiny, { device: theirs, weights }));
    await net.dispose();
  });

  test("disposed of while being rebuilt stays disposed of", async () => {
    likeBrowser();
    const net = await create(tiny, { weights });
    net.device.destroy();
    const run = failure("disposed", () => net.run({ x: ramp(6) }));
    await new Promise((resolve) => setTimeout(resolve, 1));
    await net.dispose();
    await run;
    expect(net.bytes).toBe(0);
  });
});

describe("without a device given", () => {
  test("and without WebGPU the error says so", async () => {
    vi.stubGlobal("navigator", undefined);
    await failure("no-webgpu", () => create(tiny, { weights }), "`device`");
    vi.stubGlobal("navigator", { gpu: { requestAdapter: async () => null } });
    await failure("no-webgpu", () => create(tiny, { weights }), "no adapter");
  });
});
