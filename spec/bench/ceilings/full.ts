import { bindings, type Ceiling, grid, lines, random } from "./ceiling.ts";

const [IN, OUT] = [4096, 1000];
const WORKGROUP = 64;

/** The parts of the sum, added up. */
const addUp = (parts: number) => ({
  wgsl: `@group(0) @binding(0) var<storage, read> part: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
@compute @workgroup_size(${WORKGROUP})
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= ${OUT}u) { return; }
  var sum = 0f;
  for (var i = 0u; i < ${parts}u; i++) { sum += part[i * ${OUT}u + id.x]; }
  y[id.x] = sum;
}`,
  groups: [Math.ceil(OUT / WORKGROUP), 1, 1] as const,
  bindings: [2, 3],
});

/** Weights by input, so that lanes along the outputs read side by side; the sum is split into `parts`. */
function ceiling(name: string, wgsl: string, groups: readonly [number, number, number], parts: number): Ceiling {
  const x = random(IN, 3);
  const w = random(IN * OUT, 5);
  return {
    name,
    ...(wgsl.startsWith("enable subgroups") ? { subgroups: true } : {}),
    buffers: [x, w, new Float32Array(parts * OUT), new Float32Array(OUT)],
    kernels: [{ wgsl, groups, bindings: [0, 1, 2] }, addUp(parts)],
    expected: [0, OUT - 1, 417].map((o) => {
      let sum = 0;
      for (let i = 0; i < IN; i++) sum += x[i]! * w[i * OUT + o]!;
      return [o, sum];
    }),
  };
}

/** An invocation has some vectors of four outputs. */
function vectors(each: number, parts: number, workgroup: number): Ceiling {
  const quads = OUT / 4;
  const wgsl = `${bindings(`array<f32, ${IN}>`, `array<vec4f, ${IN * quads}>`, "array<vec4f>")}
@compute @workgroup_size(${workgroup})
fn main(@builtin(global_invocation_id) id: vec3u) {
  ${lines(each, (i) => `let o${i} = id.x * ${each}u + ${i}u; var c${i} = vec4f();`)}
  let start = id.y * ${IN / parts}u;
  for (var i = start; i < start + ${IN / parts}u; i += 4u) {
    ${lines(4, (k) => `{ let v = x[i + ${k}u]; ${lines(each, (n) => `c${n} += v * w[(i + ${k}u) * ${quads}u + o${n}];`)} }`)}
  }
  ${lines(each, (i) => `if (o${i} < ${quads}u) { y[id.y * ${quads}u + o${i}] = c${i}; }`)}
}`;
  const name = `${4 * each} outputs in vectors, ${parts} parts, workgroups of ${workgroup}`;
  return ceiling(name, wgsl, [Math.ceil(quads / each / workgroup), parts, 1], parts);
}

/** Lanes along the outputs; each loads one of four inputs and `subgroupBroadcast` hands it round. */
function broadcast(each: number, parts: number, workgroup: number): Ceiling {
  const threads = Math.ceil(OUT / each);
  const wgsl = `enable subgroups;
${bindings(`array<f32, ${IN}>`, `array<f32, ${IN * OUT}>`, "array<f32>")}
@compute @workgroup_size(${workgroup})
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(workgroup_id) group: vec3u, @builtin(subgroup_invocation_id) lane: u32) {
  ${lines(each, (i) => `let o${i} = min(id.x + ${i * threads}u, ${OUT - 1}u); var c${i} = 0f;`)}
  let start = group.y * ${IN / parts}u;
  for (var i = start; i < start + ${IN / parts}u; i += 4u) {
    let mine = x[i + lane];
    ${lines(4, (k) => `{ let v = subgroupBroadcast(mine, ${k}u); ${lines(each, (n) => `c${n} += v * w[(i + ${k}u) * ${OUT}u + o${n}];`)} }`)}
  }
  ${grid(each, 1, (i) => `if (id.x < ${threads}u) { y[id.y * ${OUT}u + o${i}] = c${i}; }`)}
}`;
  const name = `${each} outputs, inputs by subgroupBroadcast, ${parts} parts, workgroups of ${workgroup}`;
  return ceiling(name, wgsl, [Math.ceil(threads / workgroup), parts, 1], parts);
}

/** A full connection, 4096 to 1000. */
export const fc4096: readonly Ceiling[] = [
  vectors(2, 8, 32),
  vectors(1, 4, 64),
  broadcast(4, 8, 32),
  broadcast(2, 4, 64),
];
