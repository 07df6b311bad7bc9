import type { Port } from "../../../runtime/program.ts";
import { volume } from "../../../runtime/shape.ts";
import { CliError } from "../errors.ts";

/** Row-major values. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float32Array<ArrayBuffer>;
}

export const shapeText = (shape: readonly number[]): string => shape.join("x") || "a single number";

/**
 * How many images a file holds for an input: its shape is the input's, or has the batch in front.
 *
 * @throws CliError `input-shape`
 */
export function imagesIn({ shape }: Pick<Tensor, "shape">, port: Port, file: string): number {
  const expected = String(port.shape);
  if (String(shape) === expected) return 1;
  if (shape.length === port.shape.length + 1 && String(shape.slice(1)) === expected && shape[0]! > 0) return shape[0]!;
  throw new CliError(
    "input-shape",
    `input \`${port.name}\`: expected ${shapeText(port.shape)}, found ${shapeText(shape)} in \`${file}\``,
    `the shape is channels first; several images are Nx${shapeText(port.shape)}`,
  );
}

/** One image of an output for a batch. */
export const imageOf = ({ shape, data }: Tensor, index: number): Tensor => {
  const length = volume(shape);
  return { shape, data: data.slice(index * length, (index + 1) * length) };
};
