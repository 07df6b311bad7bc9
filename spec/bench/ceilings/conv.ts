import { bindings, type Ceiling, grid, lines, random } from "./ceiling.ts";

const [SIZE, CHANNELS, OUT] = [56, 64, 64];
const PADDED = SIZE + 2;
const PLANE = PADDED * PADDED;
const TAPS = 9;

/** Places to look at: channel, row, column. */
const places = [
  [0, 0, 0],
  [OUT - 1, SIZE - 1, SIZE - 1],
  [17, 20, 33],
  [40, SIZE - 1, 1],
] as const;

interface Tile {
  /** Output channels of an invocation. */
  readonly channels: number;
  /** Its rows, or its pixels along a row. */
  readonly pixels: number;
  readonly workgroup: readonly [number, number];
}

/**
 * Planes, lanes along a row. Each lane loads one weight and `subgroupBroadcast` hands it to the other three: a quarter of
 * the loads of weights, which are most of the loads. All lanes of a workgroup compute the same channels.
 */
function broadcastRows({ channels, pixels: rows, workgroup: [wx, wy] }: Tile): Ceiling {
  const x = random(CHANNELS * PLANE, 3);
  const w = random(CHANNELS * TAPS * OUT, 5);
  const multiply = (ky: number, quad: number, lane: number): string => `{
  let v = subgroupBroadcast(w${quad}, ${lane}u);
  ${lines(rows, (row) => `c${(quad * 4 + lane) * rows + row} += v * p${row + ky};`)}
  }`;
  const wgsl = `enable subgroups;
${bindings("array<f32>", "array<f32>", "array<f32>")}
@compute @workgroup_size(${wx}, ${wy})
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(subgroup_invocation_id) lane: u32) {
  let column = id.x;
  let row = id.y * ${rows}u;
  let first = id.z * ${channels}u;
  ${lines(channels * rows, (i) => `var c${i} = 0f;`)}
  for (var t = 0u; t < ${3 * CHANNELS}u; t++) {
    let start = t / 3u * ${PLANE}u + row * ${PADDED}u + column + t % 3u;
    let weights = (t / 3u * ${TAPS}u + t % 3u) * ${OUT}u + first + lane;
    ${lines(rows + 2, (i) => `let p${i} = x[start + ${i * PADDED}u];`)}
    ${lines(
      3,
      (ky) => `{
    ${lines(channels / 4, (quad) => `let w${quad} = w[weights + ${ky * 3 * OUT + quad * 4}u];`)}
    ${grid(channels / 4, 4, (quad, each) => multiply(ky, quad, each))}
    }`,
    )}
  }
  ${grid(channels, rows, (c, r) => `y[(first + ${c}u) * ${SIZE * SIZE}u + (row + ${r}u) * ${SIZE}u + column] = c${c * rows + r};`)}
}`;
  return {
    name: `planes, ${channels} channels x ${rows} rows, weights by subgroupBroadcast, workgroups of ${wx}x${wy}`,
    subgroups: true,
    buffers: [x, w, new Float32Array(OUT * SIZE * SIZE)],
    kernels: [{ wgsl, groups: [SIZE / wx, SIZE / rows / wy, OUT / channels], bindings: [0, 1, 2] }],
    expected: places.map(([c, row, column]) => {
      let sum = 0;
      for (let i = 0; i < CHANNELS; i++)
        for (let t = 0; t < TAPS; t++)
          sum += x[i * PLANE + (row + Math.floor(t / 3)) * PADDED + column + (t % 3)]! * w[(i * TAPS + t) * OUT + c]!;
      return [c * SIZE * SIZE + row * SIZE + column, sum];
    }),
  };
}

/** Channels last, in vectors: an invocation has some pixels of a row and four output channels, or twice as many. */
function vectors({ channels, pixels, workgroup: [wx, wy] }: Tile): Ceiling {
  const x = random(PLANE * CHANNELS, 3);
  const w = random(TAPS * CHANNELS * OUT, 5);
  const [quads, outQuads, inQuads] = [channels / 4, OUT / 4, CHANNELS / 4];
  const across = SIZE / pixels;
  const wgsl = `${bindings("array<vec4f>", "array<vec4f>", "array<vec4f>")}
@compute @workgroup_size(${wx}, ${wy})
fn main(@builtin(global_invocation_id) id: vec3u) {
  let first = id.x * ${quads}u;
  let row = id.y / ${across}u;
  let column = id.y % ${across}u * ${pixels}u;
  ${lines(pixels * quads, (i) => `var c${i} = vec4f();`)}
  for (var t = 0u; t < ${TAPS}u; t++) {
    for (var i = 0u; i < ${inQuads}u; i++) {
      let start = ((row + t / 3u) * ${PADDED}u + column + t % 3u) * ${inQuads}u + i;
      let weights = (t * ${CHANNELS}u + i * 4u) * ${outQuads}u + first;
      ${lines(pixels, (p) => `let p${p} = x[start + ${p * inQuads}u];`)}
      ${grid(4, quads, (k, q) => `let w${k}_${q} = w[weights + ${k * outQuads + q}u];`)}
      ${grid(4, pixels * quads, (k, i) => `c${i} += p${Math.floor(i / quads)}[${k}] * w${k}_${i % quads};`)}
    }
  }
  ${grid(pixels, quads, (p, q) => `y[(row * ${SIZE}u + column + ${p}u) * ${outQuads}u + first + ${q}u] = c${p * quads + q};`)}
}`;
  return {
    name: `vectors of channels, ${pixels} pixels x ${channels} channels, workgroups of ${wx}x${wy}`,
    buffers: [x, w, new Float32Array(OUT * SIZE * SIZE)],
    kernels: [{ wgsl, groups: [OUT / channels / wx, (across * SIZE) / wy, 1], bindings: [0, 1, 2] }],
    expected: places.map(([c, row, column]) => {
      let sum = 0;
      for (let i = 0; i < CHANNELS; i++)
        for (let t = 0; t < TAPS; t++) {
          const at = (row + Math.floor(t / 3)) * PADDED + column + (t % 3);
          sum += x[at * CHANNELS + i]! * w[(t * CHANNELS + i) * OUT + c]!;
        }
      return [(row * SIZE + column) * OUT + c, sum];
    }),
  };
}

/** A 3x3 convolution, 64 to 64 channels at 56x56. */
export const conv3x3: readonly Ceiling[] = [
  broadcastRows({ channels: 16, pixels: 7, workgroup: [8, 4] }),
  broadcastRows({ channels: 16, pixels: 4, workgroup: [8, 7] }),
  broadcastRows({ channels: 8, pixels: 4, workgroup: [8, 7] }),
  vectors({ channels: 8, pixels: 7, workgroup: [8, 8] }),
  vectors({ channels: 4, pixels: 8, workgroup: [16, 4] }),
];
