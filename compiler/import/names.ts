import { findOperator } from "../operators/index.ts";
import type { Step } from "./steps.ts";

/** What a layer's weights may be called in a `.cnn`. */
const label = /^[A-Za-z0-9_]+([.-][A-Za-z0-9_]+)*$/;

/** Endings that say which of a layer's parameters a name means. */
const ending = /[._/](w|b|weights?|bias|kernel|filters?|gamma|beta|scale|moving_\w+|running_\w+)([._]\d+)?(:\d+)?$/i;

/** Names that exporters make up: numbers, and words with a number that say no more than the operator. */
const madeUp =
  /^(\d+|.*::.*|(parameter\d*_\w*|parameter|const_?fold_opt_*|const|tensor|constant|init|val|node|op|[a-z]{0,2})_?\d*)$/i;

/**
 * The name that the author gave the layer, by that of its weights (`layer1.0.conv1.weight`) or of its node
 * (`/layer1/layer1.0/conv1/Conv`); undefined where an exporter made them up.
 */
export function labelOf({ weights, node }: Step): string | undefined {
  const tensors = Object.values(weights).flatMap(({ name }) => (name === undefined || name === "" ? [] : [name]));
  if (tensors.length === 0) return undefined;
  const written = tensors.filter((name) => !madeUp.test(name));
  return asLabel(written.length > 0 ? stem(written) : moduleOf(node.name, node.op));
}

/** What the names of a layer's parameters have in common. */
function stem(names: readonly string[]): string {
  if (names.length === 1) return names[0]!.replace(ending, "");
  const [first, ...others] = names as [string, ...string[]];
  let length = first.length;
  for (const other of others) while (!other.startsWith(first.slice(0, length))) length--;
  return first.slice(0, length).replace(/[._/][a-z]*$/i, "");
}

/** PyTorch's exporter writes the path of modules, some of which hold the path before: `/layer1/layer1.0/conv1/Conv`. */
function moduleOf(name: string, op: string): string {
  const parts = name.split("/").filter((part) => part !== "");
  if (parts.length < 2) return "";
  const modules = parts.at(-1)!.startsWith(op) ? parts.slice(0, -1) : parts;
  return modules.reduce(
    (path, part) => (part.startsWith(`${path}.`) ? part : path === "" ? part : `${path}.${part}`),
    "",
  );
}

function asLabel(name: string): string | undefined {
  const plain = name
    .replace(/:\d+$/, "")
    .replaceAll(/[^A-Za-z0-9_.-]+/g, ".")
    .replaceAll(/[.-]{2,}/g, ".")
    .replaceAll(/^[.-]+|[.-]+$/g, "");
  return label.test(plain) && plain.length <= 80 && /[A-Za-z]/.test(plain) ? plain : undefined;
}

/** Labels without a first part that all of them share, such as a device's name; each once. */
export function labelsOf(steps: readonly Step[]): ReadonlyMap<Step, string> {
  const found = steps.flatMap((step) => {
    const name = labelOf(step);
    return name === undefined ? [] : [{ step, name }];
  });
  const first = /^[^.]+\./.exec(found[0]?.name ?? "")?.[0];
  const shared = first !== undefined && found.length > 1 && found.every(({ name }) => name.startsWith(first));
  const labels = new Map<Step, string>();
  const taken = new Set<string>();
  for (const { step, name } of found) {
    const own = shared ? name.slice(first.length) : name;
    if (!taken.has(own)) labels.set(step, own);
    taken.add(own);
  }
  return labels;
}

/** A name for a value, from ONNX's: its last part, as far as a `.cnn` can write it. Each name is given once. */
export class ValueNames {
  private readonly taken: Set<string>;

  constructor(taken: readonly string[] = []) {
    this.taken = new Set(taken);
  }

  take(wanted: string, fallback: string): string {
    const last =
      wanted
        .split(/[/:]/)
        .filter((part) => part !== "")
        .at(-1) ?? "";
    const plain = last
      .replaceAll(/[^A-Za-z0-9_]+/g, "_")
      .replaceAll(/^[_\d]+|_+$/g, "")
      .slice(0, 40);
    const base = plain === "" || reserved.has(plain) || findOperator(plain) ? fallback : plain;
    let name = base;
    for (let n = 2; this.taken.has(name); n++) name = `${base}${n}`;
    this.taken.add(name);
    return name;
  }
}

/** Words that mean something where a value's name may stand. */
const reserved = new Set(["net", "block", "weights", "const", "return", "if", "else", "as", "true", "false", "rest"]);
