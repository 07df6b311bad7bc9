/** Red, green and blue from 0 to 1. */
type Color = readonly [red: number, green: number, blue: number];

/** A point of the picture: the height is 1, so x runs from 0 to width / height. */
interface Point {
  readonly x: number;
  readonly y: number;
}

/** Distance to the border of a shape, negative inside. */
type Shape = (p: Point) => number;

/**
 * A picture to filter, drawn and the same each time: an evening by the sea, with soft gradients (which an edge filter
 * drops), hard edges in every direction, waves as fine as a pixel or two, and handwriting.
 *
 * @returns 3 x height x width values, channels first, from 0 to 1
 */
export function drawPicture(width: number, height: number): Float32Array<ArrayBuffer> {
  const picture = new Float32Array(3 * height * width);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const color = colorAt({ x: (x + 0.5) / height, y: (y + 0.5) / height }, 1 / height);
      color.forEach((value, c) => {
        picture[(c * height + y) * width + x] = value;
      });
    }
  }
  return picture;
}

/** The shapes over sky and sea, from back to front; a border fades over one pixel. */
function colorAt(p: Point, pixel: number): Color {
  const layers: readonly (readonly [Color, Shape])[] = [
    [[1, 0.9, 0.62], disc(0.88, 0.4, 0.12)],
    [[0.36, 0.3, 0.5], hills],
    [sea(p), (q) => 0.63 - q.y],
    [[0.36, 0.16, 0.14], hull],
    [[0.98, 0.95, 0.88], polygon([0.63, 0.3], [0.63, 0.66], [0.84, 0.66])],
    [[0.9, 0.36, 0.28], polygon([0.605, 0.38], [0.605, 0.66], [0.5, 0.66])],
    [[0.16, 0.13, 0.2], polygon([0, 0.66], [0.1, 0.6], [0.36, 0.62], [0.42, 0.72], [0.2, 0.8], [0, 0.82])],
    [tower(p), polygon([0.15, 0.24], [0.25, 0.24], [0.275, 0.64], [0.125, 0.64])],
    [[0.16, 0.13, 0.2], polygon([0.135, 0.24], [0.2, 0.13], [0.265, 0.24])],
    [[1, 0.93, 0.55], disc(0.2, 0.205, 0.02)],
    [[1, 0.98, 0.92], handwriting],
  ];
  const shown = (below: Color, [color, shape]: (typeof layers)[number]): Color =>
    mix(below, color, clamp(0.5 - shape(p) / pixel));
  return layers.reduce(shown, sky(p));
}

const clamp = (t: number): number => Math.min(1, Math.max(0, t));
const mix = (a: Color, b: Color, t: number): Color => [
  a[0] + (b[0] - a[0]) * t,
  a[1] + (b[1] - a[1]) * t,
  a[2] + (b[2] - a[2]) * t,
];

/** From night blue above to orange at the horizon, brighter around the sun. */
function sky({ x, y }: Point): Color {
  const glow = Math.exp(-6 * Math.hypot(x - 0.88, y - 0.4));
  return mix(mix([0.2, 0.26, 0.5], [0.97, 0.62, 0.45], clamp(y / 0.62)), [1, 0.85, 0.55], 0.8 * glow);
}

const hills: Shape = ({ x, y }) => 0.56 - 0.035 * Math.sin(7 * x + 0.6) - 0.02 * Math.sin(17 * x) - y;

/** Waves that grow wider towards the viewer, with the sun's reflection on them. */
function sea({ x, y }: Point): Color {
  const depth = clamp((y - 0.63) / 0.37);
  const wave = Math.sin(70 * Math.sqrt(depth + 0.02) + 1.5 * Math.sin(9 * x + 20 * depth));
  const reflection = Math.exp(-(((x - 0.88) / (0.05 + 0.12 * depth)) ** 2));
  const water = mix([0.3, 0.42, 0.6], [0.07, 0.16, 0.32], depth);
  return mix(water, [1, 0.8, 0.55], clamp(0.1 + 0.12 * wave + 0.6 * reflection * (0.55 + 0.45 * wave)));
}

const tower = ({ y }: Point): Color =>
  Math.floor((y - 0.24) / 0.08) % 2 === 0 ? [0.86, 0.2, 0.2] : [0.95, 0.94, 0.92];

const disc =
  (x: number, y: number, radius: number): Shape =>
  (p) =>
    Math.hypot(p.x - x, p.y - y) - radius;

/** The lower part of a disc. */
const hull: Shape = (p) => Math.max(disc(0.66, 0.52, 0.25)(p), 0.68 - p.y);

/** A convex polygon, by its corners in either direction of turning. */
function polygon(...corners: readonly (readonly [x: number, y: number])[]): Shape {
  const edges = corners.map(([x, y], i) => {
    const [nextX, nextY] = corners[(i + 1) % corners.length]!;
    const length = Math.hypot(nextX - x, nextY - y);
    return { x, y, normalX: (nextY - y) / length, normalY: (x - nextX) / length };
  });
  const [cx, cy] = [0, 1].map((axis) => corners.reduce((sum, corner) => sum + corner[axis]!, 0) / corners.length);
  const side = ({ x, y, normalX, normalY }: (typeof edges)[number], p: Point): number =>
    (p.x - x) * normalX + (p.y - y) * normalY;
  const outward = edges.map((edge) => (side(edge, { x: cx!, y: cy! }) > 0 ? -1 : 1));
  return (p) => Math.max(...edges.map((edge, i) => outward[i]! * side(edge, p)));
}

/** `cnn`, written with a pen: arcs and lines, and how far one is from them. */
const handwriting: Shape = (p) => {
  const arc = (x: number, from: number, to: number): number => {
    const angle = Math.atan2(p.y - 0.9, p.x - x);
    const ends = [from, to].map((a) => Math.hypot(p.x - x - 0.035 * Math.cos(a), p.y - 0.9 - 0.035 * Math.sin(a)));
    const turned = (angle - from + 4 * Math.PI) % (2 * Math.PI);
    return turned <= to - from ? Math.abs(Math.hypot(p.x - x, p.y - 0.9) - 0.035) : Math.min(...ends);
  };
  const stem = (x: number, top: number): number => Math.hypot(p.x - x, p.y - Math.min(0.94, Math.max(top, p.y)));
  const n = (x: number): number => Math.min(arc(x, Math.PI, 2 * Math.PI), stem(x - 0.035, 0.862), stem(x + 0.035, 0.9));
  return Math.min(arc(1.06, 0.25 * Math.PI, 1.75 * Math.PI), n(1.15), n(1.24)) - 0.0075;
};
