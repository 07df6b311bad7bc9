import { Graph, layout } from "@dagrejs/dagre";
import { type BlockFrame, blocksOf, frameOf, meet, nameInside } from "./blocks.ts";
import { columnsOf } from "./columns.ts";
import { bottom, mirrored, type Place, type Point, top } from "./geometry.ts";
import type { Arrow, Model } from "./model.ts";
import { type Line, linesOf, type Route } from "./routes.ts";
import { heightOf, isFramed, labelWidth, type PlacedBox, placed, type Stack, stacksOf, widthOf } from "./stacks.ts";

export interface Laid {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly PlacedBox[];
  readonly arrows: readonly Line[];
  /** Frames around boxes that one kernel computes. */
  readonly kernels: readonly Place[];
  /** Frames around the layers of one use of a block. */
  readonly blocks: readonly BlockFrame[];
  /** Corners of the lines from the foot of a column to the head of the next. */
  readonly passages: readonly (readonly Point[])[];
}

/** Above and below columns, for the lines between them. */
const turn = 16;

/** Gives everything its place: from top to bottom, and what is too tall for that in several columns. */
export function lay(model: Model): Laid {
  const whole = column(model);
  const at = new Map(whole.boxes.map((box) => [box.id, box.at]));
  const bottomOf = ({ boxes }: Stack) => bottom(at.get(boxes.at(-1)!.id)!).y;
  const columns = columnsOf(model, stacksOf(model), bottomOf);
  return columns.length === 1 ? whole : beside(columns.map((each) => column(each)));
}

/** One column; blocks that are called `bare` have no frame in it. */
function column(model: Model, bare: ReadonlySet<string> = new Set()): Laid {
  const blocks = new Map([...blocksOf(stacksOf(model))].filter(([name]) => !bare.has(name)));
  const inside = new Set([...blocks.values()].flat());
  const stacks = stacksOf({
    ...model,
    boxes: model.boxes.map((box) => (inside.has(box) ? { ...box, name: nameInside(box.name) } : box)),
  });
  const owner = new Map(stacks.flatMap((stack) => stack.boxes.map((box) => [box.id, stack] as const)));
  const outside = model.arrows.filter(({ from, to }) => owner.get(from) !== owner.get(to));
  const ends = outside.map(({ from, to, label = "" }) => ({ from: owner.get(from)!, to: owner.get(to)!, label }));
  const { width, height, placeOf, bends } = ranked(stacks, ends);
  const frames = [...blocks].map(([name, boxes]) => {
    const own = new Set(boxes.map(({ id }) => owner.get(id)!));
    const into = bends.filter((_, i) => own.has(ends[i]!.to)).flatMap((each) => each.bends);
    return { ...frameOf(name, [...own].map(placeOf), into), own };
  });
  const crowded = frames.filter(
    (frame) =>
      stacks.some((stack) => !frame.own.has(stack) && meet(frame, placeOf(stack))) ||
      frames.some((other) => other !== frame && meet(frame, other)),
  );
  if (crowded.length > 0) return column(model, new Set([...bare, ...crowded.map(({ name }) => name)]));
  const boxes = stacks.flatMap((stack) => placed(stack, placeOf(stack)));
  const at = new Map(boxes.map((box) => [box.id, box.at]));
  const routes = outside.map((arrow, i): Route => {
    const { from, to } = ends[i]!;
    const below = to.boxes[0]!.id !== arrow.to;
    return { arrow, from: placeOf(from), to: placeOf(to), box: at.get(arrow.to)!, below, ...bends[i]! };
  });
  const within = model.arrows
    .filter(({ from, to }) => owner.get(from) === owner.get(to))
    .map((arrow): Line => ({ ...arrow, points: [bottom(at.get(arrow.from)!), top(at.get(arrow.to)!)] }));
  const arrows = [...linesOf(routes), ...within];
  return { width, height, boxes, arrows, kernels: stacks.filter(isFramed).map(placeOf), blocks: frames, passages: [] };
}

interface End {
  readonly from: Stack;
  readonly to: Stack;
  readonly label: string;
}

/**
 * Places for the stacks, in ranks, with few crossings (dagre, after Sugiyama), and for each arrow the points between its
 * ends, one of which is its label's.
 */
function ranked(stacks: readonly Stack[], ends: readonly End[]) {
  const graph = new Graph({ multigraph: true });
  // Lines that go far to the side need height to do so.
  const ranksep = ends.length > stacks.length - 1 ? 44 : 28;
  graph.setGraph({ rankdir: "TB", nodesep: 30, ranksep, edgesep: 20, marginx: 44, marginy: 16 });
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

/** Columns from left to right, and a line from the foot of each to the head of the next. */
function beside(columns: readonly Laid[]): Laid {
  const moved: Laid[] = [];
  let width = 0;
  for (const each of columns) {
    moved.push(move(each, width, turn));
    width += each.width;
  }
  const height = Math.max(...columns.map((each) => each.height)) + 2 * turn;
  const ends = moved.map(({ boxes }) => boxes.filter(({ kind }) => kind === "passage").map(({ at }) => at));
  let edge = 0;
  const passages = moved.slice(1).map((_, k): Point[] => {
    edge += columns[k]!.width;
    const [foot, head] = [bottom(ends[k]!.at(-1)!), top(ends[k + 1]![0]!)];
    const [low, high] = [foot.y + turn, head.y - turn];
    return [foot, { x: foot.x, y: low }, { x: edge, y: low }, { x: edge, y: high }, { x: head.x, y: high }, head];
  });
  const all = <T>(of: (laid: Laid) => readonly T[]): T[] => moved.flatMap(of);
  return {
    width,
    height,
    boxes: all(({ boxes }) => boxes),
    arrows: all(({ arrows }) => arrows),
    kernels: all(({ kernels }) => kernels),
    blocks: all(({ blocks }) => blocks),
    passages,
  };
}

function move(laid: Laid, dx: number, dy: number): Laid {
  const by = <P extends Point>(p: P): P => ({ ...p, x: p.x + dx, y: p.y + dy });
  return {
    ...laid,
    boxes: laid.boxes.map((box) => ({ ...box, at: by(box.at) })),
    arrows: laid.arrows.map(
      ({ points, turn: side, at, ...arrow }): Line => ({
        ...(arrow as Arrow),
        points: points.map(by),
        ...(side ? { turn: by(side) } : {}),
        ...(at ? { at: by(at) } : {}),
      }),
    ),
    kernels: laid.kernels.map(by),
    blocks: laid.blocks.map(by),
  };
}
