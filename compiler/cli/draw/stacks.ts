import stringWidth from "string-width";
import type { Place } from "./geometry.ts";
import type { Box, Model } from "./model.ts";
import { lane } from "./routes.ts";

/** Widths of characters in em, of the widest fonts that a reader may have. */
const wide = 0.67;
const mono = 0.61;

/** Font sizes, in pixels. */
export const fonts = { title: 13, name: 11, label: 10.5, heading: 18, caption: 12 } as const;

/** Between boxes of one kernel: room for an arrow. */
const gap = 18;
/** Between a kernel's frame and its boxes. */
const padding = 11;

export type PlacedBox = Box & { readonly at: Place };

/** Boxes that lie below each other in one frame; a box by itself has none. */
export interface Stack {
  readonly id: string;
  readonly boxes: readonly Box[];
  /** How many values enter below the first box; whether from the left or the right is not known before the layout. */
  readonly lanes: number;
}

export function stacksOf({ boxes, arrows, kernels }: Model): Stack[] {
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

export const isFramed = ({ boxes }: Stack): boolean => boxes.length > 1;

const inner = ({ boxes }: Stack): number => Math.max(...boxes.map(boxWidth));
export const widthOf = (stack: Stack): number =>
  isFramed(stack) ? inner(stack) + 2 * padding + 2 * lane * stack.lanes : inner(stack);
export const heightOf = (stack: Stack): number =>
  stack.boxes.reduce((sum, box) => sum + boxHeight(box) + gap, -gap) + (isFramed(stack) ? 2 * padding : 0);

const boxHeight = ({ kind }: Box): number => (kind === "passage" ? 9 : 42);

function boxWidth({ kind, title, detail, name }: Box): number {
  if (kind === "passage") return 9;
  const first =
    stringWidth(title) * wide * fonts.title + (detail === "" ? 0 : 6 + stringWidth(detail) * mono * fonts.name);
  return Math.max(84, first, stringWidth(name) * mono * fonts.name) + 30;
}

export const labelWidth = (label: string): number => stringWidth(label) * mono * fonts.label;

/** The boxes of a stack that has its place. */
export function placed(stack: Stack, { x, y }: Place): PlacedBox[] {
  const first = y - heightOf(stack) / 2 + (isFramed(stack) ? padding : 0);
  const width = inner(stack);
  return stack.boxes.map((box, i) => {
    const height = boxHeight(box);
    return { ...box, at: { x, y: first + i * (height + gap) + height / 2, width, height } };
  });
}
