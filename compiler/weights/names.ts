// What the names of a weights file tell. Their order in the file tells nothing: `safetensors` sorts by type and then by
// letter, so that `layer10` comes before `layer2`.

/** A tensor's name, taken apart: `layer1.0.conv1` and `weight`. */
export interface Parts {
  readonly layer: string;
  readonly role: string;
}

const roles = /^(.+)[._/](weight|bias|running_mean|running_var)$/;

/** Undefined for a name that ends in no role of PyTorch's. */
export function partsOf(name: string): Parts | undefined {
  const [, layer, role] = roles.exec(name) ?? [];
  return layer === undefined ? undefined : { layer, role: role! };
}

/** What a file may hold beside a network, and why nothing of it is needed to run one; undefined for all else. */
export function needless(name: string): string | undefined {
  if (/(^|[._/])num_batches_tracked$/.test(name)) return "counters of training";
  if (/^(?:[a-z]\w*\.)*(?:aux\d*|aux_?(?:classifier|logits|head)\d*)\./i.test(name)) {
    return "auxiliary classifiers, for training only";
  }
  return undefined;
}

/** `module.`, `model.net.`: what all names begin with, as wrappers of a model leave it; each keeps a layer and a role. */
export function commonPrefix(names: readonly string[]): string {
  const all = names.map((name) => name.split("."));
  const [first = []] = all;
  let length = 0;
  while (all.every((parts) => parts.length > length + 2 && parts[length] === first[length]) && length < first.length)
    length++;
  return first
    .slice(0, length)
    .map((part) => `${part}.`)
    .join("");
}

/** The same for names that differ in their spelling only: `Conv1/weight`, `conv1_weight`. */
export const spelling = (name: string): string => name.toLowerCase().replace(/[._/:]+/g, ".");

/** A layer beside the main path of a residual block, by the words that are usual for it. */
export const isShortcut = (layer: string): boolean =>
  /(^|[._/])(downsample|shortcut|skip|proj|projection|identity)(\d*|_\w+)([._/]|$)/i.test(layer);

/** Words that tell where in a network a layer is, from its input to its output. */
const places = [
  /^(stem|first|init|initial|input|entry)$/,
  /^(encoder|enc|down|downs|contracting|features|backbone|body|trunk)$/,
  /^(middle|mid|bridge|center|centre|neck)$/,
  /^(decoder|dec|up|ups|expanding)$/,
  /^(head|heads|classifier|cls|logits|fc|linear|last|final|output|out|top)$/,
];

export interface Order {
  /** Below 0 if the first name comes first. */
  readonly sign: number;
  /** The names say so themselves: by numbers, or by words whose place is known. Else it is the alphabet's order. */
  readonly sure: boolean;
}

/** Which of two layers comes first in a network, as far as their names tell: `layer1.2` before `layer1.10`. */
export function orderOf(a: string, b: string): Order {
  const [left, right] = [tokens(a), tokens(b)];
  const at = left.findIndex((token, i) => token !== right[i]);
  const [x, y] = [left[at], right[at < 0 ? left.length : at]];
  if (x === undefined || y === undefined) return { sign: left.length - right.length, sure: false };
  if (isNumber(x) && isNumber(y)) return { sign: Number(x) - Number(y), sure: true };
  // `inception3a`, `inception3b`.
  if (x.length === 1 && y.length === 1 && !isNumber(x) && !isNumber(y)) return { sign: x < y ? -1 : 1, sure: true };
  const [p, q] = [placeOf(x), placeOf(y)];
  if (p >= 0 && q >= 0 && p !== q) return { sign: p - q, sure: true };
  return { sign: x < y ? -1 : 1, sure: false };
}

/** `layer1.0.conv1`: layer, 1, 0, conv, 1. */
const tokens = (name: string): string[] => name.toLowerCase().match(/\d+|[^\d._/:-]+/g) ?? [];
const isNumber = (token: string): boolean => /^\d/.test(token);
const placeOf = (token: string): number => places.findIndex((words) => words.test(token));

/**
 * Where a batch normalization of this convolution would be, by PyTorch's habits: `conv1` and `bn1`, `0` and `1`, `conv`
 * and `bn`. One of these, if there is one.
 */
export function normalizationNames(layer: string): string[] {
  const [, parent = "", last = ""] = /^(.*[._/])?([^._/]+)$/.exec(layer) ?? [];
  if (isNumber(last)) return [`${parent}${Number(last) + 1}`];
  const [, number = ""] = /^[a-z_]*?(\d*)$/i.exec(last) ?? [];
  return ["bn", "norm", "normalization", "batchnorm", "batch_norm", "BatchNorm"].map(
    (word) => `${parent}${word}${number}`,
  );
}
