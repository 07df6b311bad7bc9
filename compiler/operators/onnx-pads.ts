import { type OnnxNode, type OnnxUse, refuse, shortest } from "./onnx.ts";
import { Draft, type Made } from "./onnx-draft.ts";
import { place } from "./onnx-shapes.ts";

/** Rows before and behind each axis; fewer than 0 are cut off. */
interface Sides {
  readonly before: readonly number[];
  readonly after: readonly number[];
}

/** Pad: two numbers for each axis, or for each that `axes` names. */
export function pads(node: OnnxNode): readonly OnnxUse[] {
  const rank = node.batch(0).length;
  const all = node.integers("pads", 1) ?? refuse("it says no padding");
  const axes = node.integers("axes", 3) ?? Array.from({ length: rank }, (_, axis) => axis);
  if (all.length !== 2 * axes.length) refuse(`[${all}] is not two paddings for each of ${axes.length} axes`);
  const [before, after] = [new Array<number>(rank).fill(0), new Array<number>(rank).fill(0)];
  for (const [i, axis] of axes.entries()) {
    before[place(axis, rank)] = all[i]!;
    after[place(axis, rank)] = all[i + axes.length]!;
  }
  const word = node.word("mode", ["constant", "reflect", "edge", "wrap"], "constant");
  if (word !== "constant" && all.some((n) => n < 0)) refuse("it cuts rows off that it repeats elsewhere");
  const number = node.has(2) ? node.constant(2, "the value").values()[0]! : node.number("value", 0);
  if (word === "constant" && !Number.isFinite(number)) refuse(`it fills with ${number}, which no \`.cnn\` can say`);
  const mode = word === "edge" ? "replicate" : word;
  return padded(node, { before, after }, mode === "constant" ? { mode, value: shortest(number) } : { mode });
}

/** CenterCropPad: axes get other extents; what is put on or cut off is half on each side, an odd row behind. */
export function centred(node: OnnxNode): readonly OnnxUse[] {
  const shape = node.batch(0);
  const said = node.integers("shape", 1) ?? refuse("it says no shape");
  const axes = node.integers("axes") ?? shape.map((_, axis) => axis);
  if (said.length !== axes.length) refuse(`[${said}] is not one number for each of ${axes.length} axes`);
  const wanted = [...shape];
  for (const [i, axis] of axes.entries()) wanted[place(axis, shape.length)] = said[i]!;
  // More by halves, rounded down; fewer by halves, rounded down as well.
  const before = wanted.map((n, axis) => Math.trunc((n - shape[axis]!) / 2));
  const after = wanted.map((n, axis) => n - shape[axis]! - before[axis]!);
  return padded(node, { before, after }, { mode: "constant" });
}

function padded(node: OnnxNode, sides: Sides, attributes: Readonly<Record<string, unknown>>): readonly OnnxUse[] {
  const ofImages = [sides.before[0], sides.after[0]].some((n) => n !== 0);
  if (node.batched && ofImages) node.axis(0);
  const first = node.batched ? 1 : 0;
  const [before, after] = [sides.before.slice(first), sides.after.slice(first)];
  const draft = new Draft(node);
  const cuts = (shape: readonly number[]) =>
    shape.map((n, axis) => {
      const from = Math.max(0, -before[axis]!);
      return { from, step: 1, count: Math.max(0, n - from - Math.max(0, -after[axis]!)) };
    });
  const more = (list: readonly number[]) => list.map((n) => Math.max(0, n));
  const large = around(draft, draft.input(), { before: more(before), after: more(after) }, attributes);
  return draft.giving(draft.cut(large, cuts(large.shape)));
}

/** Rows around the positions; and around the channels, while another axis is in their place. */
function around(draft: Draft, x: Made, { before, after }: Sides, attributes: Readonly<Record<string, unknown>>): Made {
  const pad = (value: Made, first: readonly number[], last: readonly number[]): Made => {
    if ([...first, ...last].every((n) => n === 0)) return value;
    const [channels, ...extents] = value.shape as [number, ...number[]];
    const shape = [channels, ...extents.map((n, axis) => n + first[axis]! + last[axis]!)];
    return draft.stage(undefined, [value], shape, {
      attributes: { sides: { kind: "sides", before: first, after: last }, ...attributes },
    });
  };
  const rows = pad(x, before.slice(1), after.slice(1));
  if (before[0] === 0 && after[0] === 0) return rows;
  const others = rows.shape.slice(1);
  // A channel's axis beside one of a single row, or instead of the next one.
  const rest = others.map(() => 0);
  if (others.length < 3) {
    const inner = pad(draft.view(rows, [1, ...rows.shape]), [before[0]!, ...rest], [after[0]!, ...rest]);
    return draft.view(inner, inner.shape.slice(1));
  }
  const order = [1, 0, ...others.slice(1).map((_, i) => i + 2)];
  const inner = pad(draft.turned(rows, order), [before[0]!, ...rest.slice(1)], [after[0]!, ...rest.slice(1)]);
  return draft.turned(inner, order);
}
