import { bindings, type Ceiling, grid, lines, random } from "./ceiling.ts";

const [CHANNELS, OUT, PIXELS] = [256, 64, 28 * 28];

const places = [
  [0, 0],
  [OUT - 1, PIXELS - 1],
  [37, 401],
  [60, 7],
] as const;

interface Tile {
  readonly channels: number;
  readonly pixels: number;
  readonly workgroup: readonly [number, number];
}

/** `w` is by output channel, then input channel; `x` and `y` are planes. */
function expectedOf(x: Float32Array, w: Float32Array): Ceiling["expected"] {
  return places.map(([c, p]) => {
    let sum = 0;
    for (let i = 0; i < CHANNELS; i++) sum += x[i * PIXELS + p]! * w[c * CHANNELS + i]!;
    return [c * PIXELS + p, sum];
  });
}

function ceiling(name: string, tile: Tile, wgsl: string, subgroups: boolean, lanes: number): Ceiling {
  const { channels, pixels, workgroup } = tile;
  const [wx, wy] = workgroup;
  const x = random(CHANNELS * PIXELS, 3);
  const w = random(OUT * CHANNELS, 5);
  return {
    name: `${name}, ${channels} channels x ${pixels} pixels, workgroups of ${wx}x${wy}`,
    ...(subgroups ? { subgroups } : {}),
    buffers: [x, w, new Float32Array(OUT * PIXELS)],
    kernels: [{ wgsl, groups: [PIXELS / lanes / wx, OUT / channels / wy, 1], bindings: [0, 1, 2] }],
    expected: expectedOf(x, w),
  };
}

/** Lanes along the pixels; each loads one of four weights and `subgroupBroadcast` hands it round. */
function broadcast(tile: Tile): Ceiling {
  const { channels, pixels, workgroup } = tile;
  const [wx, wy] = workgroup;
  const wgsl = `enable subgroups;
${bindings("array<f32>", "array<f32>", "array<f32>")}
@compute @workgroup_size(${wx}, ${wy})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u, @builtin(subgroup_invocation_id) lane: u32) {
  let first = (group.y * ${wy}u + local.y) * ${channels}u;
  let pixel = group.x * ${wx * pixels}u + local.x;
  ${lines(channels * pixels, (i) => `var c${i} = 0f;`)}
  for (var i = 0u; i < ${CHANNELS}u; i += 4u) {
    ${lines(channels, (c) => `let w${c} = w[(first + ${c}u) * ${CHANNELS}u + i + lane];`)}
    ${lines(
      4,
      (k) => `{
    ${lines(pixels, (p) => `let p${p} = x[(i + ${k}u) * ${PIXELS}u + pixel + ${p * wx}u];`)}
    ${lines(channels, (c) => `{ let v = subgroupBroadcast(w${c}, ${k}u); ${lines(pixels, (p) => `c${c * pixels + p} += v * p${p};`)} }`)}
    }`,
    )}
  }
  ${grid(channels, pixels, (c, p) => `y[(first + ${c}u) * ${PIXELS}u + pixel + ${p * wx}u] = c${c * pixels + p};`)}
}`;
  return ceiling("planes, weights by subgroupBroadcast", tile, wgsl, true, pixels);
}

/** Vectors of pixels, and of weights along the input channels. */
function vectors(tile: Tile): Ceiling {
  const { channels, pixels, workgroup } = tile;
  const [wx, wy] = workgroup;
  const quads = pixels / 4;
  const across = PIXELS / 4;
  const wgsl = `${bindings(`array<vec4f, ${(CHANNELS * PIXELS) / 4}>`, `array<vec4f, ${(OUT * CHANNELS) / 4}>`, `array<vec4f, ${(OUT * PIXELS) / 4}>`)}
@compute @workgroup_size(${wx}, ${wy})
fn main(@builtin(global_invocation_id) id: vec3u) {
  let first = id.y * ${channels}u;
  let pixel = id.x * ${quads}u;
  ${lines(channels * quads, (i) => `var c${i} = vec4f();`)}
  for (var i = 0u; i < ${CHANNELS / 4}u; i++) {
    ${lines(channels, (c) => `let w${c} = w[(first + ${c}u) * ${CHANNELS / 4}u + i];`)}
    ${grid(4, quads, (k, q) => `let p${k}_${q} = x[(i * 4u + ${k}u) * ${across}u + pixel + ${q}u];`)}
    ${grid(4, channels * quads, (k, i) => `c${i} += w${Math.floor(i / quads)}[${k}] * p${k}_${i % quads};`)}
  }
  ${grid(channels, quads, (c, q) => `y[(first + ${c}u) * ${across}u + pixel + ${q}u] = c${c * quads + q};`)}
}`;
  return ceiling("vectors of pixels", tile, wgsl, false, pixels);
}

/** A 1x1 convolution, 256 to 64 channels at 28x28: a product of matrices. */
export const conv1x1: readonly Ceiling[] = [
  broadcast({ channels: 16, pixels: 7, workgroup: [4, 4] }),
  broadcast({ channels: 8, pixels: 7, workgroup: [4, 4] }),
  broadcast({ channels: 8, pixels: 4, workgroup: [4, 4] }),
  vectors({ channels: 8, pixels: 16, workgroup: [7, 4] }),
  vectors({ channels: 8, pixels: 8, workgroup: [7, 4] }),
  vectors({ channels: 4, pixels: 4, workgroup: [4, 4] }),
];
