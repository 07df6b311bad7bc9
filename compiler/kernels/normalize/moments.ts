import type { Normalize, Site } from "../family.ts";
import type { ScalarType } from "../scalar.ts";
import { at, type Tensor } from "../tensor.ts";
import { type Code, f32, joined, u32, wgsl } from "../wgsl.ts";
import { elementOf, firstOf, flatPositions, fourOf, type Sets, type Share, shared } from "./sets.ts";

/** How a set is read: in `nhwc4` by vectors, where they are of one set or of one element each of four. */
interface Reading {
  readonly type: ScalarType;
  readonly count: number;
  /** Variables that `value` reads, and the value. */
  readonly place: Code | false;
  readonly value: Code;
  readonly square: Code;
}

export const momentsType = ({ vectors }: Sets): ScalarType => (vectors ? "vec4f" : "f32");

function readingOf(x: Tensor, sets: Sets): Reading {
  const { apart, groups, elements, channels: own, vectors } = sets;
  const square = wgsl`distance * distance`;
  const scalar = { type: "f32", count: elements, square } as const;
  if (vectors) {
    const place = !apart && wgsl`let position = element;`;
    return { type: "vec4f", count: elements, place, value: fourOf(x, wgsl`subset`), square };
  }
  if (x.layout === "nchw") return { ...scalar, place: false, value: elementOf(x, sets) };
  const size = own % 4 === 0 ? own / 4 : own;
  const inner = apart ? wgsl`element` : size === 1 ? wgsl`0u` : wgsl`element % ${u32(size)}`;
  const index = groups === 1 ? inner : size === 1 ? wgsl`subset` : wgsl`subset * ${u32(size)} + ${inner}`;
  const placeOf = (name: string) => wgsl`
    ${!apart && wgsl`let position = ${size === 1 ? wgsl`element` : wgsl`element / ${u32(size)}`};`}
    let ${name} = ${index};
  `;
  if (own % 4 !== 0)
    return { ...scalar, place: placeOf("channel"), value: at(flatPositions(x), wgsl`channel`, [wgsl`position`]) };
  return {
    type: "vec4f",
    count: elements / 4,
    place: placeOf("block"),
    value: fourOf(x, wgsl`block`),
    square: wgsl`dot(distance, distance)`,
  };
}

/** What `moments` is called with, and declared with: the image, the set, its position if it has one. */
const variablesOf = ({ apart }: Sets, share: Share): readonly string[] => [
  "image",
  "subset",
  ...(apart ? ["position"] : []),
  ...share.variables,
];

export const callMoments = (sets: Sets, share: Share, set: Code): Code =>
  wgsl`moments(${joined(variablesOf(sets, share).map((name) => (name === "subset" ? set : wgsl`${name}`)))})`;

/** What is known of a set, in the order of the arithmetic. */
export const fieldsOf = ({ centered }: Normalize): readonly string[] =>
  centered ? ["pivot", "mean", "inverse_deviation"] : ["inverse_deviation"];

/**
 * Mean and inverse deviation of a set, in two passes: a variance from Σx² − (Σx)²/n would lose what a large mean has in
 * common (Chan, Golub and LeVeque 1983, "Algorithms for Computing the Sample Variance"). The mean is that of the
 * differences from the set's first element: so it is exact where all are equal, and as good as their spread allows.
 */
export function momentsFunction(work: Normalize, sets: Sets, site: Site, share: Share): Code[] {
  const [x] = site.inputs as [Tensor];
  const { type, count, place, value, square } = readingOf(x, sets);
  const own = momentsType(sets);
  const difference = work.centered ? wgsl`${value} - pivot - mean` : value;
  const added = type === own ? wgsl`${value} - pivot` : wgsl`dot(${value} - pivot, vec4f(1.0f))`;
  // Multiplying with a power of two is exact.
  const averaged = (sum: Code): Code =>
    Number.isInteger(Math.log2(sets.elements))
      ? wgsl`${sum} * ${f32(1 / sets.elements)}`
      : wgsl`${sum} / ${f32(sets.elements)}`;
  return [
    wgsl`
      struct Moments {
        ${fieldsOf(work).map((name) => wgsl`${name}: ${own},`)}
      }
    `,
    wgsl`
      fn moments(${joined(variablesOf(sets, share).map((name) => wgsl`${name}: u32`))}) -> Moments {
        ${
          work.centered &&
          wgsl`
            let pivot = ${firstOf(x, sets)};
            var sum = ${own}();
            ${shared(
              share,
              count,
              wgsl`
                ${place}
                sum += ${added};
              `,
            )}
            let mean = ${averaged(share.total("sum"))};
          `
        }
        var squares = ${own}();
        ${shared(
          share,
          count,
          wgsl`
            ${place}
            let distance = ${difference};
            squares += ${square};
          `,
        )}
        let variance = ${averaged(share.total("squares"))};
        return Moments(${work.centered && wgsl`pivot, mean, `}inverseSqrt(variance + ${f32(work.eps)}));
      }
    `,
  ];
}
