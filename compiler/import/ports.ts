import { refuse, type Tensor } from "../operators/onnx.ts";
import type { ValueInfo } from "./decode.ts";
import { shown } from "./diagnostic.ts";
import { imageOf } from "./node.ts";

/** How an ONNX graph is to be read. */
export interface Reading {
  /** The first axis of every value is the batch's. */
  readonly batched: boolean;
  /** Sizes for names that the file has in place of some. */
  readonly dimensions: Readonly<Record<string, number>>;
  /** Values by name: of inputs, or in place of what nodes make. */
  readonly given: ReadonlyMap<string, Tensor>;
}

/** An input or output of the network. */
export interface Port {
  readonly info: ValueInfo;
  readonly stage: number;
  /** As ONNX has it, with the batch. */
  readonly shape: readonly number[];
}

/**
 * The shape of an input that a network is run with, sizes that are left open filled in; refuses what no network takes.
 * `images` is what other inputs have, if there are any.
 */
export function inputShape(info: ValueInfo, reading: Reading, images: number | undefined): readonly number[] {
  const { name, type, dims } = info;
  const title = `the input \`${shown(name)}\``;
  if (type === undefined) return refuse(`${title} is no tensor of numbers`);
  if (!type.includes("float"))
    return refuse(`${title} holds ${type}, and a network's inputs are f32`, "export the model with f32 inputs");
  if (!dims) return refuse(`${title} has no shape`, "export the model with the shapes of its inputs");
  const known = reading.given.get(name);
  const shape = dims.map((size, axis) => extent(size, axis, title, known, reading, images));
  const image = imageOf(shape, reading.batched);
  if (image.length > 4) return refuse(`${title} has ${image.length} axes for each image: a \`.cnn\` has up to four`);
  if (reading.batched && images !== undefined && images !== shape[0])
    return refuse(`${title} has ${shape[0]} images, and another input ${images}`);
  return shape;
}

function extent(
  size: number | string,
  axis: number,
  title: string,
  known: Tensor | undefined,
  { dimensions, batched }: Reading,
  images: number | undefined,
): number {
  // The batch may be left open: it is chosen when the network is made.
  const open = axis === 0 && batched ? (images ?? 1) : undefined;
  const said = typeof size === "string" && Object.hasOwn(dimensions, size) ? dimensions[size] : undefined;
  const found = typeof size === "number" ? size : (said ?? known?.shape[axis] ?? open);
  if (found !== undefined && Number.isSafeInteger(found) && found > 0 && found <= 2 ** 30) return found;
  if (typeof size === "number") return refuse(`${title} has ${size} for axis ${axis}`);
  const called = size === "" ? "" : `, \`${shown(size)}\``;
  return refuse(
    `${title} has no fixed size along axis ${axis}${called}: every size of a network is known when it is compiled`,
    called === "" ? "export the model with fixed sizes" : `say what it is, such as ${shown(size)}=224`,
  );
}

/** True if the file states another shape than a value has. */
export function differs({ dims }: ValueInfo, shape: readonly number[]): boolean {
  if (!dims) return false;
  return dims.length !== shape.length || dims.some((n, axis) => typeof n === "number" && n !== shape[axis]);
}
