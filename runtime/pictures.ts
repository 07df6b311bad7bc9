import { CnncError } from "./errors.ts";
import type { Port } from "./program.ts";

/** What a canvas gives: RGBA bytes, row by row. `ImageData` is one. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray | Uint8Array;
}

/** How inputs that are pictures are read. */
export type ReadPictures = typeof pictureValues;

/**
 * Pictures as an input's values, 0 to 255, channels first. Nothing is guessed: the size must be the input's own, every
 * pixel opaque, and for a gray input every pixel gray. Resize and flatten a picture before it comes here.
 *
 * @param port one that the `.cnn` calls `rgb` or `gray`
 * @param pictures as many as the batch
 * @throws CnncError `input-length`, `input-picture`
 */
export function pictureValues(port: Port, pictures: readonly Picture[], batch: number): Float32Array<ArrayBuffer> {
  const refuse = (code: "input-length" | "input-picture", what: string): never => {
    throw new CnncError(code, `input \`${port.name}\`: ${what}`);
  };
  const { mode, shape } = port;
  if (pictures.length !== batch)
    refuse("input-length", `expected ${batch} picture${batch === 1 ? "" : "s"}, found ${pictures.length}`);
  const [channels, height, width] = shape as [number, number, number];
  const plane = height * width;
  const out = new Float32Array(batch * channels * plane);
  pictures.forEach((picture, n) => {
    const found = `${picture.width}x${picture.height}`;
    if (picture.width !== width || picture.height !== height || picture.data.length !== plane * 4)
      refuse("input-picture", `expected ${width}x${height} pixels, found ${found}`);
    for (let p = 0; p < plane; p++) {
      const [r, g, b, alpha] = picture.data.subarray(p * 4, p * 4 + 4) as unknown as [number, number, number, number];
      if (alpha !== 255)
        refuse("input-picture", `pixel ${p % width},${Math.floor(p / width)} is not opaque (alpha ${alpha})`);
      if (mode === "gray" && (r !== g || g !== b))
        refuse("input-picture", `pixel ${p % width},${Math.floor(p / width)} is not gray (${r}, ${g}, ${b})`);
      const at = n * channels * plane + p;
      out[at] = r;
      if (mode === "rgb") {
        out[at + plane] = g;
        out[at + 2 * plane] = b;
      }
    }
  });
  return out;
}
