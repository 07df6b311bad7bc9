import { perChannel } from "../elementwise/per-channel.ts";
import type { Normalize, PackedWeight } from "../family.ts";
import { at, blockAt, blocks, channels, imageElements, spatial, type Tensor, volume } from "../tensor.ts";
import { type Code, u32, wgsl } from "../wgsl.ts";

/** The sets of a tensor as kernels count them, its positions one behind the other. */
export interface Sets {
  readonly apart: boolean;
  readonly groups: number;
  /** Of one set. */
  readonly channels: number;
  readonly elements: number;
  /** Positions of the tensor. */
  readonly positions: number;
  /** A vector is of one element of each of four sets: one channel each, in `nhwc4`. */
  readonly vectors: boolean;
  /**
   * Sets that are written together, or vectors of them. In `nhwc4` a block of four channels may belong to several: as
   * many as have whole blocks among them, so that no two invocations write into one vector.
   */
  readonly members: number;
  /** Such parts of the channels, the last one perhaps with fewer sets. */
  readonly parts: number;
  /** Invocations or workgroups: one for each part, at each position where sets lie apart. */
  readonly count: number;
}

export function setsOf(work: Normalize, output: Tensor): Sets {
  const { groups } = work;
  const apart = work.positions === "apart";
  const positions = volume(spatial(output));
  const own = channels(output) / groups;
  const blocked = output.layout === "nhwc4";
  const vectors = blocked && own === 1;
  const whole = own % 4 === 0 ? 1 : own % 2 === 0 ? 2 : 4;
  const members = blocked && !vectors ? Math.min(groups, whole) : 1;
  const parts = Math.ceil(groups / (vectors ? 4 : members));
  const elements = apart ? own : own * positions;
  const count = parts * (apart ? positions : 1);
  return { apart, groups, channels: own, elements, positions, vectors, members, parts, count };
}

/** `one set`, `4 sets`: what an invocation or a workgroup does. */
export const setsInWords = ({ vectors, members }: Sets): string =>
  members === 1 && !vectors ? "one set" : `${vectors ? 4 : members} sets`;

/** How the elements of a set are shared out: to one invocation, or to the lanes of a workgroup. */
export interface Share {
  readonly from: Code;
  readonly by: number;
  /** The sum over all shares. */
  readonly total: (sum: string) => Code;
  /** What that takes as a variable: the `lane`. */
  readonly variables: readonly string[];
}

/** One share of a loop; the body reads `element`. */
export const shared = ({ from, by }: Share, count: number, body: Code): Code => wgsl`
  for (var element = ${from}; element < ${u32(count)}; ${by === 1 ? wgsl`element++` : wgsl`element += ${u32(by)}`}) {
    ${body}
  }
`;

/** The tensor with its positions one behind the other. */
export const flatPositions = (t: Tensor): Tensor => ({ ...t, shape: [channels(t), volume(spatial(t))] });

/** An element of the set, `element` counting through it in the order of `nchw` memory. */
export function elementOf(t: Tensor, sets: Sets): Code {
  const { apart, groups, elements, positions, channels: own } = sets;
  if (t.layout === "nchw" && !apart && !t.within)
    return at({ ...t, shape: [groups, elements] }, groups === 1 ? 0 : wgsl`subset`, [wgsl`element`]);
  const position = apart ? wgsl`position` : own === 1 ? wgsl`element` : wgsl`element % ${u32(positions)}`;
  return at(flatPositions(t), channelOf(sets), [position]);
}

/** The channel of such an element. */
export function channelOf({ apart, groups, positions, channels: own }: Sets): Code {
  if (own === 1) return wgsl`subset`;
  const inner = apart ? wgsl`element` : positions === 1 ? wgsl`element` : wgsl`element / ${u32(positions)}`;
  return groups === 1 ? inner : wgsl`subset * ${u32(own)} + ${inner}`;
}

/** The first element of the set, in any layout. */
export function firstOf(t: Tensor, { apart, groups, channels: own, elements, vectors }: Sets): Code {
  const position = apart ? wgsl`position` : 0;
  if (vectors) return fourOf(t, wgsl`subset`, position);
  if (t.layout === "nchw" && !apart && !t.within)
    return at({ ...t, shape: [groups, elements] }, groups === 1 ? 0 : wgsl`subset`, [0]);
  const channel = own === 1 ? wgsl`subset` : wgsl`subset * ${u32(own)}`;
  return at(flatPositions(t), groups === 1 ? 0 : channel, [position]);
}

/** Four channels at a position; lanes past the last channel are zero, whatever lies there. */
export function fourOf(t: Tensor, block: Code, position: Code | number = wgsl`position`): Code {
  const four = blockAt(flatPositions(t), block, [position]);
  if (t.layout === "nchw" || channels(t) % 4 === 0) return four;
  return wgsl`select(vec4f(), ${four}, ${block} * 4u + vec4u(0, 1, 2, 3) < vec4u(${u32(channels(t))}))`;
}

/** Weight and bias as the output lies, in vectors of four channels where it does. */
export function packedParameters({ affine, centered }: Normalize, output: Tensor): PackedWeight[] {
  if (affine === "none") return [];
  return (centered ? ["weight", "bias"] : ["weight"]).map((role) =>
    affine === "channel" ? perChannel(role, output) : perElement(role, output),
  );
}

function perElement(role: string, output: Tensor): PackedWeight {
  const blocked = output.layout === "nhwc4";
  const extents = flatPositions(output).shape;
  const channel = { size: blocked ? blocks(output) * 4 : extents[0]!, axis: 0, step: 1 };
  const position = { size: extents[1]!, axis: 1, step: 1 };
  return {
    role,
    packed: {
      name: role,
      element: blocked ? "vec4f" : "f32",
      length: imageElements(output),
      meaning: blocked ? "[position, channel / 4]" : "[channel, position]",
    },
    recipe: { extents, start: [0, 0], dims: blocked ? [position, channel] : [channel, position] },
  };
}
