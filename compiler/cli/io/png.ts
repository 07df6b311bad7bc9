import { convertIndexedToRgb, type DecodedPng, decode, encode } from "fast-png";
import type { Port } from "../../../runtime/program.ts";
import { CliError } from "../errors.ts";
import { shapeText, type Tensor } from "./tensor.ts";

const kinds: Readonly<Record<number, string>> = { 1: "gray", 2: "gray with alpha", 3: "RGB", 4: "RGBA" };
const kind = (channels: number): string =>
  `${channels} ${channels === 1 ? "channel" : "channels"} (${kinds[channels] ?? "no PNG has that many"})`;

export interface PngOptions {
  /** Keeps 0 to 255, where 0 to 1 is the rule. */
  readonly raw: boolean;
}

/**
 * Reads an 8-bit PNG (gray, RGB, RGBA; a palette counts as what it stands for) for an input, channels first. Nothing is
 * resized, converted or normalised: what the network sees is what the file holds, divided by 255 unless `raw`.
 *
 * @throws CliError `png-format`, `png-depth`, `input-shape`
 */
export function readPng(bytes: Uint8Array, port: Port, file: string, { raw }: PngOptions): Tensor {
  const [channels, height, width] = port.shape;
  if (port.shape.length !== 3) {
    throw new CliError(
      "input-shape",
      `input \`${port.name}\` is ${shapeText(port.shape)}, and a PNG is channels x height x width`,
      "give a .npy or a .json file",
    );
  }
  checkSize(bytes, port, file);
  const { data, channels: found } = decoded(bytes, file);
  if (found !== channels) {
    throw new CliError(
      "input-shape",
      `input \`${port.name}\`: expected ${kind(channels!)}, found ${kind(found)} in \`${file}\``,
      channels === 3 || channels === 1
        ? `save the picture as 8-bit ${kinds[channels]}, without alpha`
        : "give a .npy or a .json file",
    );
  }
  const plane = width! * height!;
  const scale = raw ? 1 : 255;
  const planar = Float32Array.from(
    { length: plane * channels },
    (_, i) => data[(i % plane) * channels + Math.floor(i / plane)]! / scale,
  );
  return { shape: port.shape, data: planar };
}

/** Against the header, before anything is unpacked. */
function checkSize(bytes: Uint8Array, { name, shape }: Port, file: string): void {
  const isPng = bytes.length >= 24 && [0x89, 0x50, 0x4e, 0x47].every((byte, i) => bytes[i] === byte);
  if (!isPng) throw malformed(file, "it does not begin as one");
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  if (width !== shape[2] || height !== shape[1]) {
    throw new CliError(
      "input-shape",
      `input \`${name}\`: expected ${shape[2]} wide and ${shape[1]} high, found ${width} wide and ${height} high in \`${file}\``,
      "nothing is resized here: scale the picture to exactly this size",
    );
  }
}

function decoded(bytes: Uint8Array, file: string): DecodedPng {
  let png: DecodedPng;
  try {
    png = decode(bytes, { checkCrc: true });
  } catch (error) {
    const { message, cause } = error as Error;
    const cut = error instanceof RangeError || cause instanceof RangeError;
    throw malformed(file, cut ? "it ends too early" : cause === undefined ? message : "its data cannot be unpacked");
  }
  if (png.palette) return { ...png, channels: png.palette[0]?.length ?? 3, data: convertIndexedToRgb(png) };
  if (png.depth !== 8) {
    throw new CliError(
      "png-depth",
      `expected 8 bits a sample, found ${png.depth} in \`${file}\``,
      "save the picture with 8 bits a sample",
    );
  }
  if (png.data.length < png.width * png.height * png.channels) throw malformed(file, "it ends too early");
  return png;
}

const malformed = (file: string, why: string) => new CliError("png-format", `\`${file}\` is not a valid PNG: ${why}`);

export interface WritePngOptions extends PngOptions {
  /** Spreads the least to the largest value over black to white, where the rule is to clamp to 0 to 1 (`raw`: 0 to 255). */
  readonly normalize: boolean;
}

/**
 * Writes one image, 1xHxW as gray or 3xHxW as RGB.
 *
 * @throws CliError `output-shape` for any other shape
 */
export function writePng({ shape, data }: Tensor, { raw, normalize }: WritePngOptions): Uint8Array {
  const [channels, height, width] = shape;
  if (shape.length !== 3 || (channels !== 1 && channels !== 3)) {
    throw new CliError(
      "output-shape",
      `expected 1xHxW or 3xHxW for a PNG, found ${shapeText(shape)}`,
      "write a .npy or a .json file",
    );
  }
  const { least, largest } = range(data);
  const [from, to] = normalize ? [least, largest] : [0, raw ? 255 : 1];
  const plane = width! * height!;
  const level = (value: number) => Math.round(((value - from) / (to - from || 1)) * 255) || 0;
  // Clamped by its type; not a number becomes 0.
  const pixels = Uint8ClampedArray.from({ length: plane * channels }, (_, i) =>
    level(data[(i % channels) * plane + Math.floor(i / channels)]!),
  );
  return encode({ width: width!, height: height!, channels, depth: 8, data: pixels });
}

/** Of the finite values. */
export function range(data: Float32Array): { least: number; largest: number; mean: number } {
  let [least, largest, sum, finite] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
  for (const value of data) {
    if (!Number.isFinite(value)) continue;
    least = Math.min(least, value);
    largest = Math.max(largest, value);
    sum += value;
    finite++;
  }
  return finite > 0
    ? { least, largest, mean: sum / finite }
    : { least: Number.NaN, largest: Number.NaN, mean: Number.NaN };
}
