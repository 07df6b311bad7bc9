/** A 7 in white on black, about as in MNIST: two strokes of a pen, 0 to 1, row-major. */
export function drawSeven(width: number, height: number): Float32Array<ArrayBuffer> {
  const corners = [
    [0.3, 0.26],
    [0.7, 0.26],
    [0.46, 0.8],
  ] as const;
  return Float32Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [((i % width) + 0.5) / width, (Math.floor(i / width) + 0.5) / height];
    const distance = Math.min(toLine(x, y, corners[0], corners[1]), toLine(x, y, corners[1], corners[2]));
    return Math.min(1, Math.max(0, 1.8 - distance * width));
  });
}

type Corner = readonly [x: number, y: number];

function toLine(x: number, y: number, [fromX, fromY]: Corner, [toX, toY]: Corner): number {
  const [dx, dy] = [toX - fromX, toY - fromY];
  const along = Math.min(1, Math.max(0, ((x - fromX) * dx + (y - fromY) * dy) / (dx * dx + dy * dy)));
  return Math.hypot(x - fromX - along * dx, y - fromY - along * dy);
}

/** The picture as text: a character is two pixels high, as characters are. */
export function sketch(image: Float32Array, width: number): string {
  const ramp = " .:-=+*#%@";
  const lines: string[] = [];
  for (let top = 0; top + 2 * width <= image.length; top += 2 * width) {
    const pair = (x: number) => (image[top + x]! + image[top + width + x]!) / 2;
    lines.push(Array.from({ length: width }, (_, x) => ramp[Math.round(pair(x) * (ramp.length - 1))]).join(""));
  }
  return lines
    .map((line) => `  ${line.trimEnd()}`)
    .join("\n")
    .replace(/^(\s*\n)+|\s+$/g, "");
}
