import { finished, type Normalize, type Site } from "../family.ts";
import { coordinates } from "../kernel.ts";
import { blockAt, blocks, storeBlock, type Tensor } from "../tensor.ts";
import { type Code, joined, u32, wgsl } from "../wgsl.ts";
import { callMoments, fieldsOf } from "./moments.ts";
import { channelOf, elementOf, flatPositions, fourOf, type Sets, type Share, shared } from "./sets.ts";

/** The body of a kernel: which sets are its own, by the variable `from`; their moments; then every element of them. */
export function body(work: Normalize, sets: Sets, site: Site, share: Share, from: string): Code {
  const single = sets.members === 1;
  const which = [single ? "subset" : "part", sets.parts] as const;
  return wgsl`
    ${coordinates(from, sets.apart ? [which, ["position", sets.positions]] : [which])}
    ${single ? wgsl`let own = ${callMoments(sets, share, wgsl`subset`)};` : momentsOfMembers(work, sets, share)}
    ${site.output.layout === "nhwc4" ? writeBlocks(work, sets, site, share) : writeElements(work, sets, site, share)}
  `;
}

/** (x − mean)/deviation · weight + bias, from the fields of the set; the division was made once for it. */
function normalized({ affine, centered }: Normalize, x: Code, moments: readonly Code[], parameter: Code): Code {
  const [inverse, mean, pivot] = moments.toReversed();
  const normal = centered ? wgsl`(${x} - ${pivot!} - ${mean!}) * ${inverse!}` : wgsl`${x} * ${inverse!}`;
  if (affine === "none") return wgsl`let value = ${normal};`;
  if (!centered) return wgsl`let value = ${normal} * weight[${parameter}];`;
  return wgsl`let value = fma(${normal}, weight[${parameter}], bias[${parameter}]);`;
}

/** The fields of the only set. */
const ofOwn = (work: Normalize): Code[] => fieldsOf(work).map((name) => wgsl`own.${name}`);

function writeElements(work: Normalize, sets: Sets, site: Site, share: Share): Code {
  const { output, inputs } = site;
  const read = (t: Tensor): Code => elementOf(t, sets);
  const byChannel = work.affine === "channel" && sets.channels > 1;
  // One set has all the elements.
  const parameter = work.affine === "element" ? wgsl`element` : byChannel ? wgsl`channel` : wgsl`subset`;
  return shared(
    share,
    sets.elements,
    wgsl`
      ${byChannel && wgsl`let channel = ${channelOf(sets)};`}
      ${normalized(work, read(inputs[0]!), ofOwn(work), parameter)}
      ${read(output)} = ${finished(site, "f32", wgsl`value`, read)};
    `,
  );
}

/** The moments of several sets, in the order of their channels; a set that is not there has zeros. */
function momentsOfMembers(work: Normalize, sets: Sets, share: Share): Code {
  const fields = fieldsOf(work);
  const { groups, members, parts } = sets;
  const all = u32(members);
  const there = parts * members === groups ? all : wgsl`min(${all}, ${u32(groups)} - part * ${all})`;
  return wgsl`
    ${fields.map((name) => wgsl`var ${name} = vec4f();`)}
    for (var member = 0u; member < ${there}; member++) {
      let own = ${callMoments(sets, share, wgsl`part * ${all} + member`)};
      ${fields.map((name) => wgsl`${name}[member] = own.${name};`)}
    }
  `;
}

/** Blocks of four channels, of one set or of several. */
function writeBlocks(work: Normalize, sets: Sets, site: Site, share: Share): Code {
  const { output, inputs } = site;
  const { apart, channels: own, members, parts, positions, vectors } = sets;
  const size = vectors ? 1 : parts === 1 ? blocks(output) : (members * own) / 4;
  const read = (t: Tensor): Code => blockAt(flatPositions(t), wgsl`block`, [wgsl`position`]);
  const parameter = work.affine === "element" ? wgsl`position * ${u32(blocks(output))} + block` : wgsl`block`;
  const moments = members === 1 ? ofOwn(work) : fieldsOf(work).map((name) => wgsl`${`${name}s`}`);
  const store = wgsl`
    ${members > 1 && momentsOfBlock(work, sets)}
    let four = ${fourOf(inputs[0]!, wgsl`block`)};
    ${normalized(work, wgsl`four`, moments, parameter)}
    let result = ${finished(site, "vec4f", wgsl`value`, read)};
    ${storeBlock(flatPositions(output), wgsl`block`, [wgsl`position`], "result")}
  `;
  const which = members === 1 ? "subset" : "part";
  const block = parts === 1 ? wgsl`inner` : size === 1 ? wgsl`${which}` : wgsl`${which} * ${u32(size)} + inner`;
  const inner = parts === 1 || size > 1 || members > 1;
  const missing = !vectors && parts * size > blocks(output);
  return shared(
    share,
    apart ? size : size * positions,
    wgsl`
      ${!apart && wgsl`let position = ${size === 1 ? wgsl`element` : wgsl`element / ${u32(size)}`};`}
      ${inner && wgsl`let inner = ${apart ? wgsl`element` : size === 1 ? wgsl`0u` : wgsl`element % ${u32(size)}`};`}
      let block = ${block};
      ${missing ? wgsl`if (block < ${u32(blocks(output))}) {\n  ${store}\n}` : store}
    `,
  );
}

/** For each of the four channels the numbers of the set that it belongs to. */
function momentsOfBlock(work: Normalize, { channels: own }: Sets): Code {
  const gathered = (name: string) => ["x", "y", "z", "w"].map((lane) => wgsl`${name}[member.${lane}]`);
  return wgsl`
    let member = (inner * 4u + vec4u(0, 1, 2, 3)) / ${u32(own)};
    ${fieldsOf(work).map((name) => wgsl`let ${`${name}s`} = vec4f(${joined(gathered(name))});`)}
  `;
}
