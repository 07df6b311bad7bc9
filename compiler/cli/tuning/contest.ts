import { deviceClass } from "../../../runtime/device.ts";
import { CnncError } from "../../../runtime/errors.ts";
import { Network } from "../../../runtime/executor.ts";
import { build } from "../../../runtime/instance.ts";
import { misfitText } from "../../../runtime/self-check-report.ts";
import { chooseVariant, shipped } from "../../../runtime/whole.ts";
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
  const admitted: Admitted[] = [];
  const refused = new Map<Entry, string>();
  for (const [i, entry] of entries.entries()) {
    ground.onStep?.(`checking kernel ${i + 1} of ${entries.length}`);
    const found = await admit(entry, ground);
    const other = typeof found === "string" ? undefined : admitted.find((each) => differs(found, each));
    if (typeof found === "string") refused.set(entry, found);
    else if (other) {
      // Both were right at the chosen places, so nobody knows which one is to blame.
      for (const [one, two] of [
        [found, other],
        [other, found],
      ] as const)
        refused.set(one.entry, `at place ${differs(found, other)!.at} it is not equal to ${two.entry.kernel}`);
      admitted.splice(admitted.indexOf(other), 1);
    } else admitted.push(found);
  }
  const times = admitted.length > 0 ? await measure(admitted, ground) : undefined;
  const results = entries.map((entry): Result => {
    const { kernel, cost } = entry;
    const wrong = refused.get(entry);
    return wrong === undefined ? { kernel, cost, ms: times!.ms.get(entry)! } : { kernel, cost, wrong };
  });
  return { results, winner: times && results[entries.indexOf(times.winner)] };
}

async function measure(admitted: readonly Admitted[], ground: Ground) {
  ground.onStep?.(`measuring ${admitted.length} kernels`);
  const memory = new Field(
    admitted.map(({ entry }) => entry.excerpt),
    ground,
  );
  try {
    const timed = admitted.map(({ entry, pipeline }) => memory.work(entry.excerpt, pipeline));
    const { ms, winner } = await race(timed.length, (who, repeats) => ground.clock.time(timed[who]!, repeats));
    return { ms: new Map(admitted.map(({ entry }, i) => [entry, ms[i]!])), winner: admitted[winner]!.entry };
  } finally {
    memory.destroy();
  }
}

interface Admitted {
  readonly entry: Entry;
  readonly pipeline: GPUComputePipeline;
  /** All that it gave, where every right kernel gives the same bits. */
  readonly exact: Float32Array | undefined;
}

/** Places of an image that are held to the reference; all others to what another kernel gives. */
const judgedPlaces = 1024;

/** What is wrong with it, in words, unless it is right: equal, bit for bit, where float32 is exact. */
async function admit(entry: Entry, { device, graph, batch }: Ground): Promise<Admitted | string> {
  const { plan, graph: alone } = entry.excerpt;
  try {
    const network = await open(entry.excerpt, device, batch);
    try {
      const outcomes: Outcome[] = [];
      const bench = new Bench(network, plan, alone, batch, [0], judgedPlaces);
      const none = () => undefined;
      const exact = (_: number, outcome: Outcome) => outcomes.push(outcome);
      await exactTier(bench, graph, seeded(1), { exact, complete: none, bound: none, differs: none, touched: none });
      const [{ ratio, worst, allExact }] = outcomes as [Outcome];
      if (ratio > 1) return misfitText(worst);
      const given = bench.read(plan.steps[0]!.node.id);
      await bench.collect();
      const { pipeline } = network.instance.steps.get("run")![0]!;
      return { entry, pipeline, exact: allExact ? given() : undefined };
    } finally {
      await network.dispose();
    }
  } catch (error) {
    if (error instanceof CnncError && error.code === "shader") return error.message;
    throw error;
  }
}

/** As `create`, but nobody is asked for weights: they are written later. */
async function open({ program, plan }: Excerpt, device: GPUDevice, batch: number): Promise<Network> {
  const kind = deviceClass(device.adapterInfo);
  const variant = chooseVariant(program, device, kind, { batch, variant: plan.variant });
  const whole = shipped(program);
  const part = { kernels: program.kernels, variant };
  return new Network(whole, { device }, await build(whole, device, part, { batch, weights: async () => undefined }));
}

/** The first place where two kernels that were given the same numbers give others. */
function differs(one: Admitted, two: Admitted): { readonly at: number } | undefined {
  if (!one.exact || !two.exact) return undefined;
  const at = one.exact.findIndex((value, i) => value !== two.exact![i]);
  return at < 0 ? undefined : { at };
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
