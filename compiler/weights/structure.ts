import type { Shape } from "../graph/graph.ts";
import { type FileLayer, hasFilters, type Layer, type WantedLayer } from "./layers.ts";
import { orderOf } from "./names.ts";
import { withoutWindow } from "./shapes.ts";

export interface Pair {
  readonly wanted: WantedLayer;
  readonly found: FileLayer;
}

/** Layers of the same shapes, of which nothing tells which is which. */
export interface Candidates {
  readonly wanted: readonly string[];
  readonly found: readonly string[];
  readonly why: "count" | "order";
}

export interface Structure {
  readonly pairs: readonly (Pair & { readonly how: "shape" | "order" })[];
  readonly ambiguous: ReadonlyMap<WantedLayer, Candidates>;
}

type Any = Layer<{ readonly shape: Shape }>;

/**
 * Which layer of the file is which of the network, where names do not tell. Layers of the same shapes are alike; a
 * convolution counts together with its batch normalization, and shortcuts count apart. Of as many alike on both sides,
 * the first in the text is the first by name, if the names say their order and those that are known by name agree.
 *
 * @param wanted, files what is not known yet
 * @param known what is, by name
 * @param text all layers of the network, in order
 */
export function matchStructure(
  wanted: readonly WantedLayer[],
  files: readonly FileLayer[],
  known: readonly Pair[],
  text: readonly WantedLayer[],
): Structure {
  const next = followersAmong(wanted, files);
  const place = new Map(text.map((layer, i) => [layer, i]));
  const pairs: Structure["pairs"][number][] = [];
  const ambiguous = new Map<WantedLayer, Candidates>();
  const found = grouped(files, next);
  for (const [key, all] of grouped(wanted, next)) {
    const alike = known.filter((pair) => keyOf(pair.wanted, next && pair.wanted.normalization) === key);
    for (const [some, others] of apart(all, found.get(key) ?? [])) {
      if (some.length === 0 || others.length === 0) continue;
      const order = [...others].sort((a, b) => orderOf(a.name, b.name).sign);
      const guess = some.map((layer, i) => ({ wanted: layer, found: order[i]! }));
      if (some.length === order.length && inOrder([...guess, ...alike], place, some.length > 1)) {
        for (const pair of guess) pairs.push(...whole(pair, some.length > 1 ? "order" : "shape", next));
      } else for (const [layer, candidates] of unclear(some, order, next)) ambiguous.set(layer, candidates);
    }
  }
  return { pairs, ambiguous };
}

/** Batch normalizations that count with their convolutions; undefined if each counts by itself. */
type Followers = ReadonlySet<Any> | undefined;

/** Names that tell of fewer pairs than the network has are not understood. */
function followersAmong(wanted: readonly WantedLayer[], files: readonly FileLayer[]): Followers {
  const [ours, theirs] = [wanted, files].map((layers: readonly Any[]) => {
    const all = new Set(layers);
    return layers.flatMap(({ normalization: next }) => (next && all.has(next) ? [next] : []));
  }) as [Any[], Any[]];
  return ours.length > 0 && theirs.length >= ours.length ? new Set([...ours, ...theirs]) : undefined;
}

const followerOf = <T extends { readonly shape: Shape }>(layer: Layer<T>, next: Followers): Layer<T> | undefined =>
  layer.normalization && next?.has(layer.normalization) ? layer.normalization : undefined;

/** Layers by what they hold. */
function grouped<L extends Any>(layers: readonly L[], next: Followers): Map<string, L[]> {
  const groups = new Map<string, L[]>();
  for (const layer of layers) {
    if (next?.has(layer)) continue;
    const key = keyOf(layer, followerOf(layer, next));
    const group = groups.get(key);
    if (group) group.push(layer);
    else groups.set(key, [layer]);
  }
  return groups;
}

const keyOf = (layer: Any, next: Any | undefined): string =>
  next ? `${shapesOf(layer)} then ${shapesOf(next)}` : shapesOf(layer);

/** A bias that one of both sides lacks is told as what it is, not as another layer. */
function shapesOf(layer: Any): string {
  if (hasFilters(layer)) return `weight ${withoutWindow(layer.tensors.get("weight")!.shape)}`;
  return [...layer.tensors]
    .map(([role, { shape }]) => `${role} ${shape}`)
    .sort()
    .join(" ");
}

/** Shortcuts by themselves, where both sides have as many. */
function apart(
  wanted: readonly WantedLayer[],
  found: readonly FileLayer[],
): (readonly [readonly WantedLayer[], readonly FileLayer[]])[] {
  const [a, b] = [wanted.filter(({ shortcut }) => shortcut), found.filter(({ shortcut }) => shortcut)];
  if (a.length !== b.length || a.length === 0) return [[wanted, found]];
  return [
    [a, b],
    [wanted.filter(({ shortcut }) => !shortcut), found.filter(({ shortcut }) => !shortcut)],
  ];
}

/** Whether what comes later in the text comes later by name too: surely so, or as far as names tell. */
function inOrder(pairs: readonly Pair[], place: ReadonlyMap<WantedLayer, number>, surely: boolean): boolean {
  const sorted = [...pairs].sort((a, b) => place.get(a.wanted)! - place.get(b.wanted)!);
  return sorted.slice(1).every(({ found }, i) => {
    const { sign, sure } = orderOf(sorted[i]!.found.name, found.name);
    return sure ? sign < 0 : !surely;
  });
}

/** A pair and, if they count with it, that of its batch normalizations. */
function whole({ wanted, found }: Pair, how: "shape" | "order", next: Followers): Structure["pairs"] {
  const first = { wanted, found, how };
  const [ours, theirs] = [followerOf(wanted, next), followerOf(found, next)];
  return ours && theirs ? [first, { wanted: ours, found: theirs, how }] : [first];
}

function unclear(
  wanted: readonly WantedLayer[],
  found: readonly FileLayer[],
  next: Followers,
): [WantedLayer, Candidates][] {
  const names = (layers: readonly Any[]) => layers.map(({ name }) => name);
  const why = wanted.length === found.length ? "order" : "count";
  const candidates = { wanted: names(wanted), found: names(found), why } as const;
  return wanted.flatMap((layer) => {
    const follower = followerOf(layer, next);
    return [layer, ...(follower ? [follower] : [])].map((each): [WantedLayer, Candidates] => [each, candidates]);
  });
}
