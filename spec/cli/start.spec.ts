import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { decode } from "fast-png";
import { expect, test } from "vitest";
import { drawPicture } from "../../examples/filters/picture.ts";
import { cliPath, runNode } from "./cli.ts";

const pictures = join(import.meta.dirname, "../../dist/examples/pictures");
const read = (name: string) => decode(readFileSync(join(pictures, `${name}.png`)));

test("npm start takes each example from text to proof, and its pictures are what the filters make", async () => {
  const { code, stdout } = await runNode([join(dirname(await cliPath()), "start.js")]);
  expect(code).toBe(0);
  expect(stdout.match(/^passed: \d+ kernels within their bounds/gm)).toHaveLength(3);
  expect(stdout).toContain("wrote dist/examples/pictures/sheet.png");

  const [width, height] = [256, 192];
  const picture = drawPicture(width, height);
  const shown = Uint8ClampedArray.from(
    { length: picture.length },
    (_, i) => 255 * value(picture, i % 3, Math.floor(i / 3)),
  );
  expect(new Uint8ClampedArray(read("picture").data)).toEqual(shown);
  expect(read("sheet")).toMatchObject({ width: 4 * width + 60, height: 2 * height + 36, channels: 3 });

  // By hand, at one place: a blur is the mean of the neighbours, weighted 1, 2 or 4 of 16.
  const at = 60 * width + 45;
  const weights = [1, 2, 1, 2, 4, 2, 1, 2, 1];
  const neighbours = [-1, 0, 1].flatMap((dy) => [-1, 0, 1].map((dx) => value(picture, 0, at + dy * width + dx)));
  const mean = neighbours.reduce((sum, each, i) => sum + (each * weights[i]!) / 16, 0);
  expect(Math.abs(read("blurred").data[at * 3]! - 255 * mean)).toBeLessThanOrEqual(0.51);

  // To the right of their middle rings are upright stripes: much of the first direction, and least of the third.
  expect(stdout).toContain("wrote dist/examples/pictures/gabor.png");
  const gabor = read("gabor");
  expect(gabor).toMatchObject({ width: 6 * width + 84, height: 2 * height + 36, channels: 3 });
  const panels = [1, 2, 3, 4].map((panel) => 12 + panel * (width + 12) + width / 2 + 60);
  const [upright, rising, level, falling] = panels.map((x) => gabor.data[((12 + height / 2) * gabor.width + x) * 3]!);
  expect(upright).toBeGreaterThan(200);
  expect(Math.abs(rising! - falling!)).toBeLessThan(10);
  expect(level).toBeLessThan(10);

  function value(planes: Float32Array, channel: number, pixel: number): number {
    return planes[channel * width * height + pixel]!;
  }
}, 120_000);
