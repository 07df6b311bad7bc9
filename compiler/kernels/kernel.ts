import type { Kernel } from "../../runtime/program.ts";
import { around, elementType, imageElements, type Packed, type Tensor } from "./tensor.ts";
import { Code, comment, f32, joined, paragraphs, u32, wgsl } from "./wgsl.ts";

/** Everything that a kernel's text and its host side must agree on, said once. */
export interface KernelDefinition {
  readonly name: string;
  /** Lines of the comment at the top: source, shapes, formula, what one invocation does. */
  readonly header: readonly string[];
  readonly bindings: readonly (Tensor | Packed)[];
  /** How the work of one image is cut up. */
  readonly grid: Grid;
  readonly features?: readonly "subgroups"[];
  readonly declarations?: readonly Code[];
  /** Reads `image` and, by grid, `i` (the invocation) or `group` and `lane`. */
  readonly body: Code;
}

/**
 * `invocations`: independent ones; the last workgroup's surplus returns at once.
 * `workgroups`: whole workgroups that cooperate (barriers, subgroups); nothing returns early.
 */
export type Grid =
  | { readonly kind: "invocations"; readonly count: number; readonly workgroup: number }
  | { readonly kind: "workgroups"; readonly count: number; readonly workgroup: number };

/** WebGPU's limit on workgroups in one dimension. */
const widest = 65535;

/**
 * Prints the module and derives bindings and grid from the same record. Weights of which it is given the numbers, by name,
 * are constants of the module and not bound.
 */
export function buildKernel(
  definition: KernelDefinition,
  numbers: ReadonlyMap<string, ArrayLike<number>> = new Map(),
): Kernel {
  const { grid } = definition;
  const bound = definition.bindings.filter(({ name }) => !numbers.has(name));
  const total = grid.kind === "workgroups" ? grid.count : Math.ceil(grid.count / grid.workgroup);
  const width = Math.min(total, widest);
  const module = wgsl`
    ${definition.header.map(comment)}
    ${(definition.features ?? []).map((feature) => wgsl`enable ${feature};`)}

    ${bound.map(declaration)}

    ${definition.bindings.filter(({ name }) => numbers.has(name)).map((each) => constant(each, numbers.get(each.name)!))}

    ${paragraphs(definition.declarations ?? [])}

    @compute @workgroup_size(${grid.workgroup})
    fn main(${parameters(definition)}) {
      ${preamble(grid, total, width)}
      ${definition.body}
    }
  `;
  return {
    name: definition.name,
    wgsl: `${module.text.replaceAll(/\n{3,}/g, "\n\n")}\n`,
    bindings: bound.map((b) => ({ name: b.name, access: "access" in b ? b.access : "read" })),
    workgroups: [width, Math.ceil(total / width)],
  };
}

function parameters(definition: KernelDefinition): Code {
  const subgroups = definition.features?.includes("subgroups");
  return wgsl`@builtin(workgroup_id) workgroup_id: vec3u, @builtin(local_invocation_index) lane: u32${subgroups ? wgsl`, @builtin(subgroup_invocation_id) subgroup_lane: u32` : wgsl``}`;
}

const constant = ({ name, meaning }: Tensor | Packed, numbers: ArrayLike<number>): Code =>
  wgsl`const ${name} = array<f32, ${numbers.length}>(${joined(Array.from(numbers, f32))});  ${comment(meaning)}`;

/** Images lie one after the other: the sized inner array keeps the compiler's bounds checks cheap. */
function declaration(binding: Tensor | Packed, place: number): Code {
  const tensor = "access" in binding;
  const image = tensor
    ? wgsl`array<${elementType(binding)}, ${imageElements(around(binding))}>`
    : wgsl`array<${binding.element}, ${binding.length}>`;
  const type = tensor ? wgsl`array<${image}>` : image;
  const access = tensor && binding.access === "read_write" ? wgsl`storage, read_write` : wgsl`storage, read`;
  const meaning = tensor ? `${binding.meaning}, ${binding.layout}` : binding.meaning;
  return wgsl`@group(0) @binding(${place}) var<${access}> ${binding.name}: ${type};  ${comment(meaning)}`;
}

function preamble(grid: Grid, total: number, width: number): Code {
  const folded = total > width;
  const group = folded ? wgsl`workgroup_id.y * ${u32(width)} + workgroup_id.x` : wgsl`workgroup_id.x`;
  if (grid.kind === "workgroups") {
    return wgsl`
      let image = workgroup_id.z;
      let group = ${folded ? wgsl`min(${group}, ${u32(total - 1)})` : group};
    `;
  }
  const surplus = total * grid.workgroup !== grid.count || folded;
  return wgsl`
    let image = workgroup_id.z;
    let i = ${folded ? wgsl`(${group})` : group} * ${u32(grid.workgroup)} + lane;
    ${surplus && wgsl`if (i >= ${u32(grid.count)}) { return; }`}
  `;
}

/**
 * Splits `from` into named coordinates, the last one running fastest: `let x = i % 28u; let y = i / 28u % 28u;`. One that
 * does not start at 0 says from where.
 */
export function coordinates(
  from: string,
  parts: readonly (readonly [name: string, extent: number, first?: string | undefined])[],
): Code {
  let divisor = 1;
  const lines: Code[] = [];
  for (const [place, [name, extent, first]] of [...parts.entries()].reverse()) {
    const quotient = divisor === 1 ? wgsl`${from}` : wgsl`${from} / ${u32(divisor)}`;
    const value = extent === 1 ? undefined : wgsl`${quotient}${place === 0 ? wgsl`` : wgsl` % ${u32(extent)}`}`;
    const sum = [first && wgsl`${first}`, value].filter((term) => term instanceof Code);
    lines.push(wgsl`let ${name} = ${sum.length > 0 ? joined(sum, " + ") : u32(0)};`);
    divisor *= extent;
  }
  return wgsl`${lines.reverse()}`;
}

/** Names of coordinates along the spatial axes: `oy`, `ix`. The prefix keeps them apart from the tensors `x` and `y`. */
export const axisNames = (rank: number, prefix: string): readonly string[] =>
  ["z", "y", "x"].slice(3 - rank).map((axis) => `${prefix}${axis}`);
