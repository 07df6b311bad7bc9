import { type FileLayer, type FileTensor, fileLayers, type Wanted, type WantedLayer } from "./layers.ts";
import { commonPrefix, needless, partsOf, spelling } from "./names.ts";
import { type Change, changeOf } from "./shapes.ts";
import { type Candidates, matchStructure, type Pair } from "./structure.ts";

/** Why a tensor of the file is the one that is wanted; all but the first two are guesses. */
export type How =
  | "name"
  /** The user said so. */
  | "map"
  /** The same name but for a prefix of all names, or its spelling. */
  | "spelling"
  /** A batch normalization beside a convolution that is known. */
  | "beside"
  /** The only layer of its shapes, in the network and in the file. */
  | "shape"
  /** As many layers of its shapes on both sides, in the order of the text and of the names. */
  | "order";

export type Fit =
  | { readonly kind: "taken"; readonly tensor: FileTensor; readonly how: How; readonly change: Change }
  /** The tensor of that name has another shape, and nobody has said what to do about it. */
  | { readonly kind: "shape"; readonly tensor: FileTensor; readonly change: Change }
  | { readonly kind: "ambiguous"; readonly candidates: Candidates }
  /** `beside`: the layer of the file that has the others of its tensors. */
  | { readonly kind: "missing"; readonly beside?: string };

export interface Matching {
  /** For all that the network wants, in the order of its text. */
  readonly fits: ReadonlyMap<Wanted, Fit>;
  /** Tensors of layers that are used, for which the network has no place: without a bias, a layer is another one. */
  readonly leftover: readonly FileTensor[];
  /** Tensors that nothing is wanted of. */
  readonly surplus: readonly FileTensor[];
}

/** What the user has said. */
export interface Instructions {
  /** Names of the file by names of the network. */
  readonly map: ReadonlyMap<string, string>;
  /** Names of the network: matrices that are to be transposed. */
  readonly transpose: ReadonlySet<string>;
}

interface Taken {
  readonly tensor: FileTensor;
  readonly how: How;
}

/** Finds the tensors of a file that a network wants: by name, else by structure. */
export function match(
  wanted: readonly WantedLayer[],
  tensors: readonly FileTensor[],
  { map, transpose }: Instructions,
): Matching {
  const files = fileLayers(tensors);
  const names = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const taken = new Map<Wanted, Taken>();
  byMap(wanted, names, map, taken);
  byName(wanted, names, "name", taken);
  byName(wanted, bySpelling(tensors), "spelling", taken);
  besideTheirConvolutions(wanted, files, taken);
  const ambiguous = byStructure(wanted, files, taken);
  // What is left may have its name in the file, with another shape.
  const left = wanted.filter((layer) => !ambiguous.has(layer));
  byName(left, names, "name", taken, true);
  return { fits: fitsOf(wanted, taken, ambiguous, transpose), ...rest(tensors, taken) };
}

const free = (layer: WantedLayer, taken: ReadonlyMap<Wanted, Taken>): boolean =>
  [...layer.tensors.values()].every((one) => !taken.has(one));

const used = (taken: ReadonlyMap<Wanted, Taken>): Set<FileTensor> =>
  new Set([...taken.values()].map(({ tensor }) => tensor));

function byMap(
  wanted: readonly WantedLayer[],
  names: ReadonlyMap<string, FileTensor>,
  map: ReadonlyMap<string, string>,
  taken: Map<Wanted, Taken>,
): void {
  for (const one of wanted.flatMap((layer) => [...layer.tensors.values()])) {
    const tensor = names.get(map.get(one.name) ?? "");
    if (tensor) taken.set(one, { tensor, how: "map" });
  }
}

/** Layer by layer: a weight that cannot be the one makes the bias beside it doubtful too, unless nothing else is left. */
function byName(
  wanted: readonly WantedLayer[],
  names: ReadonlyMap<string, FileTensor>,
  how: How,
  taken: Map<Wanted, Taken>,
  whatever = false,
): void {
  const gone = used(taken);
  for (const layer of wanted) {
    const found = [...layer.tensors.values()].flatMap((one) => {
      const tensor = names.get(how === "name" ? one.name : spelling(one.name));
      return tensor && !gone.has(tensor) && !taken.has(one) ? [{ one, tensor }] : [];
    });
    const possible = found.every(({ one, tensor }) => changeOf(one.shape, tensor.shape) !== "impossible");
    if (possible || whatever) for (const { one, tensor } of found) taken.set(one, { tensor, how });
  }
}

/** Without the prefix that all have; a spelling that several have says nothing. */
function bySpelling(tensors: readonly FileTensor[]): Map<string, FileTensor> {
  const named = tensors.filter(({ name }) => partsOf(name));
  const prefix = commonPrefix(named.map(({ name }) => name));
  const found = new Map<string, FileTensor>();
  const twice = new Set<string>();
  for (const tensor of named) {
    const key = spelling(tensor.name.slice(prefix.length));
    if (found.has(key)) twice.add(key);
    found.set(key, tensor);
  }
  for (const key of twice) found.delete(key);
  return found;
}

/** Where a convolution is known, its batch normalization is the one beside it. */
function besideTheirConvolutions(
  wanted: readonly WantedLayer[],
  files: readonly FileLayer[],
  taken: Map<Wanted, Taken>,
): void {
  const gone = used(taken);
  const of = layersByTensor(files);
  for (const { tensors, normalization } of wanted) {
    const known = taken.get(tensors.get("weight")!);
    const beside = known && of.get(known.tensor)?.normalization;
    if (!normalization || !beside || !free(normalization, taken)) continue;
    if ([...beside.tensors.values()].some((tensor) => gone.has(tensor))) continue;
    takeLayer({ wanted: normalization, found: beside }, "beside", taken);
  }
}

/** Layers of which nothing is known yet. What the user has said need not be in any order. */
function byStructure(
  wanted: readonly WantedLayer[],
  files: readonly FileLayer[],
  taken: Map<Wanted, Taken>,
): ReadonlyMap<WantedLayer, Candidates> {
  const gone = used(taken);
  const of = layersByTensor(files);
  const known = wanted.flatMap((layer): Pair[] => {
    const weight = taken.get(layer.tensors.get("weight")!);
    const found = weight && weight.how !== "map" && of.get(weight.tensor);
    return found ? [{ wanted: layer, found }] : [];
  });
  const { pairs, ambiguous } = matchStructure(
    wanted.filter((layer) => free(layer, taken)),
    files.filter(({ tensors }) => [...tensors.values()].every((tensor) => !gone.has(tensor))),
    known,
    wanted,
  );
  for (const { how, ...pair } of pairs) takeLayer(pair, how, taken);
  return ambiguous;
}

const layersByTensor = (files: readonly FileLayer[]): Map<FileTensor, FileLayer> =>
  new Map(files.flatMap((layer) => [...layer.tensors.values()].map((tensor) => [tensor, layer] as const)));

function takeLayer({ wanted, found }: Pair, how: How, taken: Map<Wanted, Taken>): void {
  for (const [role, one] of wanted.tensors) {
    const tensor = found.tensors.get(role);
    if (tensor) taken.set(one, { tensor, how });
  }
}

function fitsOf(
  wanted: readonly WantedLayer[],
  taken: ReadonlyMap<Wanted, Taken>,
  ambiguous: ReadonlyMap<WantedLayer, Candidates>,
  transpose: ReadonlySet<string>,
): Map<Wanted, Fit> {
  const fits = new Map<Wanted, Fit>();
  for (const layer of wanted) {
    const all = [...layer.tensors.values()];
    const beside = all.map((one) => taken.get(one)).find((one) => one !== undefined);
    const parts = beside && partsOf(beside.tensor.name);
    const candidates = ambiguous.get(layer);
    for (const one of all) {
      const found = taken.get(one);
      if (found) fits.set(one, fitOf(one, found, transpose.has(one.name)));
      else if (candidates) fits.set(one, { kind: "ambiguous", candidates });
      else fits.set(one, { kind: "missing", ...(parts ? { beside: parts.layer } : {}) });
    }
  }
  return fits;
}

function fitOf({ shape }: Wanted, { tensor, how }: Taken, transposed: boolean): Fit {
  const change = changeOf(shape, transposed ? [...tensor.shape].reverse() : tensor.shape);
  if (transposed && change === "none") return { kind: "taken", tensor, how, change: "transpose" };
  if (!transposed && (change === "none" || change === "reshape")) return { kind: "taken", tensor, how, change };
  return { kind: "shape", tensor, change: changeOf(shape, tensor.shape) };
}

function rest(tensors: readonly FileTensor[], taken: ReadonlyMap<Wanted, Taken>): Omit<Matching, "fits"> {
  const gone = used(taken);
  const layers = new Set([...gone].map(({ name }) => partsOf(name)?.layer));
  const unused = tensors.filter((tensor) => !gone.has(tensor));
  const belongs = ({ name }: FileTensor) => needless(name) === undefined && layers.has(partsOf(name)?.layer ?? name);
  return { leftover: unused.filter(belongs), surplus: unused.filter((tensor) => !belongs(tensor)) };
}
