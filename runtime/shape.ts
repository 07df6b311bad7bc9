/** How many values a shape has: 1 for a scalar's empty shape. */
export function volume(shape: readonly number[]): number {
  return shape.reduce((n, size) => n * size, 1);
}
