import { Grid } from "./grid.ts";

/** `f` of each element of rows along the channels, and of the largest of the row's errors. */
export function movedRows(values: Grid, errors: Grid, f: (value: number, error: number) => number): Grid {
  const moved = new Grid(values.shape);
  for (const place of values.positions()) {
    const channels = Array.from({ length: values.shape[0]! }, (_, c) => [c, ...place]);
    const largest = Math.max(...channels.map((at) => errors.at(at)!));
    for (const at of channels) moved.set(at, f(values.at(at)!, largest));
  }
  return moved;
}
