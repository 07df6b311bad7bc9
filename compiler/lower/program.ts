import type { Buffer, Dispatch, Kernel, Program, Recipe, Slot, Variant } from "../../runtime/program.ts";
import { type Graph, inputOperator, type Node, type NodeId, nodeById } from "../graph/graph.ts";
import { defaultLimits } from "../kernels/limits.ts";
import { imageBytes } from "../kernels/tensor.ts";
import { comment } from "../kernels/wgsl.ts";
import { variantName } from "./devices.ts";
import type { Lowered, Step } from "./lower.ts";
import { align, type Lifetime, place } from "./memory.ts";

/** What a variant's dispatches compute, in step with its `run` entry point: the verifier's map back to the graph. */
export interface Plan {
  readonly variant: string;
  readonly steps: readonly PlannedStep[];
  /** The slot that each value of the graph lies in; none for one that is not stored. */
  readonly slots: ReadonlyMap<NodeId, number>;
}

/** Whose value a dispatch stores, the nodes before it that the same kernel computes, and how. */
export type PlannedStep = Pick<Step, "node" | "inner" | "schedule" | "literal">;

/** The nodes that a step computes, the last of which it stores. */
export const layersOf = ({ inner, node }: PlannedStep): readonly Node[] => [...inner, node];

/** Joins the lowered forms of one graph to a program; kernels with the same text are shared. */
export function assemble(graph: Graph, lowered: readonly Lowered[]): { program: Program; plans: Plan[] } {
  const kernels: Kernel[] = [];
  const indexOf = new Map<string, number>();
  const share = (kernel: Kernel): number => {
    const known = indexOf.get(kernel.wgsl);
    if (known !== undefined) return known;
    indexOf.set(kernel.wgsl, kernels.length);
    return kernels.push(kernel) - 1;
  };
  const made = lowered.map((each) => new VariantBuilder(graph, each, share).build());
  const program: Program = {
    format: "cnnc/1",
    name: graph.name,
    inputs: inputsOf(graph).map(({ name, shape, attributes }) => ({ name, shape, ...attributes })),
    outputs: graph.outputs.map(({ name, node }) => ({ name, shape: nodeById(graph)(node).shape })),
    parameters: graph.parameters.map(({ name, shape }) => ({ name, shape })),
    kernels: withUsers(
      kernels,
      made.map(({ variant }) => variant),
    ),
    variants: made.map(({ variant }) => variant),
  };
  return { program, plans: made.map(({ plan }) => plan) };
}

/** A kernel that serves several layers says so in its header, under the one that it was made for. */
function withUsers(kernels: readonly Kernel[], variants: readonly Variant[]): Kernel[] {
  const users = kernels.map(() => new Set<string>());
  for (const { entryPoints } of variants)
    for (const { kernel, label } of Object.values(entryPoints).flat()) users[kernel]!.add(label);
  return kernels.map((kernel, i) => {
    const [first, ...others] = users[i]!;
    if (first === undefined || others.length === 0) return kernel;
    const shown = others.length > 6 ? [...others.slice(0, 6), `${others.length - 6} more`] : others;
    const [title, ...rest] = kernel.wgsl.split("\n");
    return { ...kernel, wgsl: [title, comment(`  also for ${shown.join(", ")}`).text, ...rest].join("\n") };
  });
}

/** The WebGPU features that the kernels enable. */
export const featuresOf = ({ steps }: Lowered): readonly string[] =>
  steps.some(({ kernel }) => /^enable subgroups;$/m.test(kernel.wgsl)) ? ["subgroups"] : [];

/** Of the value that a node stores. */
const nameOf = (node: Node): string => node.epilogue.at(-1)?.name ?? node.name;

const inputsOf = (graph: Graph): Node[] => graph.nodes.filter((node) => node.operator === inputOperator);

class VariantBuilder {
  private readonly buffers: Buffer[] = [];
  private readonly slots: Slot[] = [];
  private readonly recipes: Recipe[] = [];
  /** Slot by node: of those that own their memory, and of the parts of what a concat joins. */
  private readonly owned = new Map<NodeId, number>();
  private readonly graph: Graph;
  private readonly lowered: Lowered;
  private readonly share: (kernel: Kernel) => number;

  constructor(graph: Graph, lowered: Lowered, share: (kernel: Kernel) => number) {
    this.graph = graph;
    this.lowered = lowered;
    this.share = share;
  }

  build(): { variant: Variant; plan: Plan } {
    const { steps, stored, model } = this.lowered;
    const inputs = inputsOf(this.graph).map((node) => this.port(node, "input"));
    const outputs = this.graph.outputs.map(({ node }) => this.port(nodeById(this.graph)(node), "output"));
    this.activations();
    this.parts();
    const dispatches = this.dispatches();
    const slots = new Map(
      [...stored.keys()].flatMap((id) => {
        const slot = this.slotOf(id);
        return slot === undefined ? [] : [[id, slot] as const];
      }),
    );
    const variant: Variant = {
      name: variantName(model),
      device: model.device,
      features: featuresOf(this.lowered),
      limits: this.limits(),
      buffers: this.buffers,
      slots: this.slots,
      recipes: this.recipes,
      inputs,
      outputs,
      entryPoints: { run: dispatches },
    };
    return {
      variant,
      plan: {
        variant: variant.name,
        steps: steps.map(({ node, inner, schedule, literal }) => ({ node, inner, schedule, literal })),
        slots,
      },
    };
  }

  /** An input or output has a buffer of its own, so that a caller's can take its place. */
  private port(node: Node, kind: "input" | "output"): number {
    const bytes = imageBytes({ shape: node.shape, layout: this.lowered.stored.get(node.id)!.layout });
    const buffer = this.buffers.push({ name: `${kind} ${node.name}`, kind, bytes: align(bytes), perImage: true }) - 1;
    return this.own(node, buffer, 0);
  }

  private own(node: Node, buffer: number, offset: number): number {
    const { layout } = this.lowered.stored.get(node.id)!;
    const slot = {
      name: nameOf(node),
      buffer,
      offset,
      bytes: imageBytes({ shape: node.shape, layout }),
      tensor: { shape: node.shape, layout },
    };
    this.owned.set(node.id, this.slots.push(slot) - 1);
    return this.slots.length - 1;
  }

  private activations(): void {
    const { steps, stored } = this.lowered;
    const values = (step: Step): NodeId[] =>
      step.bindings.flatMap((b) => ("value" in b ? [stored.get(b.value)!.owner] : []));
    const last = new Map<NodeId, number>();
    steps.forEach((step, time) => {
      for (const id of values(step)) last.set(id, time);
    });
    const lifetimes = new Map<NodeId, Lifetime & { readonly apart: Lifetime[] }>();
    steps.forEach((step, first) => {
      const { owner, layout } = stored.get(step.node.id)!;
      if (this.owned.has(owner)) return;
      const bytes = imageBytes({ shape: nodeById(this.graph)(owner).shape, layout });
      const written = lifetimes.get(owner) ?? { bytes, first, last: last.get(owner)!, apart: [] };
      lifetimes.set(owner, written);
      for (const read of values(step).flatMap((id) => (id === owner ? [] : (lifetimes.get(id) ?? [])))) {
        written.apart.push(read);
        read.apart.push(written);
      }
    });
    const { placements, sizes } = place([...lifetimes.values()]);
    const base = this.buffers.length;
    for (const [color, bytes] of sizes.entries()) {
      const name = `activations ${"abcdefgh"[color] ?? color}`;
      this.buffers.push({ name, kind: "activations", bytes, perImage: true });
    }
    for (const [id, lifetime] of lifetimes) {
      const { color, offset } = placements.get(lifetime)!;
      this.own(nodeById(this.graph)(id), base + color, offset);
    }
  }

  /** A part has a slot that says so, in the place of the whole: that is what a kernel binds. */
  private parts(): void {
    for (const [id, { owner, layout, first }] of this.lowered.stored) {
      if (first === undefined) continue;
      const [node, of] = [nodeById(this.graph)(id), this.owned.get(owner)!];
      const { buffer, offset, bytes } = this.slots[of]!;
      const tensor = { shape: node.shape, layout };
      this.owned.set(
        id,
        this.slots.push({ name: nameOf(node), buffer, offset, bytes, tensor, part: { of, first } }) - 1,
      );
    }
  }

  /** A view lies where its source does; some values lie nowhere. */
  private slotOf(id: NodeId): number | undefined {
    return this.owned.get(id) ?? this.owned.get(this.lowered.stored.get(id)!.owner);
  }

  private dispatches(): Dispatch[] {
    return this.lowered.steps.map((step) => {
      const weights = new Map(step.weights.map((weight) => [weight.packed.name, this.weight(weight)]));
      const slotOf = (binding: Step["bindings"][number]): number =>
        "value" in binding ? this.slotOf(binding.value)! : weights.get(binding.weight)!;
      return { kernel: this.share(step.kernel), label: step.label, slots: step.bindings.map(slotOf) };
    });
  }

  /** Appends packed weights to the last weights buffer, or starts another where it would grow past every device's limit. */
  private weight({ packed, recipe, source, role, node }: Step["weights"][number]): number {
    const bytes = packed.length * (packed.element === "vec4f" ? 16 : 4);
    let buffer = this.buffers.findLastIndex(({ kind }) => kind === "weights");
    const room = buffer >= 0 && this.buffers[buffer]!.bytes + align(bytes) <= defaultLimits.maxBufferSize;
    if (!room) buffer = this.buffers.push({ name: "weights", kind: "weights", bytes: 0, perImage: false }) - 1;
    const offset = this.buffers[buffer]!.bytes;
    this.buffers[buffer] = { ...this.buffers[buffer]!, bytes: offset + align(bytes) };
    const slot = this.slots.push({ name: `${node.name}.${role}`, buffer, offset, bytes }) - 1;
    const dims = recipe.dims.filter(({ size }) => size > 1);
    this.recipes.push({ slot, source, ...recipe, dims });
    return slot;
  }

  /** Limits that must be above WebGPU's defaults. */
  private limits(): Record<string, number> {
    const most = (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b), 0);
    const needed = {
      maxStorageBufferBindingSize: most(this.slots.map(({ bytes }) => bytes)),
      maxBufferSize: most(this.buffers.map(({ bytes }) => bytes)),
      maxStorageBuffersPerShaderStage: most(this.lowered.steps.map(({ kernel }) => kernel.bindings.length)),
    };
    return Object.fromEntries(
      Object.entries(needed).filter(([name, value]) => value > defaultLimits[name as keyof typeof defaultLimits]),
    );
  }
}
