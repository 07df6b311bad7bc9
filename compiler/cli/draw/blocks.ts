import type { Place, Point } from "./geometry.ts";
import type { Box } from "./model.ts";
import type { Stack } from "./stacks.ts";

/** Between a block's frame and what is in it, in pixels; at the left side, where its name stands, more. */
const padding = 10;
const margin = 24;
/** Beside a line that bends, for its label. */
const room = 14;

export interface BlockFrame extends Place {
  readonly name: string;
}

/** `stage1` of `stage1.residual2.conv1`; undefined for a layer that is in no block. */
const blockOf = (layer: string): string | undefined => /^([^.]+)\../.exec(layer)?.[1];

/** What is left of a layer's name in its block's frame. */
export const nameInside = (layer: string): string => layer.slice(layer.indexOf(".") + 1);

/** Uses of blocks that take two kernels or more and share none with the layers around them: their boxes, by name. */
export function blocksOf(stacks: readonly Stack[]): Map<string, readonly Box[]> {
  const found = new Map<string, Stack[]>();
  const shared = new Set<string>();
  for (const stack of stacks) {
    const names = new Set(stack.boxes.map(({ id }) => blockOf(id)));
    for (const name of names) {
      if (name === undefined) continue;
      if (names.size > 1) shared.add(name);
      found.set(name, [...(found.get(name) ?? []), stack]);
    }
  }
  const framed = [...found].filter(([name, own]) => own.length > 1 && !shared.has(name));
  return new Map(framed.map(([name, own]) => [name, own.flatMap(({ boxes }) => boxes)]));
}

/** Around a block's stacks, and around lines that bend beside them on their way in. */
export function frameOf(name: string, stacks: readonly Place[], bends: readonly Point[]): BlockFrame {
  const upper = Math.min(...stacks.map(({ y, height }) => y - height / 2));
  const lower = Math.max(...stacks.map(({ y, height }) => y + height / 2));
  const beside = bends.filter(({ y }) => y > upper && y < lower).map(({ x }) => x);
  const left = Math.min(...stacks.map(({ x, width }) => x - width / 2), ...beside.map((x) => x - room)) - margin;
  const right = Math.max(...stacks.map(({ x, width }) => x + width / 2), ...beside.map((x) => x + room)) + padding;
  const [width, height] = [right - left, lower - upper + 2 * padding];
  return { name, x: left + width / 2, y: (upper + lower) / 2, width, height };
}

/** True where one lies on the other. */
export const meet = (a: Place, b: Place): boolean =>
  Math.abs(a.x - b.x) < (a.width + b.width) / 2 && Math.abs(a.y - b.y) < (a.height + b.height) / 2;
