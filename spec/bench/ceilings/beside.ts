import { create } from "../../../runtime/index.ts";
import { repeated } from "../dispatches.ts";
import type { Network } from "../networks.ts";
import { weightsFor } from "../numbers.ts";
import { interleave, type Sample, sample } from "../samples.ts";
import { ceilings, type Prepared, prepare } from "./index.ts";

/** The kernels of a network of one layer beside hand-written ones for that layer, measured in turns. Times are in ms. */
export interface Beside {
  readonly schedule: string;
  readonly ours: Sample;
  readonly ceilings: readonly { readonly name: string; readonly time: Sample }[];
  /** Those that do not run here, or not right. */
  readonly left: readonly { readonly name: string; readonly why: string }[];
}

/** @param name of the model */
export async function besideCeilings(
  name: string,
  { compiled }: Network,
  device: GPUDevice,
  rounds: number,
): Promise<Beside> {
  const { program, plans } = compiled;
  const network = await create(program, { device, weights: weightsFor(program) });
  const { instance } = network;
  const ready: Prepared[] = [];
  const left: { name: string; why: string }[] = [];
  for (const each of ceilings[name]!) {
    const prepared = await prepare(device, each);
    if (typeof prepared === "string") left.push({ name: each.name, why: prepared });
    else ready.push(prepared);
  }
  try {
    const steps = instance.steps.get("run")!.map((step) => ({ ...step, groups: [step.x, step.y, 1] as const }));
    const subjects = new Map([["", await repeated(device, steps)]]);
    for (const { name, dispatches } of ready) subjects.set(name, await repeated(device, dispatches));
    const times = await interleave(subjects, rounds);
    return {
      schedule: plans
        .find(({ variant }) => variant === instance.variant.name)!
        .steps.map((step) => step.schedule)
        .join(", then "),
      ours: sample(times.get("")!),
      ceilings: ready.map((each) => ({ name: each.name, time: sample(times.get(each.name)!) })),
      left,
    };
  } finally {
    for (const each of ready) each.dispose();
    await network.dispose();
  }
}
