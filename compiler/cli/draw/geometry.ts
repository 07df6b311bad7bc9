export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A rectangle by its centre. */
export interface Place extends Point {
  readonly width: number;
  readonly height: number;
}

/** On the upper and the lower side, `dx` from their middle. */
export const top = ({ x, y, height }: Place, dx = 0): Point => ({ x: x + dx, y: y - height / 2 });
export const bottom = ({ x, y, height }: Place, dx = 0): Point => ({ x: x + dx, y: y + height / 2 });

/** True where more of the places stand right of the one after them, at the same height, than left of it. */
export function mirrored(places: readonly Place[]): boolean {
  const last = new Map<number, number>();
  let inOrder = 0;
  for (const { x, y } of places) {
    const height = Math.round(y);
    inOrder += Math.sign(x - (last.get(height) ?? x));
    last.set(height, x);
  }
  return inOrder < 0;
}
