import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { encode } from "fast-png";
import { sheet, toImage } from "../sheet.ts";
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
  const all = [
    {
      name: "sheet",
      image: sheet(
        images.map(({ image }) => image),
        4,
      ),
    },
    ...images,
  ];
  return Promise.all(
    all.map(async ({ name, image }) => {
      const path = join(folder, `${name}.png`);
      await writeFile(path, encode({ ...image, channels: 3, depth: 8 }));
      return path;
    }),
  );
}
