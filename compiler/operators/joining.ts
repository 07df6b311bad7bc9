import { elements, type Shape, showShape } from "../graph/graph.ts";

/** WebGPU's default of eight storage buffers for a kernel, less the output. */
export const mostJoined = 7;

/**
 * What makes one of two shapes that do not go together of the other, as a chain that can be copied; undefined where nothing
 * plain does. Where values are added, the one with more channels or fewer positions is meant.
 */
export function wayToJoin(left: Shape, right: Shape): string | undefined {
  return between(left, right) ?? between(right, left);
}

function between(from: Shape, to: Shape): string | undefined {
  const [[channels, ...input], [wanted, ...output]] = [from, to] as [Shape, Shape];
  const made = (stages: string): string => `\`${stages}\` makes ${showShape(to)} of ${showShape(from)}`;
  const spread = `tile(${showShape(output)})`;
  if (output.length > 0 && channels === wanted && elements(from) === channels && elements(output) > 1)
    return made(input.length > 0 ? spread : `reshape([${[channels, ...output.map(() => 1)].join(", ")}]) -> ${spread}`);
  if (input.length === 0 || input.length !== output.length) return undefined;
  const strides = input.map((n, axis) => strideTo(n, output[axis]!));
  const [stride] = strides;
  if (stride === undefined || strides.some((each) => each !== stride)) return undefined;
  if (stride === 1 && channels! >= wanted!) return undefined;
  const window = input.map(() => 1).join("x");
  return made(`conv(${wanted}, ${window}${stride === 1 ? "" : `, stride=${stride}`})`);
}

/** With which a window of 1 finds so many places; undefined where there is none, or one would leave most of the input out. */
function strideTo(n: number, places: number): number | undefined {
  const stride = Math.ceil(n / places);
  return stride <= 4 && places > 1 === n > 1 && Math.floor((n - 1) / stride) + 1 === places ? stride : undefined;
}

/** What makes positions equal that are not, for values that are put behind each other. */
export function wayToAlign(left: Shape, right: Shape): string {
  const vector = [left, right].find(({ length }) => length === 1);
  const other = left === vector ? right : left;
  if (vector) return `\`flatten\` makes a vector of ${showShape(other)}`;
  const [large, small] = left[1]! >= right[1]! ? [left, right] : [right, left];
  const rests = large.slice(1).map((n, axis) => n - (small[axis + 1] ?? n));
  const cuts =
    large.length === small.length &&
    rests.every((rest, axis) => rest >= 0 && rest % 2 === 0 && 3 * rest <= large[axis + 1]!);
  if (cuts) return `\`crop(${showShape(small.slice(1))})\` takes the middle of ${showShape(large)}`;
  return "only channels may differ: look at the stride, the padding and the rounding of both sides";
}
