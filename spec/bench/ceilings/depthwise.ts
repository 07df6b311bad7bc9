import { bindings, type Ceiling, grid, lines, random } from "./ceiling.ts";

const [SIZE, CHANNELS] = [56, 128];
const PADDED = SIZE + 2;
const PLANE = PADDED * PADDED;

const places = [
  [0, 0, 0],
  [CHANNELS - 1, SIZE - 1, SIZE - 1],
  [64, 20, 31],
] as const;

interface Tile {
  readonly columns: number;
  readonly rows: number;
  readonly workgroup: readonly [number, number];
}

/** Every pixel of the tile and its border is loaded once, and added to each output whose window it is in. */
const accumulate = ({ columns, rows }: Tile, load: (row: number, column: number) => string): string =>
  grid(rows + 2, columns + 2, (row, column) => {
    const uses = grid(rows, columns, (r, c) => {
      const [ky, kx] = [row - r, column - c];
      return ky >= 0 && ky < 3 && kx >= 0 && kx < 3 ? `c${r * columns + c} += v * w${ky * 3 + kx};` : "";
    });
    return `{ let v = ${load(row, column)};\n${uses} }`;
  });

/** A plane for each channel, lanes along a row. */
function planes(tile: Tile): Ceiling {
  const { columns, rows, workgroup } = tile;
  const [wx, wy] = workgroup;
  const x = random(CHANNELS * PLANE, 3);
  const w = random(CHANNELS * 9, 5);
  const wgsl = `${bindings("array<f32>", "array<f32>", "array<f32>")}
@compute @workgroup_size(${wx}, ${wy})
fn main(@builtin(global_invocation_id) id: vec3u) {
  let column = id.x * ${columns}u;
  let row = id.y * ${rows}u;
  let start = id.z * ${PLANE}u + row * ${PADDED}u + column;
  ${lines(9, (t) => `let w${t} = w[id.z * 9u + ${t}u];`)}
  ${lines(columns * rows, (i) => `var c${i} = 0f;`)}
  ${accumulate(tile, (r, c) => `x[start + ${r * PADDED + c}u]`)}
  ${grid(rows, columns, (r, c) => `y[id.z * ${SIZE * SIZE}u + (row + ${r}u) * ${SIZE}u + column + ${c}u] = c${r * columns + c};`)}
}`;
  return {
    name: `planes, ${columns}x${rows} pixels, workgroups of ${wx}x${wy}`,
    buffers: [x, w, new Float32Array(CHANNELS * SIZE * SIZE)],
    kernels: [{ wgsl, groups: [SIZE / columns / wx, SIZE / rows / wy, CHANNELS], bindings: [0, 1, 2] }],
    expected: places.map(([c, row, column]) => {
      let sum = 0;
      for (let t = 0; t < 9; t++)
        sum += x[c * PLANE + (row + Math.floor(t / 3)) * PADDED + column + (t % 3)]! * w[c * 9 + t]!;
      return [c * SIZE * SIZE + row * SIZE + column, sum];
    }),
  };
}

/** Channels last, four in a vector. */
function vectors(tile: Tile): Ceiling {
  const { columns, rows, workgroup } = tile;
  const [wx, wy] = workgroup;
  const quads = CHANNELS / 4;
  const x = random(PLANE * CHANNELS, 3);
  const w = random(9 * CHANNELS, 5);
  const wgsl = `${bindings("array<vec4f>", "array<vec4f>", "array<vec4f>")}
@compute @workgroup_size(${wx}, ${wy})
fn main(@builtin(global_invocation_id) id: vec3u) {
  let column = id.y * ${columns}u;
  let row = id.z * ${rows}u;
  ${lines(9, (t) => `let w${t} = w[${t * quads}u + id.x];`)}
  ${lines(columns * rows, (i) => `var c${i} = vec4f();`)}
  ${accumulate(tile, (r, c) => `x[((row + ${r}u) * ${PADDED}u + column + ${c}u) * ${quads}u + id.x]`)}
  ${grid(rows, columns, (r, c) => `y[((row + ${r}u) * ${SIZE}u + column + ${c}u) * ${quads}u + id.x] = c${r * columns + c};`)}
}`;
  return {
    name: `vectors of channels, ${columns}x${rows} pixels, workgroups of ${wx}x${wy}`,
    buffers: [x, w, new Float32Array(CHANNELS * SIZE * SIZE)],
    kernels: [{ wgsl, groups: [quads / wx, SIZE / columns / wy, SIZE / rows], bindings: [0, 1, 2] }],
    expected: places.map(([c, row, column]) => {
      let sum = 0;
      for (let t = 0; t < 9; t++) {
        const at = (row + Math.floor(t / 3)) * PADDED + column + (t % 3);
        sum += x[at * CHANNELS + c]! * w[t * CHANNELS + c]!;
      }
      return [(row * SIZE + column) * CHANNELS + c, sum];
    }),
  };
}

/** A 3x3 convolution of each of 128 channels at 56x56. */
export const dw3x3: readonly Ceiling[] = [
  planes({ columns: 7, rows: 7, workgroup: [8, 1] }),
  planes({ columns: 4, rows: 14, workgroup: [14, 1] }),
  planes({ columns: 1, rows: 14, workgroup: [56, 1] }),
  vectors({ columns: 4, rows: 4, workgroup: [32, 2] }),
  vectors({ columns: 2, rows: 7, workgroup: [32, 1] }),
];
