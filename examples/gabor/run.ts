import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { encode } from "fast-png";
import { drawPicture } from "../filters/picture.ts";
import { sheet, toImage } from "../sheet.ts";

/** What `cnnc build gabor.cnn` makes, as far as it is used here. */
export interface Bundle {
  readonly inputs: { readonly picture: { readonly shape: readonly [channels: 1, height: number, width: number] } };
  requestDevice(options: { adapter: GPUAdapter }): Promise<GPUDevice>;
  create(options: { device: GPUDevice }): Promise<{
    run(inputs: { picture: Float32Array<ArrayBuffer> }): Promise<{ energy: Float32Array<ArrayBuffer> }>;
    dispose(): Promise<void>;
  }>;
}

/** One for each direction: 0, 45, 90 and 135 degrees. Those of opposite ones are complementary. */
const colors = [
  [1, 0.2, 0.2],
  [0.7, 0.8, 0],
  [0, 0.8, 0.8],
  [0.3, 0.2, 1],
] as const;

/**
 * Shows two pictures to the filters, rings in which every direction is somewhere, and an evening by the sea, and writes
 * a PNG with a line for each: the picture, its energy in the four directions, and these once more as colors.
 *
 * @returns the file's path
 */
export async function run({ create, requestDevice, inputs }: Bundle, adapter: GPUAdapter, folder: string) {
  const [, height, width] = inputs.picture.shape;
  const image = (values: Float32Array) => toImage(values, width, height);

  const device = await requestDevice({ adapter });
  const net = await create({ device });
  const images = [];
  for (const picture of [drawRings(width, height), gray(drawPicture(width, height))]) {
    const { energy } = await net.run({ picture: picture.map((value) => 255 * value) });
    const most = energy.reduce((a, b) => Math.max(a, b));
    // The root, which is to energy what contrast is to its square.
    const contrast = planes(
      energy.map((value) => Math.sqrt(value / most)),
      4,
    );
    images.push(...[picture, ...contrast, colored(contrast)].map(image));
  }
  await net.dispose();
  device.destroy();

  await mkdir(folder, { recursive: true });
  const path = join(folder, "gabor.png");
  await writeFile(path, encode({ ...sheet(images, 6), channels: 3, depth: 8 }));
  return path;
}

const planes = (values: Float32Array<ArrayBuffer>, count: number): Float32Array<ArrayBuffer>[] => {
  const size = values.length / count;
  return Array.from({ length: count }, (_, i) => values.subarray(i * size, (i + 1) * size));
};

/** Every direction in its color, one on top of the other. */
function colored(contrast: readonly Float32Array[]): Float32Array {
  const size = contrast[0]!.length;
  return Float32Array.from({ length: 3 * size }, (_, at) =>
    contrast.reduce((sum, plane, i) => sum + plane[at % size]! * colors[i]![Math.floor(at / size)]!, 0),
  );
}

/** Rings as far from each other as the stripes of the filters, fading towards the border. */
function drawRings(width: number, height: number): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: width * height }, (_, at) => {
    const radius = Math.hypot((at % width) - width / 2, Math.floor(at / width) - height / 2);
    const fading = Math.min(1, Math.max(0, (height / 2 - 6 - radius) / 8));
    return 0.5 + 0.5 * fading * Math.cos((2 * Math.PI * radius) / 5);
  });
}

/** How bright red, green and blue are together (ITU-R BT.601). */
function gray(picture: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  const [red, green, blue] = planes(picture, 3);
  return red!.map((value, at) => 0.299 * value + 0.587 * green![at]! + 0.114 * blue![at]!);
}
