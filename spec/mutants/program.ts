import type { Dispatch, Slot, Variant } from "../../runtime/program.ts";
import { damage, damageVariants, type Mutant } from "./mutant.ts";

const runOf = ({ entryPoints }: Variant): readonly Dispatch[] => entryPoints.run!;
const withRun = (variant: Variant, run: readonly Dispatch[]): Variant => ({ ...variant, entryPoints: { run } });
const kindOf = (variant: Variant, slot: number) => variant.buffers[variant.slots[slot]!.buffer]!.kind;
const alike = (a: Slot, b: Slot): boolean => a.bytes === b.bytes && a.tensor?.layout === b.tensor?.layout;

/** Slots of a dispatch's weights, in the order of its bindings. */
const weightsOf = (variant: Variant, { slots }: Dispatch): number[] =>
  slots.filter((slot) => kindOf(variant, slot) === "weights");

const inVariant = (name: string, change: (variant: Variant) => Variant | undefined): Mutant =>
  damageVariants("program", name, change);

/** The first dispatch for which `change` finds other slots. */
const inSlots = (
  name: string,
  change: (dispatch: Dispatch, k: number, variant: Variant) => readonly number[] | undefined,
): Mutant =>
  inVariant(name, (variant) => {
    for (const [k, dispatch] of runOf(variant).entries()) {
      const slots = change(dispatch, k, variant);
      if (slots) return withRun(variant, runOf(variant).with(k, { ...dispatch, slots }));
    }
    return undefined;
  });

/** Bugs in the plain data of a program: slots, memory, dispatches. */
export const program: readonly Mutant[] = [
  inSlots("two inputs of one kernel swapped", ({ slots: [a, b, ...rest], label }, _, { slots }) =>
    label.startsWith("concat") && a !== b && alike(slots[a!]!, slots[b!]!) ? [b!, a!, ...rest] : undefined,
  ),
  inSlots("a kernel reads a value that is out of date", ({ slots: [read, ...rest] }, k, variant) => {
    const before = runOf(variant)[k - 1]?.slots[0];
    const stale = before !== undefined && before !== read && !rest.includes(before);
    return stale && alike(variant.slots[before]!, variant.slots[read!]!) ? [before, ...rest] : undefined;
  }),
  inSlots("a layer reads another layer's weights", (dispatch, k, variant) => {
    const own = weightsOf(variant, dispatch)[0];
    const other = runOf(variant)
      .slice(k + 1)
      .flatMap((each) => weightsOf(variant, each))
      .find((slot) => own !== undefined && slot !== own && alike(variant.slots[slot]!, variant.slots[own]!));
    return other === undefined ? undefined : dispatch.slots.map((slot) => (slot === own ? other : slot));
  }),
  inSlots("factor and shift exchanged", ({ slots }, _, variant) => {
    const at = slots.findIndex((slot) => variant.slots[slot]!.name.endsWith(".factor"));
    return at < 0 ? undefined : slots.with(at, slots[at + 1]!).with(at + 1, slots[at]!);
  }),
  inVariant("a kernel left out, the one before it run twice", (variant) => {
    const run = runOf(variant);
    const roles = run.map((each) =>
      weightsOf(variant, each).map((slot) => variant.slots[slot]!.name.split(".").at(-1)),
    );
    // One that computes the same kind of thing, so that the program stays in step with its plan.
    const k = run.findIndex((_, at) => at > 0 && String(roles[at]) === String(roles[at - 1]));
    return k < 0 ? undefined : withRun(variant, run.with(k, run[k - 1]!));
  }),
  inVariant("the images of a value lie too far apart", (variant) => {
    const own = variant.slots.findIndex((_, slot) => kindOf(variant, slot) === "activations");
    if (own < 0) return undefined;
    const slot = variant.slots[own]!;
    const buffer = variant.buffers[slot.buffer]!;
    return {
      ...variant,
      slots: variant.slots.with(own, { ...slot, bytes: slot.bytes + 256 }),
      buffers: variant.buffers.with(slot.buffer, { ...buffer, bytes: buffer.bytes + 256 }),
    };
  }),
  inVariant("a value laid over one that is still needed", overlaid),
  inVariant("the weights of two layers laid over each other", (variant) => {
    const [first, second] = runOf(variant).flatMap((each) => weightsOf(variant, each).slice(0, 1));
    if (second === undefined || second === first) return undefined;
    const { buffer, offset } = variant.slots[first!]!;
    return { ...variant, slots: variant.slots.with(second, { ...variant.slots[second]!, buffer, offset }) };
  }),
  inVariant("two outputs exchanged", (variant) => {
    const outputs = exchanged(variant, variant.outputs);
    return outputs && { ...variant, outputs };
  }),
  inVariant("two inputs of the network exchanged", (variant) => {
    const inputs = exchanged(variant, variant.inputs);
    return inputs && { ...variant, inputs };
  }),
  damage("program", "a workgroup too few", ({ program }) => {
    const kernels = program.kernels.map((kernel) => {
      const [x, y] = kernel.workgroups;
      return x > 1 ? { ...kernel, workgroups: [x - 1, y] as const } : kernel;
    });
    return kernels.some((kernel, i) => kernel !== program.kernels[i]) ? { ...program, kernels } : undefined;
  }),
];

/** The first two slots in each other's place, if one looks like the other. */
const exchanged = ({ slots }: Variant, [a, b, ...rest]: readonly number[]): number[] | undefined =>
  b !== undefined && alike(slots[a!]!, slots[b]!) ? [b, a!, ...rest] : undefined;

/** Moves a value to where another lies that is written before it and read after it. */
function overlaid(variant: Variant): Variant | undefined {
  const run = runOf(variant);
  const written = run.map(({ slots }) => slots.at(-1)!);
  for (const [time, over] of written.entries()) {
    if (kindOf(variant, over) !== "activations") continue;
    for (const under of written.slice(0, time)) {
      const { buffer, offset } = variant.slots[under]!;
      const needed = run.slice(time + 1).some(({ slots }) => slots.slice(0, -1).includes(under));
      const lie = variant.slots.with(over, { ...variant.slots[over]!, buffer, offset });
      // A dispatch that reads and writes one buffer would be refused, and that is another bug.
      const legal = run.every(({ slots }) =>
        slots.slice(0, -1).every((slot) => lie[slot]!.buffer !== lie[slots.at(-1)!]!.buffer),
      );
      // Where one kernel reads both, its own result shows it.
      const together = run.some(({ slots }) => slots.includes(over) && slots.includes(under));
      if (!needed || together || !legal || kindOf(variant, under) !== "activations") continue;
      const room = Math.max(variant.buffers[buffer]!.bytes, offset + Math.ceil(variant.slots[over]!.bytes / 256) * 256);
      return {
        ...variant,
        slots: lie,
        buffers: variant.buffers.with(buffer, { ...variant.buffers[buffer]!, bytes: room }),
      };
    }
  }
  return undefined;
}
