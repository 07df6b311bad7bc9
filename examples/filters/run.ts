import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { encode } from "fast-png";
import { drawPicture } from "./picture.ts";

/** What `cnnc build filters.cnn` makes, as far as it is used here. */
export interface Bundle {
  readonly inputs: { readonly picture: { readonly shape: readonly [channels: 3, height: number, width: number] } };
  requestDevice(options: { adapter: GPUAdapter }): Promise<GPUDevice>;
  create(options: { device: GPUDevice }): Promise<{
    run(inputs: { picture: Float32Array<ArrayBuffer> }): Promise<Record<Filter, Float32Array<ArrayBuffer>>>;
    dispose(): Promise<void>;
  }>;
}

type Filter = "blurred" | "sharpened" | "gray" | "edges" | "vertical" | "horizontal" | "embossed";

/**
 * Runs every filter over one picture and writes PNGs: the picture, each output, and all of them on one sheet.
 *
 * @returns the files' paths, the sheet's first
 */
export async function run({ create, requestDevice, inputs }: Bundle, adapter: GPUAdapter, folder: string) {
  const [, height, width] = inputs.picture.shape;
  const picture = drawPicture(width, height);

  const device = await requestDevice({ adapter });
  const net = await create({ device });
  const filtered = await net.run({ picture });
  await net.dispose();
  device.destroy();

  // Differences have signs: the edges are shown by their size, the directed ones as darker and lighter than gray.
  const panels: Record<string, Float32Array<ArrayBuffer>> = {
    picture,
    blurred: filtered.blurred,
    sharpened: filtered.sharpened,
    gray: filtered.gray,
    edges: filtered.edges.map(Math.abs),
    vertical: filtered.vertical.map((value) => 0.5 + value / 4),
    horizontal: filtered.horizontal.map((value) => 0.5 + value / 4),
    embossed: filtered.embossed,
  };
  await mkdir(folder, { recursive: true });
  const images = Object.entries(panels).map(([name, values]) => ({ name, image: toImage(values, width, height) }));
  const all = [{ name: "sheet", image: sheet(images.map(({ image }) => image)) }, ...images];
  return Promise.all(
    all.map(async ({ name, image }) => {
      const path = join(folder, `${name}.png`);
      await writeFile(path, encode({ ...image, channels: 3, depth: 8 }));
      return path;
    }),
  );
}

/** Red, green and blue of each pixel, one after the other. */
interface Image {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

/** From one or three planes of values; what lies outside 0 to 1 is clamped. */
function toImage(values: Float32Array, width: number, height: number): Image {
  const plane = width * height;
  const planes = values.length / plane;
  const value = (pixel: number, color: number) => values[(planes === 3 ? color * plane : 0) + pixel]!;
  const data = Uint8ClampedArray.from({ length: plane * 3 }, (_, i) => 255 * value(Math.floor(i / 3), i % 3));
  return { width, height, data };
}

/** Images of one size, four in a row, on a light ground. */
function sheet(images: readonly Image[]): Image {
  const [gap, columns] = [12, 4];
  const { width, height } = images[0]!;
  const [across, down] = [width + gap, height + gap];
  const total = { width: columns * across + gap, height: Math.ceil(images.length / columns) * down + gap };
  const data = new Uint8ClampedArray(total.width * total.height * 3).fill(244);
  images.forEach((image, i) => {
    const [left, top] = [gap + (i % columns) * across, gap + Math.floor(i / columns) * down];
    for (let y = 0; y < height; y++) {
      const line = image.data.subarray(y * width * 3, (y + 1) * width * 3);
      data.set(line, ((top + y) * total.width + left) * 3);
    }
  });
  return { ...total, data };
}
