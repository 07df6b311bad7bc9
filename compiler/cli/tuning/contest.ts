import { CnncError } from "../../../runtime/errors.ts";
import { create } from "../../../runtime/index.ts";
import { misfitText } from "../../../runtime/self-check-report.ts";
import { reals, seeded } from "../../../spec/random.ts";
import { Bench, type Outcome } from "../../../spec/verify/kernel.ts";
import { exactTier } from "../../../spec/verify/tiers.ts";
import type { Graph } from "../../graph/graph.ts";
import type { Excerpt } from "../../lower/excerpt.ts";
import { race } from "./race.ts";
import type { Stopwatch, Timed } from "./stopwatch.ts";

/** One way to do a work. */
export interface Entry {
  /** `register-tile: 7 along x, 4 channels` */
  readonly kernel: string;
  /** In the cost model's units. */
  readonly cost: number;
  readonly excerpt: Excerpt;
}

export interface Result {
  readonly kernel: string;
  readonly cost: number;
  /** Of one dispatch, in milliseconds; absent where the kernel was refused. */
  readonly ms?: number;
  /** What is wrong with it on this device. */
  readonly wrong?: string;
}

export interface Contest {
  readonly results: readonly Result[];
  /** Of those that are right, the fastest; the first where none is clearly faster. Absent if none is right. */
  readonly winner: Result | undefined;
}

export interface Ground {
  readonly device: GPUDevice;
  readonly clock: Stopwatch;
  /** The network that the excerpts are from. */
  readonly graph: Graph;
  readonly batch: number;
  /** Told, in words, what happens. */
  readonly onStep?: (what: string) => void;
}

/** Checks every entry, and measures those that are right against each other. */
export async function contest(entries: readonly Entry[], ground: Ground): Promise<Contest> {
  const admitted: { readonly entry: Entry; readonly pipeline: GPUComputePipeline }[] = [];
  const refused = new Map<Entry, string>();
  for (const [i, entry] of entries.entries()) {
    ground.onStep?.(`checking kernel ${i + 1} of ${entries.length}`);
    const found = await admit(entry, ground);
    if (typeof found === "string") refused.set(entry, found);
    else admitted.push({ entry, pipeline: found });
  }
  const times = new Map<Entry, number>();
  let winner: Entry | undefined;
  if (admitted.length > 0) {
    ground.onStep?.(`measuring ${admitted.length} kernels`);
    const memory = new Field(
      admitted.map(({ entry }) => entry.excerpt),
      ground,
    );
    const timed = admitted.map(({ entry, pipeline }) => memory.work(entry.excerpt, pipeline));
    try {
      const { ms, winner: first } = await race(timed.length, (who, repeats) => ground.clock.time(timed[who]!, repeats));
      for (const [i, { entry }] of admitted.entries()) times.set(entry, ms[i]!);
      winner = admitted[first]!.entry;
    } finally {
      memory.destroy();
    }
  }
  const results = entries.map((entry): Result => {
    const { kernel, cost } = entry;
    const wrong = refused.get(entry);
    return wrong === undefined ? { kernel, cost, ms: times.get(entry)! } : { kernel, cost, wrong };
  });
  return { results, winner: winner && results[entries.indexOf(winner)] };
}

/** Its pipeline, or what is wrong with it: it must give what is right, bit for bit where float32 can. */
async function admit({ excerpt }: Entry, { device, graph, batch }: Ground): Promise<GPUComputePipeline | string> {
  const { program, plan } = excerpt;
  try {
    const network = await create(program, { device, batch, variant: plan.variant });
    try {
      const outcomes: Outcome[] = [];
      const bench = new Bench(network, plan, excerpt.graph, batch, [0]);
      const none = () => undefined;
      const keep = (_: number, outcome: Outcome) => outcomes.push(outcome);
      await exactTier(bench, graph, seeded(1), {
        exact: keep,
        complete: none,
        bound: none,
        differs: none,
        touched: none,
      });
      const [{ ratio, worst }] = outcomes as [Outcome];
      return ratio > 1 ? misfitText(worst) : network.instance.steps.get("run")![0]!.pipeline;
    } finally {
      await network.dispose();
    }
  } catch (error) {
    if (error instanceof CnncError && error.code === "shader") return error.message;
    throw error;
  }
}

/** Numbers that repeat: no more are needed for a kernel to take its time. */
const pattern = reals(seeded(2), 1 << 16);

/** Memory that is shared by all ways to do a work: as large as any of them needs it, with ordinary numbers in it. */
class Field {
  private readonly device: GPUDevice;
  private readonly batch: number;
  /** By slot: those of values come first, and are the same in all excerpts of a work. */
  private readonly buffers = new Map<number, GPUBuffer>();

  constructor(excerpts: readonly Excerpt[], { device, batch }: Ground) {
    this.device = device;
    this.batch = batch;
    const sizes = new Map<number, number>();
    for (const excerpt of excerpts)
      for (const { slot, size } of this.bindings(excerpt)) sizes.set(slot, Math.max(sizes.get(slot) ?? 0, size));
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST;
    for (const [slot, size] of sizes) {
      const buffer = device.createBuffer({ size, usage });
      this.buffers.set(slot, buffer);
      for (let at = 0; at < size; at += pattern.byteLength)
        device.queue.writeBuffer(buffer, at, pattern, 0, Math.min(pattern.length, (size - at) / 4));
    }
  }

  private bindings({ program }: Excerpt): { readonly slot: number; readonly size: number }[] {
    const { slots, buffers, entryPoints } = program.variants[0]!;
    return entryPoints.run![0]!.slots.map((slot) => {
      const { bytes, buffer } = slots[slot]!;
      return { slot, size: bytes * (buffers[buffer]!.perImage ? this.batch : 1) };
    });
  }

  work(excerpt: Excerpt, pipeline: GPUComputePipeline): Timed {
    const entries = this.bindings(excerpt).map(({ slot, size }, binding) => ({
      binding,
      resource: { buffer: this.buffers.get(slot)!, size },
    }));
    const group = this.device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
    const [x, y] = excerpt.program.kernels[0]!.workgroups;
    return { pipeline, group, workgroups: [x, y, this.batch] };
  }

  destroy(): void {
    for (const buffer of this.buffers.values()) buffer.destroy();
  }
}
