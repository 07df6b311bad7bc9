import { closest } from "../../grammar/suggest.ts";
import { type FileTensor, fileLayers, type WantedLayer } from "../weights/layers.ts";
import type { Instructions } from "../weights/match.ts";
import { CliError } from "./errors.ts";
import { readText } from "./files.ts";
import { parseJson } from "./io/json.ts";

export interface InstructionOptions {
  /** A file of `{ "conv1": "features.0" }`: names of the file by names of the network. */
  readonly map?: string;
  readonly transpose?: readonly string[];
}

/**
 * What the user says of names and matrices, held against those that there are.
 *
 * @throws CliError `json-format`, `map-format`, `map-unknown`, `transpose-unknown`
 */
export function readInstructions(
  { map, transpose = [] }: InstructionOptions,
  wanted: readonly WantedLayer[],
  tensors: readonly FileTensor[],
): Instructions {
  const all = wanted.flatMap((layer) => [...layer.tensors.values()]);
  for (const name of transpose) {
    const one = all.find((each) => each.name === name);
    if (one?.shape.length === 2) continue;
    const matrices = all.filter(({ shape }) => shape.length === 2).map((each) => each.name);
    throw new CliError(
      "transpose-unknown",
      `expected a matrix of the network for --transpose, found \`${name}\`${one ? ` (${one.shape.join("x")})` : ""}`,
      meant(name, matrices),
    );
  }
  return { map: map === undefined ? new Map() : readMap(map, wanted, tensors), transpose: new Set(transpose) };
}

function readMap(path: string, wanted: readonly WantedLayer[], tensors: readonly FileTensor[]): Map<string, string> {
  const json = parseJson(readText(path, "the names"), path);
  const names = isNames(json) ? Object.entries(json) : undefined;
  if (!names) {
    throw new CliError(
      "map-format",
      `expected an object of names in \`${path}\`, found something else`,
      'for example { "conv1": "features.0", "fc1.weight": "classifier.weight" }: the network\'s names, then the file\'s',
    );
  }
  const ours = new Map(wanted.map((layer) => [layer.name, layer]));
  const theirs = new Map(fileLayers(tensors).map((layer) => [layer.name, layer]));
  const parameters = new Set(wanted.flatMap((layer) => [...layer.tensors.values()].map(({ name }) => name)));
  const found = new Set(tensors.map(({ name }) => name));
  const pairs = new Map<string, string>();
  for (const [to, from] of names) {
    const layer = ours.get(to);
    if (!layer && !parameters.has(to)) throw unknown(to, "the network", path, [...ours.keys(), ...parameters]);
    const other = theirs.get(from);
    if (layer ? !other : !found.has(from)) {
      throw unknown(from, "the file with the weights", path, layer ? [...theirs.keys()] : [...found]);
    }
    if (layer) for (const [role, { name }] of layer.tensors) pairs.set(name, other!.tensors.get(role)?.name ?? "");
    else pairs.set(to, from);
  }
  return pairs;
}

const isNames = (json: unknown): json is Record<string, string> =>
  typeof json === "object" &&
  json !== null &&
  !Array.isArray(json) &&
  Object.values(json).every((value) => typeof value === "string");

const unknown = (name: string, where: string, path: string, names: readonly string[]) =>
  new CliError("map-unknown", `\`${path}\` says \`${name}\`, which ${where} does not have`, meant(name, names));

function meant(name: string, names: readonly string[]): string | undefined {
  const near = closest(name, names);
  return near === undefined ? undefined : `did you mean \`${near}\`?`;
}
