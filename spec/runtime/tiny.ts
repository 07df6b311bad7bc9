import type { Program, Recipe } from "../../runtime/program.ts";
import { writeSafetensors } from "../../runtime/safetensors.ts";

/**
 * A network written by hand: `doubled = 2 · x`, then `sum = doubled + w`, over 6 values. Its output slot is padded
 * to 8 words an image, so that images do not lie densely there.
 */
export const tiny: Program = {
  format: "cnnc/1",
  name: "Tiny",
  inputs: [{ name: "x", shape: [1, 2, 3] }],
  outputs: [{ name: "sum", shape: [1, 2, 3] }],
  parameters: [{ name: "w", shape: [2, 3] }],
  kernels: [
    {
      name: "double",
      wgsl: kernel(
        `@group(0) @binding(0) var<storage> x: array<array<f32, 6>>;
         @group(0) @binding(1) var<storage, read_write> doubled: array<array<f32, 6>>;`,
        "doubled[id.z][id.x] = 2 * x[id.z][id.x];",
      ),
      bindings: [
        { name: "x", access: "read" },
        { name: "doubled", access: "read_write" },
      ],
      workgroups: [1, 1],
    },
    {
      name: "add",
      wgsl: kernel(
        `@group(0) @binding(0) var<storage> doubled: array<array<f32, 6>>;
         @group(0) @binding(1) var<storage> w: array<f32, 6>;
         @group(0) @binding(2) var<storage, read_write> sum: array<array<vec4f, 2>>;`,
        "sum[id.z][id.x / 4][id.x % 4] = doubled[id.z][id.x] + w[id.x];",
      ),
      bindings: [
        { name: "doubled", access: "read" },
        { name: "w", access: "read" },
        { name: "sum", access: "read_write" },
      ],
      workgroups: [1, 1],
    },
  ],
  variants: [
    {
      name: "portable",
      device: "portable",
      features: [],
      limits: {},
      buffers: [
        { name: "input", kind: "input", bytes: 256, perImage: true },
        { name: "weights", kind: "weights", bytes: 512, perImage: false },
        { name: "activations", kind: "activations", bytes: 256, perImage: true },
        { name: "output", kind: "output", bytes: 256, perImage: true },
      ],
      slots: [
        { name: "x", buffer: 0, offset: 0, bytes: 24, tensor: { shape: [1, 2, 3], layout: "nchw" } },
        { name: "w", buffer: 1, offset: 256, bytes: 24 },
        { name: "doubled", buffer: 2, offset: 0, bytes: 24, tensor: { shape: [1, 2, 3], layout: "nchw" } },
        { name: "sum", buffer: 3, offset: 0, bytes: 32, tensor: { shape: [1, 2, 3], layout: "nchw" } },
      ],
      recipes: [dense(1, "w", [2, 3])],
      inputs: [0],
      outputs: [3],
      entryPoints: {
        run: [
          { kernel: 0, label: "double", slots: [0, 2] },
          { kernel: 1, label: "add", slots: [2, 1, 3] },
        ],
      },
    },
  ],
};

export const w = Float32Array.of(10, 20, 30, 40, 50, 60);

/** `tiny`'s weights as a file. */
export const weights = writeSafetensors([["w", { shape: [2, 3], data: w }]]);

/** What `tiny` means. */
export const meaning = (x: ArrayLike<number>) => Array.from(x, (v, i) => 2 * v + w[i % 6]!);

/** `length` small integers: exact in f32 under anything `tiny` does. */
export const ramp = (length: number, from = 0) => Float32Array.from({ length }, (_, i) => i + from);

/** `tiny` with its variant changed. */
export function withVariant(change: Partial<Program["variants"][number]>): Program {
  return { ...tiny, variants: [{ ...tiny.variants[0]!, ...change }] };
}

/** A recipe that copies its source as it is. */
export function dense(slot: number, source: Recipe["source"], extents: readonly number[]): Recipe {
  const dims = extents.map((size, axis) => ({ size, axis, step: 1 }));
  return { slot, source, extents, start: extents.map(() => 0), dims };
}

function kernel(declarations: string, body: string): string {
  return `${declarations}
    @compute @workgroup_size(8) fn main(@builtin(global_invocation_id) id: vec3u) {
      if (id.x < 6) { ${body} }
    }`;
}
