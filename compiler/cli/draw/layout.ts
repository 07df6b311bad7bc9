import { Graph, layout } from "@dagrejs/dagre";
import stringWidth from "string-width";
import { bottom, mirrored, type Place, type Point, top } from "./geometry.ts";
import type { Box, Model } from "./model.ts";
import { type Line, lane, linesOf, type Route } from "./routes.ts";

export interface Laid {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly (Box & { readonly at: Place })[];
  readonly arrows: readonly Line[];
  /** Frames around boxes that one kernel computes. */
  readonly kernels: readonly Place[];
}

/** Widths of characters in em, of the widest fonts that a reader may have. */
const wide = 0.67;
const mono = 0.61;

/** Font sizes, in pixels. */
export const fonts = { title: 13, name: 11, label: 10.5, heading: 18, caption: 12 } as const;

const boxHeight = 42;
/** Between boxes of one kernel: room for an arrow. */
const gap = 18;
/** Between a kernel's frame and its boxes. */
const padding = 11;

/** Boxes that lie below each other in one frame; a box by itself has none. */
interface Stack {
  readonly id: string;
  readonly boxes: readonly Box[];
  /** How many values enter below the first box; whether from the left or the right is not known before the layout. */
  readonly lanes: number;
}

/** Gives everything its place: from top to bottom, in ranks, with few crossings (dagre, after Sugiyama). */
export function lay(model: Model): Laid {
  const stacks = stacksOf(model);
  const owner = new Map(stacks.flatMap((stack) => stack.boxes.map((box) => [box.id, stack] as const)));
  const outside = model.arrows.filter(({ from, to }) => owner.get(from) !== owner.get(to));
  const ends = outside.map(({ from, to, label = "" }) => ({ from: owner.get(from)!, to: owner.get(to)!, label }));
  const { width, height, placeOf, bends } = ranked(stacks, ends);
  const boxes = stacks.flatMap((stack) => placed(stack, placeOf(stack)));
  const at = new Map(boxes.map((box) => [box.id, box.at]));
  const routes = outside.map((arrow, i): Route => {
    const { from, to } = ends[i]!;
    const below = to.boxes[0]!.id !== arrow.to;
    return { arrow, from: placeOf(from), to: placeOf(to), box: at.get(arrow.to)!, below, ...bends[i]! };
  });
  const inside = model.arrows
    .filter(({ from, to }) => owner.get(from) === owner.get(to))
    .map((arrow): Line => ({ ...arrow, points: [bottom(at.get(arrow.from)!), top(at.get(arrow.to)!)] }));
  return { width, height, boxes, arrows: [...linesOf(routes), ...inside], kernels: stacks.filter(framed).map(placeOf) };
}

interface End {
  readonly from: Stack;
  readonly to: Stack;
  readonly label: string;
}

/** Places for the stacks, and for each arrow the points between its ends, one of which is its label's. */
function ranked(stacks: readonly Stack[], ends: readonly End[]) {
  const graph = new Graph({ multigraph: true });
  // Lines that go far to the side need height to do so.
  const ranksep = ends.length > stacks.length - 1 ? 44 : 28;
  graph.setGraph({ rankdir: "TB", nodesep: 30, ranksep, edgesep: 20, marginx: 24, marginy: 16 });
  for (const stack of stacks) graph.setNode(stack.id, { width: widthOf(stack), height: heightOf(stack) });
  for (const [i, { from, to, label }] of ends.entries()) {
    graph.setEdge(from.id, to.id, { width: labelWidth(label) + 10, height: 16, labelpos: "c" }, String(i));
  }
  layout(graph);
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  const found = stacks.map(({ id }) => graph.node(id) as Place);
  const turned = mirrored(found);
  const read = <P extends Point>(p: P): P => (turned ? { ...p, x: width - p.x } : p);
  const places = new Map(stacks.map((stack, i) => [stack, read(found[i]!)] as const));
  const bends = ends.map(({ from, to }, i) => {
    const { points, x, y } = graph.edge(from.id, to.id, String(i)) as { points: Point[] } & Point;
    return { bends: points.slice(1, -1).map(read), at: read({ x, y }) };
  });
  return { width, height, placeOf: (stack: Stack) => places.get(stack)!, bends };
}

function stacksOf({ boxes, arrows, kernels }: Model): Stack[] {
  const byId = new Map(boxes.map((box) => [box.id, box]));
  const stacked = new Set(kernels.flat());
  const groups = [...kernels, ...boxes.filter(({ id }) => !stacked.has(id)).map(({ id }) => [id])];
  const order = new Map(boxes.map(({ id }, i) => [id, i]));
  // In the order of the file, which decides what stands left of what where all else is equal.
  return groups
    .toSorted((a, b) => order.get(a[0]!)! - order.get(b[0]!)!)
    .map((ids, i) => ({
      id: String(i),
      boxes: ids.map((id) => byId.get(id)!),
      lanes: arrows.filter(({ from, to }) => ids.slice(1).includes(to) && !ids.includes(from)).length,
    }));
}

const framed = ({ boxes }: Stack): boolean => boxes.length > 1;

const inner = ({ boxes }: Stack): number => Math.max(...boxes.map(boxWidth));
const widthOf = (stack: Stack): number =>
  framed(stack) ? inner(stack) + 2 * padding + 2 * lane * stack.lanes : inner(stack);
const heightOf = (stack: Stack): number =>
  stack.boxes.length * (boxHeight + gap) - gap + (framed(stack) ? 2 * padding : 0);

function boxWidth({ title, detail, name }: Box): number {
  const first =
    stringWidth(title) * wide * fonts.title + (detail === "" ? 0 : 6 + stringWidth(detail) * mono * fonts.name);
  return Math.max(84, first, stringWidth(name) * mono * fonts.name) + 30;
}

export const labelWidth = (label: string): number => stringWidth(label) * mono * fonts.label;

function placed(stack: Stack, { x, y }: Place): Laid["boxes"] {
  const first = y - heightOf(stack) / 2 + (framed(stack) ? padding : 0) + boxHeight / 2;
  const width = inner(stack);
  return stack.boxes.map((box, i) => ({
    ...box,
    at: { x, y: first + i * (boxHeight + gap), width, height: boxHeight },
  }));
}
