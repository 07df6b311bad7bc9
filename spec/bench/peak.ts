import { type Dispatched, repeated } from "./dispatches.ts";

/** The most additions and multiplications that any probe got out of the adapter. */
export interface Peak {
  /** Billions of f32 operations a second; a multiply-add counts as two. */
  readonly gflops: number;
  /** Which of the probes it was. */
  readonly probe: string;
  /** How often all probes were run until the best did not get better any more. */
  readonly rounds: number;
}

interface Probe {
  readonly name: string;
  readonly flops: number;
  readonly wgsl: string;
}

const INVOCATIONS = 16384;
const WORKGROUP = 64;
const STEPS = 256;

/** A better number than this counts as progress. */
const PROGRESS = 1.01;
const QUIET_ROUNDS = 3;
const MOST_ROUNDS = 30;

/**
 * A loop of multiply-adds in registers: `chains` of them do not wait for each other. How many an adapter needs is not
 * known beforehand, and what hurts one helps another (a compiler that spills), so several numbers are tried.
 */
function probe(type: "f32" | "vec4f", chains: number, form: "fma" | "a * m + b"): Probe {
  const each = (line: (chain: number) => string) => Array.from({ length: chains }, (_, i) => line(i)).join("\n  ");
  const step = (i: number) => (form === "fma" ? `a${i} = fma(a${i}, m, b);` : `a${i} = a${i} * m + b;`);
  const lanes = type === "vec4f" ? 4 : 1;
  return {
    name: `${type}, ${chains} chains of ${form}`,
    flops: 2 * lanes * chains * STEPS * INVOCATIONS,
    wgsl: `@group(0) @binding(0) var<storage, read_write> y: array<${type}, ${INVOCATIONS}>;

@compute @workgroup_size(${WORKGROUP})
fn main(@builtin(global_invocation_id) id: vec3u) {
  let m = ${type}(0.9999 + f32(id.x) * 1e-9);
  let b = ${type}(f32(id.x) * 1e-6);
  ${each((i) => `var a${i} = ${type}(f32(id.x) * 1e-4 + ${i}.0);`)}
  for (var k = 0u; k < ${STEPS}u; k++) {
  ${each(step)}
  }
  y[id.x] = ${Array.from({ length: chains }, (_, i) => `a${i}`).join(" + ")};
}
`,
  };
}

const probes = (["vec4f", "f32"] as const).flatMap((type) =>
  [4, 8, 16].flatMap((chains) => (["fma", "a * m + b"] as const).map((form) => probe(type, chains, form))),
);

/** Runs all probes again and again until three rounds in a row have found nothing better. */
export async function measurePeak(device: GPUDevice): Promise<Peak> {
  const size = 16 * INVOCATIONS;
  const output = device.createBuffer({ size, usage: 128 /* GPUBufferUsage.STORAGE */ });
  const measures = new Map<Probe, () => Promise<readonly number[]>>();
  for (const each of probes) measures.set(each, await repeated(device, [await prepare(device, each, output)]));
  let best = { gflops: 0, probe: "" };
  let rounds = 0;
  for (let quiet = 0; quiet < QUIET_ROUNDS && rounds < MOST_ROUNDS; rounds++) {
    const before = best.gflops;
    for (const [{ name, flops }, measure] of measures) {
      const gflops = flops / Math.min(...(await measure())) / 1e6;
      if (gflops > best.gflops) best = { gflops, probe: name };
    }
    quiet = best.gflops > before * PROGRESS ? 0 : quiet + 1;
  }
  output.destroy();
  return { ...best, rounds };
}

async function prepare(device: GPUDevice, { wgsl }: Probe, output: GPUBuffer): Promise<Dispatched> {
  const module = device.createShaderModule({ code: wgsl });
  const pipeline = await device.createComputePipelineAsync({ layout: "auto", compute: { module } });
  const entries = [{ binding: 0, resource: { buffer: output } }];
  const group = device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
  return { pipeline, group, groups: [INVOCATIONS / WORKGROUP, 1, 1] };
}
