import { needsOf } from "../../runtime/needs.ts";
import type { Dispatch, Offer, Part, Program, Variant } from "../../runtime/program.ts";

/** Where a variant's part lies in the bundle. */
export const partFile = ({ name }: Pick<Variant, "name">): string => `kernels/${name}.js`;

/** What is to be known of a variant before it is loaded. */
export function offerOf(program: Program, variant: Variant): Omit<Offer, "load"> {
  const { name, device, features } = variant;
  return { name, device, features, limits: needsOf(program, variant) };
}

/**
 * A variant with its own kernels alone, the longest first: texts of one length are often of one schedule, and compress to
 * a fifth less when they lie side by side; and what takes longest to compile is begun first.
 */
export function partOf({ kernels }: Program, variant: Variant): Part {
  const used = new Set(Object.values(variant.entryPoints).flatMap((list) => list.map(({ kernel }) => kernel)));
  const order = [...used].sort((a, b) => kernels[b]!.wgsl.length - kernels[a]!.wgsl.length || a - b);
  const renumber = (list: readonly Dispatch[]) =>
    list.map((dispatch) => ({ ...dispatch, kernel: order.indexOf(dispatch.kernel) }));
  const entries = Object.entries(variant.entryPoints).map(([name, list]) => [name, renumber(list)] as const);
  return {
    kernels: order.map((index) => kernels[index]!),
    variant: { ...variant, entryPoints: Object.fromEntries(entries) },
  };
}
