import { describe, expect, test } from "vitest";
import { chooseVariant, deviceClass, limitsFor, requestDevice } from "../../runtime/index.ts";
import type { Program, Variant } from "../../runtime/program.ts";
import { adapter, failure } from "./device.ts";
import { tiny, withVariant } from "./tiny.ts";

const variant = tiny.variants[0]!;
const programOf = (...variants: Partial<Variant>[]): Program => ({
  ...tiny,
  variants: variants.map((change) => ({ ...variant, ...change })),
});

/** The defaults that WebGPU guarantees, as far as they matter here. */
const limits = {
  maxBufferSize: 2 ** 28,
  maxStorageBufferBindingSize: 2 ** 27,
  maxComputeWorkgroupsPerDimension: 65535,
  maxStorageBuffersPerShaderStage: 8,
  minStorageBufferOffsetAlignment: 256,
};
const plain = { features: new Set<string>(), limits };

describe("the device's class", () => {
  test.each([
    [{ vendor: "google", architecture: "swiftshader" }, "software"],
    [{ description: "llvmpipe (LLVM 15.0.6, 256 bits)" }, "software"],
    [{ description: "Microsoft Basic Render Driver" }, "software"],
    [{ vendor: "microsoft", architecture: "warp" }, "software"],
    [{ vendor: "acme", isFallbackAdapter: true }, "software"],
    [{ vendor: "nvidia", architecture: "hopper" }, "portable"],
    [{ vendor: "", architecture: "", device: "", description: "" }, "portable"],
    [undefined, "portable"],
  ])("of %j is %s", (info, kind) => {
    expect(deviceClass(info)).toBe(kind);
  });
});

describe("the variant chosen", () => {
  const program = programOf(
    { name: "gpu-subgroups", device: "portable", features: ["subgroups"] },
    { name: "gpu", device: "portable" },
    { name: "cpu-subgroups", device: "software", features: ["subgroups"] },
    { name: "cpu", device: "software" },
  );
  const subgroups = { features: new Set(["subgroups"]), limits };

  test("is the first of the class that the device can run", () => {
    expect(chooseVariant(program, subgroups, "portable").name).toBe("gpu-subgroups");
    expect(chooseVariant(program, plain, "portable").name).toBe("gpu");
    expect(chooseVariant(program, subgroups, "software").name).toBe("cpu-subgroups");
    expect(chooseVariant(program, plain, "software").name).toBe("cpu");
  });

  test("is of the other class if none of its own can run", () => {
    expect(chooseVariant(programOf({ name: "gpu" }), plain, "software").name).toBe("gpu");
  });

  test("is the one asked for, and nothing else", async () => {
    expect(chooseVariant(program, plain, "portable", { variant: "cpu" }).name).toBe("cpu");
    await failure("unknown-variant", () => chooseVariant(program, plain, "portable", { variant: "tpu" }), "`cpu`");
    const refused = () => chooseVariant(program, plain, "portable", { variant: "gpu-subgroups" });
    await failure("missing-feature", refused, "`gpu-subgroups`", "`subgroups`");
  });

  test("depends on the batch: buffers and bindings grow with it", async () => {
    const buffers = variant.buffers.map((b) => (b.kind === "input" ? { ...b, bytes: 2 ** 26 } : b));
    const slots = variant.slots.map((s) => (s.name === "x" ? { ...s, bytes: 2 ** 26 } : s));
    const large = programOf({ buffers, slots });
    expect(limitsFor(large, large.variants[0]!, 3)).toMatchObject({
      maxBufferSize: 3 * 2 ** 26,
      maxStorageBufferBindingSize: 3 * 2 ** 26,
    });
    expect(chooseVariant(large, plain, "portable", { batch: 2 }).name).toBe("portable");
    const wanted = `${3 * 2 ** 26}, found ${2 ** 27}`;
    const three = () => chooseVariant(large, plain, "portable", { batch: 3 });
    await failure("missing-limit", three, "`maxStorageBufferBindingSize`", wanted, "smaller batch");
    const many = () => chooseVariant(tiny, plain, "portable", { batch: 65536 });
    await failure("missing-limit", many, "`maxComputeWorkgroupsPerDimension` 65536, found 65535");
  });

  test("has a limit that no device knows only by mistake, which is said", async () => {
    const program = withVariant({ limits: { maxNonsense: 1 } });
    await failure("missing-limit", () => chooseVariant(program, plain, "portable"), "`maxNonsense` 1, found undefined");
  });

  test("may want an alignment, where less is more", async () => {
    const program = withVariant({ limits: { minStorageBufferOffsetAlignment: 64 } });
    await failure("missing-limit", () => chooseVariant(program, plain, "portable"), "64, found 256");
    const fine = { ...plain, limits: { ...limits, minStorageBufferOffsetAlignment: 32 } };
    expect(chooseVariant(program, fine, "portable").name).toBe("portable");
  });
});

describe("a device requested for a program", () => {
  test("has what its variant wants, and the defaults of all else", async () => {
    const program = withVariant({ limits: { maxBufferSize: 2 ** 29 } });
    const device = await requestDevice(program, { adapter: await adapter() });
    expect(device.limits.maxBufferSize).toBe(2 ** 29);
    expect(device.limits.maxStorageBufferBindingSize).toBe(2 ** 27);
    expect(device.features.has("subgroups")).toBe(false);
    device.destroy();
  });

  test("is refused where the adapter has not enough", async () => {
    const program = withVariant({ limits: { maxBufferSize: 2 ** 50 } });
    const request = async () => requestDevice(program, { adapter: await adapter() });
    await failure("missing-limit", request, "`maxBufferSize`");
  });
});
