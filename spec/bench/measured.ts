import { checkSource } from "../../compiler/cli/source.ts";
import { compile } from "../../compiler/compile.ts";
import { statistics } from "../../compiler/lower/statistics.ts";
import { create, type Network as Running } from "../../runtime/index.ts";
import { type Calls, countCalls } from "./calls.ts";
import { type Dispatched, repeated } from "./dispatches.ts";
import type { Network } from "./networks.ts";
import { inputFor, weightsFor } from "./numbers.ts";
import { interleave, type Sample, sample, timesOf } from "./samples.ts";

/** What one network takes on a device. Times are in ms. */
export interface Measured {
  readonly variant: string;
  /** From text to program, in this process, once it is warm. */
  readonly compile: Sample;
  /** `create`: kernels compiled by the driver, weights packed and uploaded. The first one of this process alone. */
  readonly create: number;
  /** Upload of the input, all dispatches, readback of the output. */
  readonly run: Sample;
  readonly calls: Calls;
  readonly kernels: readonly KernelTime[];
}

export interface KernelTime {
  readonly label: string;
  readonly schedule: string;
  /** Of one image; 0 where nothing is multiplied and added. */
  readonly flops: number;
  readonly time: Sample;
}

export interface Effort {
  readonly rounds: number;
  /** How long the runs of one round go on. */
  readonly ms: number;
}

const COMPILES = 5;

/** Measures a network on a device, in the variant that the runtime picks. */
export async function measure(network: Network, device: GPUDevice, { rounds, ms }: Effort): Promise<Measured> {
  const { source, compiled } = network;
  const { program } = compiled;
  const before = performance.now();
  const running = await create(program, { device, weights: weightsFor(program) });
  const created = performance.now() - before;
  try {
    const inputs = Object.fromEntries(program.inputs.map((port) => [port.name, inputFor(port)]));
    const run = () => running.run(inputs);
    await timesOf(run, ms, 20);
    const kernels = await kernelsOf(network, running);
    const subjects = new Map<string | number, () => Promise<readonly number[]>>([
      ["run", () => timesOf(run, ms, 100)],
      ["compile", async () => timesOf(async () => compile(source), 0, 1)],
      ...kernels.map((kernel, i) => [i, kernel.measure] as const),
    ]);
    const times = await interleave(subjects, Math.max(rounds, COMPILES));
    const calls = await countCalls(run);
    return {
      variant: running.variant.name,
      compile: sample(times.get("compile")!),
      create: created,
      run: sample(times.get("run")!),
      calls,
      kernels: kernels.map(({ measure: _, ...kernel }, i) => ({ ...kernel, time: sample(times.get(i)!) })),
    };
  } finally {
    await running.dispose();
  }
}

type Timed = Omit<KernelTime, "time"> & { readonly measure: () => Promise<readonly number[]> };

/** Each dispatch of a run, ready to be timed by itself, on what the runs before have left. */
async function kernelsOf(network: Network, { instance }: Running): Promise<Timed[]> {
  const plan = network.compiled.plans.find(({ variant }) => variant === instance.variant.name)!;
  const macs = macsByLayer(network);
  const kernels: Timed[] = [];
  for (const [i, step] of instance.steps.get("run")!.entries()) {
    const { label } = instance.variant.entryPoints.run![i]!;
    const dispatched: Dispatched = { ...step, groups: [step.x, step.y, instance.batch] };
    kernels.push({
      label,
      schedule: plan.steps[i]!.schedule,
      flops: 2 * label.split(" + ").reduce((sum, layer) => sum + (macs.get(layer) ?? 0), 0),
      measure: await repeated(instance.device, [dispatched]),
    });
  }
  return kernels;
}

/** By the layers' names, of which a dispatch's label is made. */
function macsByLayer({ source, compiled }: Network): ReadonlyMap<string, number> {
  const { layers } = statistics(checkSource(source).graph!, compiled.program);
  return new Map(layers.map(({ name, macs }) => [name, macs]));
}
