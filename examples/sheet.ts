/** Red, green and blue of each pixel, one after the other. */
export interface Image {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

/** From one or three planes of values; what lies outside 0 to 1 is clamped. */
export function toImage(values: Float32Array, width: number, height: number): Image {
  const plane = width * height;
  const planes = values.length / plane;
  const value = (pixel: number, color: number) => values[(planes === 3 ? color * plane : 0) + pixel]!;
  const data = Uint8ClampedArray.from({ length: plane * 3 }, (_, i) => 255 * value(Math.floor(i / 3), i % 3));
  return { width, height, data };
}

/** Images of one size, so many in a row, on a light ground. */
export function sheet(images: readonly Image[], columns: number): Image {
  const gap = 12;
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
