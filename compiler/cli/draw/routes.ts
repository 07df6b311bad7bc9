import { bottom, type Place, type Point, top } from "./geometry.ts";
import type { Arrow } from "./model.ts";

/** A value that enters a kernel below its first box goes down a lane of this width inside the frame. */
export const lane = 13;

/** A line that misses its end by less than this goes straight to it. */
const near = 23;

export interface Line extends Arrow {
  /** Where the line comes by, each time straight down. */
  readonly points: readonly Point[];
  /** From the last point on: down to this height, then sideways to this place. */
  readonly turn?: Point;
  /** Of the label. */
  readonly at?: Point;
}

/** An arrow between two stacks, before it is known where it leaves the one and enters the other. */
export interface Route {
  readonly arrow: Arrow;
  readonly from: Place;
  readonly to: Place;
  /** The box in the second stack; it lies `below` the first one there. */
  readonly box: Place;
  readonly below: boolean;
  readonly bends: readonly Point[];
  /** Of the label. */
  readonly at: Point;
}

/** Lines that leave and enter side by side, in the order in which they come and go. */
export function linesOf(routes: readonly Route[]): Line[] {
  const leave = ports(
    routes,
    ({ from }) => from,
    ({ bends, to }) => (bends[0] ?? to).x,
  );
  const direct = routes.filter(({ below }) => !below);
  const enter = ports(
    direct,
    ({ to }) => to,
    ({ bends, from }) => (bends.at(-1) ?? from).x,
  );
  const lanes = lanesOf(routes.filter(({ below }) => below));
  return routes.map((route): Line => {
    const { arrow, from, to, box, bends, at } = route;
    const shift = lanes.get(route);
    const end = top(to, shift ?? enter.get(route)!);
    // What is nearly straight is made so.
    const straight = <P extends Point>(p: P): P => (Math.abs(p.x - end.x) < near ? { ...p, x: end.x } : p);
    const turn = shift === undefined ? {} : { turn: { x: box.x + (Math.sign(shift) * box.width) / 2, y: box.y } };
    const points = [bottom(from, leave.get(route)!), ...bends.map(straight), end];
    return { ...arrow, at: straight(at), points, ...turn };
  });
}

/** Distances from the middle of the stack that the routes share. */
function ports(
  routes: readonly Route[],
  stack: (route: Route) => Place,
  towards: (route: Route) => number,
): Map<Route, number> {
  const found = new Map<Route, number>();
  for (const [place, group] of grouped(routes, stack)) {
    const step = Math.min(24, place.width / (group.length + 1));
    const sorted = group.toSorted((a, b) => towards(a) - towards(b));
    for (const [i, route] of sorted.entries()) found.set(route, (i - (group.length - 1) / 2) * step);
  }
  return found;
}

/** Lanes on the side that a route comes from; the lower its box, the further out, so that lanes do not cross. */
function lanesOf(routes: readonly Route[]): Map<Route, number> {
  const found = new Map<Route, number>();
  for (const [place, group] of grouped(routes, ({ to }) => to)) {
    for (const side of [-1, 1]) {
      const here = group.filter(({ bends, from }) => ((bends.at(-1) ?? from).x <= place.x ? -1 : 1) === side);
      const sorted = here.toSorted((a, b) => a.box.y - b.box.y);
      for (const [i, route] of sorted.entries()) found.set(route, side * (route.box.width / 2 + lane * (i + 1)));
    }
  }
  return found;
}

function grouped<T, K>(all: readonly T[], key: (each: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const each of all) groups.set(key(each), [...(groups.get(key(each)) ?? []), each]);
  return groups;
}
