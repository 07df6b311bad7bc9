import { type Compiled, type CompileOptions, compile } from "../../compiler/compile.ts";
import { hasErrors } from "../../grammar/diagnostic.ts";
import { renderAll } from "../../grammar/render.ts";
import { sourceOf } from "../compiled.ts";
import { conductLaws, someWeights } from "../laws/conduct.ts";
import { laws, networkLaws } from "../laws/index.ts";
import type { Violation } from "../laws/law.ts";
import { layersOf } from "../laws/layer.ts";
import { networkOf } from "../laws/network-law.ts";
import { makeRun } from "../laws/run.ts";
import { type Random, seeded } from "../random.ts";
import { describeFailure, kernelLaws, type VerifyReport, verify } from "../verify/index.ts";
import type { Tally } from "./tally.ts";

/** A law that does not hold, and what one can act on. */
export interface Breach {
  readonly law: string;
  readonly message: string;
  /** The text that shows it, if it is not the case's network. */
  readonly text?: string;
  readonly kernel?: { readonly name: string; readonly wgsl: string };
}

/** Where cases are tried, and who counts. */
export interface Lab {
  readonly device: GPUDevice;
  readonly variant: string | undefined;
  readonly tally: Tally;
}

/** A network to try, and the images of a run. */
export interface Subject {
  readonly text: string;
  readonly batch: number;
}

interface Draw {
  readonly options: CompileOptions;
  /** Seeds the data; multiples of 4 are looked at as a whole, even ones among guard bands too. */
  readonly data: number;
}

/** Laws of a layer that are checked in one case, of those that apply to it. */
const layerLawsPerCase = 2;
/** Every so-many-th network is looked at as a whole: what comes out then depends on few things of it. */
const wholeEvery = 4;
/** Guard bands need kernels of their own, whose compilation is what costs most. */
const guardsEvery = 2;

/** The first law that a network breaks. */
export async function checkNetwork(net: Subject, draw: Draw, lab: Lab): Promise<Breach | undefined> {
  const source = sourceOf(net.text);
  const { compiled, diagnostics } = compile(source, draw.options);
  if (!compiled || hasErrors(diagnostics))
    return { law: "a generated network is valid", message: renderAll(diagnostics, source) };
  for (const { code } of diagnostics) lab.tally.diagnostic(code);
  lab.tally.network(networkOf(net.text).graph, compiled, draw.options);
  return (
    (await kernels(net, compiled, draw, lab)) ??
    (await layers(net, draw, lab)) ??
    (draw.data % wholeEvery === 0
      ? ((await whole(net, draw, lab)) ?? (await conduct(net, compiled, draw, lab)))
      : undefined)
  );
}

async function kernels(net: Subject, compiled: Compiled, draw: Draw, lab: Lab): Promise<Breach | undefined> {
  const names = compiled.plans.map(({ variant }) => variant);
  const report = await verify(compiled, {
    device: lab.device,
    source: sourceOf(net.text),
    variants: lab.variant === undefined ? names : names.filter((name) => name === lab.variant),
    batch: net.batch,
    seed: draw.data,
    guards: draw.data % guardsEvery === 0,
  });
  lab.tally.verified(compiled, report, net.batch);
  const message = describeFailure(report);
  if (message === undefined) return undefined;
  const { law, kernel } = firstFailure(report);
  const wgsl = compiled.program.kernels.find(({ name }) => name === kernel)?.wgsl;
  return { law: kernelLaws[law], message, ...(wgsl ? { kernel: { name: kernel, wgsl } } : {}) };
}

const firstFailure = ({ variants }: VerifyReport) =>
  variants.flatMap((each) => each.layers).find(({ failure }) => failure)!.failure!;

/** Some laws on one layer, and for each law that does not apply to it the reason. */
async function layers(net: Subject, { data }: Draw, lab: Lab): Promise<Breach | undefined> {
  const all = layersOf(networkOf(net.text).graph);
  if (all.length === 0) return undefined;
  const random = seeded(data);
  const layer = pick(all, random);
  const applicable = laws.filter((law) => {
    const reason = law.exempts(layer);
    if (reason !== undefined) lab.tally.exempt(law.name, reason);
    return reason === undefined;
  });
  const run = makeRun(lab.device);
  for (let n = 0; n < layerLawsPerCase && applicable.length > 0; n++) {
    const [law] = applicable.splice(Math.floor(random() * applicable.length), 1);
    const violation = await law!.check(layer, random, run);
    lab.tally.law(law!.name, violation === undefined);
    if (!violation) continue;
    return { law: law!.name, message: `${layer.node.operator}: ${differs(violation)}`, text: layer.text };
  }
  return undefined;
}

function differs({ index, got, expected, texts }: Violation): string {
  const where = `at image, channel, position ${index.join(", ")}`;
  return `${where} one way gives ${got}, the other ${expected}; the ways:\n${texts.join("\n")}`;
}

async function whole(net: Subject, { data }: Draw, lab: Lab): Promise<Breach | undefined> {
  const network = networkOf(net.text);
  for (const law of networkLaws) {
    const reason = law.exempts(network);
    if (reason !== undefined) {
      lab.tally.exempt(law.name, reason);
      continue;
    }
    const violation = await law.check(network, seeded(data), makeRun(lab.device));
    lab.tally.law(law.name, violation === undefined);
    if (violation) return { law: law.name, message: differs(violation) };
  }
  return undefined;
}

async function conduct(net: Subject, compiled: Compiled, draw: Draw, lab: Lab): Promise<Breach | undefined> {
  const random = seeded(draw.data);
  const weights = someWeights(compiled, random);
  for (const law of conductLaws) {
    const message = await law.check({ compiled, device: lab.device, weights, batch: net.batch, random });
    lab.tally.law(law.name, message === undefined);
    if (message !== undefined) return { law: law.name, message };
  }
  return undefined;
}

const pick = <T>(list: readonly T[], random: Random): T => list[Math.floor(random() * list.length)]!;
