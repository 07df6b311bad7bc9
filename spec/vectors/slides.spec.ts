import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { compile } from "../../compiler/compile.ts";
import { elements } from "../../compiler/graph/graph.ts";
import { compiled, run, sourceOf } from "../compiled.ts";

/**
 * Every number of the lecture slides that the operators can express, through the compiler on the GPU. The numbers lie
 * beside the project and are not part of it: without them this file says so and skips.
 */
const file = new URL("../../../shared/seed-vectors.json", import.meta.url);
const here = existsSync(file);
if (!here) console.warn("skipped: the slides' vectors (../shared/seed-vectors.json) are not here");

interface Vector {
  readonly id: string;
  readonly kind: string;
  readonly status: string;
  readonly note?: string;
  readonly [key: string]: unknown;
}
type Nested = number | readonly Nested[];

const vectors: readonly Vector[] = here ? JSON.parse(readFileSync(file, "utf8")).vectors : [];
const ofKind = (...kinds: readonly string[]): Vector[] => vectors.filter(({ kind }) => kinds.includes(kind));
const flat = (value: unknown): number[] => (Array.isArray(value) ? value.flatMap(flat) : [value as number]);
const extents = (value: Nested): number[] =>
  Array.isArray(value) ? [value.length, ...extents(value[0] as Nested)] : [];
const floats = (value: unknown): Float32Array => Float32Array.from(flat(value));

/** What the slide prints, or what was derived where it prints nothing or an erratum. */
const answer = ({ printed, expected, status }: Vector): unknown => (status === "ok" ? printed : expected);

const pads = ([top, left, bottom, right]: readonly number[]): string =>
  `pad={top: ${top}, left: ${left}, bottom: ${bottom}, right: ${right}}`;
const volumeOf = (input: Nested): number[] => (extents(input).length === 2 ? [1, ...extents(input)] : extents(input));

describe.runIf(here)("the slides' numbers", () => {
  test.each(ofKind("conv2d", "conv2d-property", "conv2d-multi").map((v) => [v.id, v] as const))("%s", async (_, v) => {
    const [input, kernel] = [v.input as Nested, v.kernel as Nested];
    const [channels, ...size] = volumeOf(input);
    const window = extents(kernel).slice(-2).join("x");
    const { y } = await run(
      `net V(x: ${channels}x${size.join("x")}) {
        y = x -> conv(1, ${window}, stride=${(v.stride as number[]).join("x")}, ${pads(v.padding as number[])})
        return y
      }`,
      { x: floats(input) },
      new Map([
        ["conv1.weight", floats(kernel)],
        ["conv1.bias", Float32Array.of((v.bias as number) ?? 0)],
      ]),
    );
    expect([...y!]).toEqual(flat(answer(v)).map((value) => value + 0));
  });

  test.each(ofKind("maxpool2d", "avgpool2d").map((v) => [v.id, v] as const))("%s", async (_, v) => {
    const input = v.input as Nested;
    const pad = v.padding ? `, ${pads(v.padding as number[])}` : "";
    const { y } = await run(
      `net V(x: 1x${extents(input).join("x")}) {
        y = x -> ${v.kind.replace("2d", "")}(${(v.window as number[]).join("x")}, stride=${(v.stride as number[]).join("x")}${pad})
        return y
      }`,
      { x: floats(input) },
    );
    expect([...y!]).toEqual(flat(answer(v)));
  });

  test.each(ofKind("subsample").map((v) => [v.id, v] as const))("%s: a 1x1 identity with a stride", async (_, v) => {
    const input = v.input as Nested;
    const { y } = await run(
      `net V(x: 1x${extents(input).join("x")}) {
        y = x -> conv(1, 1x1, stride=${(v.stride as number[]).join("x")}, weights=[[1]], bias=false)
        return y
      }`,
      { x: floats(input) },
    );
    expect([...y!]).toEqual(flat(answer(v)));
  });

  test("dot-padding-00: the first window of the padded example sees only zeros and 0·3", async () => {
    const v = vectors.find(({ id }) => id === "dot-padding-00")!;
    const { y } = await run(
      "net V(x: 4) { y = x -> fc(1, bias=false) return y }",
      { x: floats(v.input) },
      new Map([["fc1.weight", floats(v.kernel)]]),
    );
    expect([...y!]).toEqual([answer(v)]);
  });

  test("cs231n-demo-dots: each channel's part of the first output, and their sum with the bias", async () => {
    const demo = vectors.find(({ id }) => id === "cs231n-demo-filter0")!;
    const input = (demo.input as number[][][]).map((plane) => Float32Array.from(plane.flat()));
    const kernel = (demo.kernel as number[][][]).map((plane) => Float32Array.from(plane.flat()));
    const parts = await Promise.all(
      input.map(async (x, channel) => {
        const text = "net V(x: 1x5x5) { y = x -> conv(1, 3x3, stride=2, pad=1, bias=false) return y }";
        const { y } = await run(text, { x }, new Map([["conv1.weight", kernel[channel]!]]));
        return y![0]!;
      }),
    );
    expect([...parts, parts.reduce((a, b) => a + b, 1)]).toEqual(
      vectors.find(({ id }) => id === "cs231n-demo-dots")!.printed,
    );
  });

  test.each(ofKind("output-size", "output-size-2d").map((v) => [v.id, v] as const))("%s", (_, v) => {
    const per = (value: unknown): number[] => (Array.isArray(value) ? value : [value, value]) as number[];
    const total = per(v.totalPadding);
    const text = `net V(x: 1x${per(v.n).join("x")}) {
      return x -> conv(1, ${per(v.kernel ?? v.k).join("x")}, stride=${per(v.stride).join("x")}, pad=total([${total.join(", ")}]))
    }`;
    const result = compile(sourceOf(text));
    const expected = v.status === "ok" && typeof v.printed === "number" ? v.printed : (v.expected as unknown);
    const size = (expected as { floor?: number })?.floor ?? v.floor ?? expected;
    expect(result.compiled!.program.outputs[0]!.shape).toEqual([1, ...per(size)]);
    // What does not divide is a warning that names the rows dropped, and an error where the file asks for it.
    const warned = result.diagnostics.map(({ code }) => code);
    if ("divides" in v) expect(warned).toEqual(v.divides ? [] : ["CNN0302"]);
    if (v.divides === false)
      expect(compile(sourceOf(text.replace("stride=", "fit=exact, stride="))).diagnostics[0]!.code).toBe("CNN0301");
  });

  test.each(ofKind("same-padding").map((v) => [v.id, v] as const))(
    "%s keeps the size, and so does pad=same",
    (_, v) => {
      for (const pad of [v.printed, "same"]) {
        const { program } = compiled(`net V(x: 1x9x9) { return x -> conv(1, ${v.k}, pad=${pad}) }`);
        expect(program.outputs[0]!.shape).toEqual([1, 9, 9]);
      }
    },
  );

  const parameters = (text: string): number =>
    compiled(text).program.parameters.reduce((sum, { shape }) => sum + elements(shape), 0);

  test("params-10-5x5x3: 76 for each of ten filters", () => {
    expect(parameters("net V(x: 3x32x32) { return x -> conv(10, 5x5, pad=2) }")).toBe(760);
  });
  test("params-7x7-3-64 (erratum: the slide says 10³), params-3x3-64-64 and params-3x3-256-256 (rounded there)", () => {
    const of = (id: string) => vectors.find((v) => v.id === id)!.expected;
    const conv = (window: number, inputs: number, outputs: number) =>
      parameters(`net V(x: ${inputs}x16x16) { return x -> conv(${outputs}, ${window}, bias=false, pad=same) }`);
    expect(conv(7, 3, 64)).toBe(of("params-7x7-3-64"));
    expect(conv(3, 64, 64)).toBe(of("params-3x3-64-64"));
    expect(conv(3, 256, 256)).toBe(of("params-3x3-256-256"));
  });
  test("dense-4096-4096 (the slide rounds to 16 M)", () => {
    expect(parameters("net V(x: 4096) { return x -> fc(4096, bias=false) }")).toBe(4096 * 4096);
  });
  test("dense-1000x1000x3-1000 and dense-36M-100: layers too large for any GPU are refused with their size", () => {
    for (const [input, features] of [
      ["3x1000x1000", 1000],
      ["36000000", 100],
    ] as const)
      expect(compile(sourceOf(`net V(x: ${input}) { return x -> fc(${features}) }`)).diagnostics[0]!.code).toBe(
        "CNN0312",
      );
  });
  test("bias-shape (erratum: the slide says c_o x c_i): one bias for each output channel", () => {
    const { program } = compiled("net V(x: 3x8x8) { return x -> conv(5, 3x3) }");
    expect(program.parameters.find(({ name }) => name === "conv1.bias")!.shape).toEqual([5]);
  });

  test.each(ofKind("output-volume").map((v) => [v.id, v] as const))("%s (the slides write channels last)", (_, v) => {
    const [height, width, channels] = v.input as number[];
    const [h, w, c] = answer(v) as number[];
    const { program } = compiled(
      `net V(x: ${channels}x${height}x${width}) { return x -> conv(${v.filters}, ${(v.kernel as number[]).join("x")}) }`,
    );
    expect(program.outputs[0]!.shape).toEqual([c, h, w]);
  });

  test("dot-length-5x5x3, dot-length-1x1x64, flatten-32x32x3: weights of one output", () => {
    expect(parameters("net V(x: 3x32x32) { return x -> conv(1, 5x5, bias=false) }")).toBe(75);
    expect(parameters("net V(x: 64x56x56) { return x -> conv(1, 1x1, bias=false) }")).toBe(64);
    expect(compiled("net V(x: 3x32x32) { return x -> flatten }").program.outputs[0]!.shape).toEqual([3072]);
  });

  test("layers-32-to-4-k5 and layers-224-to-4-k5 (erratum: 55 layers, not 44)", () => {
    for (const v of [
      vectors.find(({ id }) => id === "layers-32-to-4-k5")!,
      vectors.find(({ id }) => id === "layers-224-to-4-k5")!,
    ]) {
      const layers = answer(v) as number;
      const text = `net V(x: 1x${v.n}x${v.n}) { return x ${"-> conv(1, 5x5) ".repeat(layers)} }`;
      expect(compiled(text, { devices: ["portable"] }).program.outputs[0]!.shape).toEqual([1, v.target, v.target]);
    }
  });

  test("lenet-mxnet-shapes: every shape and parameter count of the MXNet LeNet", () => {
    const v = vectors.find(({ id }) => id === "lenet-mxnet-shapes")!;
    const { graph, program } = compiled(
      `net LeNet(image: 1x28x28) {
        return image -> conv(20, 5x5) -> tanh -> avgpool(2x2) -> conv(50, 5x5) -> tanh -> avgpool(2x2)
          -> flatten -> fc(500) -> tanh -> fc(10)
      }`,
      { fuse: false },
    );
    const shapes = graph.nodes.filter(({ operator }) => operator !== "tanh").map(({ shape }) => shape);
    expect(shapes).toEqual(v.expected);
    const counts = ["conv1", "conv2", "fc1", "fc2"].map((layer) =>
      program.parameters
        .filter(({ name }) => name.startsWith(`${layer}.`))
        .reduce((sum, { shape }) => sum + elements(shape), 0),
    );
    expect(counts).toEqual(v.params);
    expect(counts.reduce((a, b) => a + b)).toBe(v.totalParams);
  });

  test("stride-formula: ⌊(n − k + p + s)/s⌋ is ours for all n < 24, k < 6, p < 5, s < 5", () => {
    for (let k = 1; k < 6; k++)
      for (let p = 0; p < 5; p++)
        for (let s = 1; s < 5; s++)
          for (const n of [k, 7, 12, 23].filter((size) => size + p >= k)) {
            const { program } = compiled(
              `net V(x: 1x${n}x${n}) { return x -> conv(1, ${k}, stride=${s}, pad=total(${p})) }`,
              { devices: ["software"] },
            );
            expect(program.outputs[0]!.shape[1]).toBe(Math.floor((n - k + p + s) / s));
          }
  });

  test("even-kernel-padding: total(p) puts the extra row before, as the slide says", async () => {
    const { y } = await run(
      "net V(x: 1x2x2) { y = x -> conv(1, 2x2, pad=total(1), weights=[[1, 1], [1, 1]], bias=false) return y }",
      { x: Float32Array.of(1, 2, 3, 4) },
    );
    expect([...y!]).toEqual([1, 3, 4, 10]);
  });
});
