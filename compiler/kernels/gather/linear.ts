import { type Built, finished, type Interpolation, type Schedule, type Site } from "../family.ts";
import { printIndex } from "../index-map.ts";
import { axisNames, coordinates } from "../kernel.ts";
import { functions, type ScalarType } from "../scalar.ts";
import {
  at,
  blockAt,
  blocks,
  channels,
  elementType,
  imageElements,
  spatial,
  storeBlock,
  type Tensor,
} from "../tensor.ts";
import { type Code, f32, u32, wgsl } from "../wgsl.ts";

/**
 * One invocation a stored element of the output: the two neighbours along each axis where a place lies between rows.
 * Weights are whole numbers, and their product is divided by once, at the end: so dyadic data stays exact.
 */
export const linearInterpolation: Schedule<Interpolation> = {
  name: "interpolation",
  family: "interpolation",
  candidates: (work, site, model) => {
    const taps = 2 ** work.places.filter(({ denominator }) => denominator > 1).length;
    return [
      {
        schedule: "interpolation",
        choice: "one element at a time",
        cost: imageElements(site.output) * (taps * (2 + model.load) + model.load),
        build: () => build(work, site),
      },
    ];
  },
};

function build(work: Interpolation, site: Site): Built {
  const { output, inputs, epilogue } = site;
  const blocked = output.layout === "nhwc4";
  const type: ScalarType = elementType(output);
  const names = axisNames(spatial(output).length, "o");
  const place = names.map((name) => wgsl`${name}`);
  const channel = wgsl`${blocked ? "block" : "channel"}`;
  const extents = names.map((name, axis) => [name, spatial(output)[axis]!] as const);
  const read = (position: readonly Code[]) => (t: Tensor) =>
    blocked ? blockAt(t, channel, position) : at(t, channel, position);
  const result = finished(site, type, wgsl`value`, read(place));
  return {
    weights: [],
    definition: {
      name: site.name,
      header: [...site.header, `one invocation: ${blocked ? "four channels of one position" : "one element"}`],
      bindings: [...inputs, ...epilogue.others, output],
      grid: { kind: "invocations", count: imageElements(output), workgroup: 64 },
      declarations: functions([epilogue.tree], type),
      body: wgsl`
        ${coordinates("i", blocked ? [...extents, ["block", blocks(output)]] : [["channel", channels(output)], ...extents])}
        ${neighbours(work, site, place)}
        ${blended(work, (position) => read(position)(inputs[0]!))}
        ${
          blocked
            ? wgsl`
                let result = ${result};
                ${storeBlock(output, wgsl`block`, place, "result")}
              `
            : wgsl`${at(output, wgsl`channel`, place)} = ${result};`
        }
      `,
    },
  };
}

/** Along each axis the row at or before the place, and where it lies between rows the next one and its weight. */
function neighbours({ places }: Interpolation, { output, inputs }: Site, place: readonly Code[]): Code {
  const axes = ["z", "y", "x"].slice(3 - places.length);
  const lines = places.map(({ numerator, denominator }, axis) => {
    const name = axes[axis]!;
    const printed = printIndex(numerator, output.shape, [wgsl`channel`, ...place]);
    if (denominator === 1) return wgsl`let first_${name} = ${printed};`;
    return wgsl`
      let place_${name} = ${printed};
      let first_${name} = place_${name} / ${u32(denominator)};
      let second_${name} = min(first_${name} + 1u, ${u32(spatial(inputs[0]!)[axis]! - 1)});
      let weight_${name} = f32(place_${name} % ${u32(denominator)});
    `;
  });
  return wgsl`${lines}`;
}

/** `value`: the corners around the place, joined along the last axis first. */
function blended({ places }: Interpolation, read: (position: readonly Code[]) => Code): Code {
  const axes = ["z", "y", "x"].slice(3 - places.length);
  const lines: Code[] = [];
  const blend = (position: readonly Code[], corner: string): Code => {
    const axis = position.length;
    if (axis === places.length) return read(position);
    const { denominator } = places[axis]!;
    const name = axes[axis]!;
    const first = blend([...position, wgsl`first_${name}`], `${corner}0`);
    if (denominator === 1) return first;
    const second = blend([...position, wgsl`second_${name}`], `${corner}1`);
    lines.push(wgsl`let ${corner} = ${first} * (${f32(denominator)} - weight_${name}) + ${second} * weight_${name};`);
    return wgsl`${corner}`;
  };
  const sum = blend([], "corner");
  const units = places.reduce((product, { denominator }) => product * denominator, 1);
  return wgsl`
    ${lines}
    let value = ${sum}${units > 1 && wgsl` * ${f32(1 / units)}`};
  `;
}
