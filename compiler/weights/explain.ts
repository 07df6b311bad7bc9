import { closest } from "../../grammar/suggest.ts";
import { elements, type Shape } from "../graph/graph.ts";
import type { FileTensor, Wanted } from "./layers.ts";
import type { Fit, Matching } from "./match.ts";
import { changeOf } from "./shapes.ts";
import type { Candidates } from "./structure.ts";

/** Something that keeps a file from being the network's weights. */
export interface Problem {
  /** Of the network's parameters; of the file's tensors where something is left over. */
  readonly names: readonly string[];
  readonly message: string;
  readonly help?: string;
}

export const shapeText = (shape: Shape): string => shape.join("x") || "a single number";

/** `a`, `b` and 3 more. */
export function listed(names: readonly string[], most = 6): string {
  const shown = names.slice(0, most).map((name) => `\`${name}\``);
  return names.length > most ? `${shown.join(", ")} and ${names.length - most} more` : shown.join(", ");
}

/** What is wrong, the same for all that it is wrong with. */
export function problemsOf({ fits, leftover, surplus }: Matching): Problem[] {
  const all = [...fits];
  const of = <K extends Fit["kind"]>(kind: K) =>
    all.filter((entry): entry is [Wanted, Extract<Fit, { kind: K }>] => entry[1].kind === kind);
  return [
    ...misshapen(of("shape"), surplus),
    ...unclear(of("ambiguous")),
    ...missing(of("missing"), surplus),
    ...leftover.map(leftOver),
  ];
}

function misshapen(found: [Wanted, Extract<Fit, { kind: "shape" }>][], surplus: readonly FileTensor[]): Problem[] {
  const turned = found.filter(([, { change }]) => change === "transpose");
  const others = found.filter(([, { change }]) => change !== "transpose");
  return [
    ...(turned.length > 0 ? [transposed(turned)] : []),
    ...others.map(([one, fit]) => otherShape(one, fit, surplus)),
  ];
}

function transposed(found: [Wanted, { readonly tensor: FileTensor }][]): Problem {
  const names = found.map(([{ name }]) => name);
  const each = found.slice(0, 4).map(([{ name, shape }, { tensor }]) => {
    const own = tensor.name === name ? "" : ` (\`${tensor.name}\`)`;
    return `\`${name}\`: expected ${shapeText(shape)}, found ${shapeText(tensor.shape)}${own}`;
  });
  const more = found.length > 4 ? ` and ${found.length - 4} more` : "";
  const flat = found.find(([{ flattens }]) => flattens)?.[0];
  return {
    names,
    message: `${each.join("; ")}${more}: input-major, as Keras and TensorFlow write it; cnnc wants out, in`,
    help:
      `transpose it in Python, \`np.ascontiguousarray(w.T)\`, or pass \`--transpose ${names.join(",")}\`` +
      (flat ? `. ${flatteningText(flat)}` : ""),
  };
}

/** Who transposes also flattens in another order, more often than not. */
function flatteningText({ name, shape, flattens }: Wanted): string {
  const [channels, ...window] = flattens!;
  const axes = [window.length + 1, window.length, ...window.keys()].join(", ");
  const extents = [...window, channels, shape[0]].join(", ");
  return (
    `\`${name}\` flattens ${shapeText(flattens!)}: if the file's model does so with its channels last, as Keras does, ` +
    `its inputs are in another order too: \`w.reshape(${extents}).transpose(${axes}).reshape(${shape.join(", ")})\``
  );
}

function otherShape(
  { name, shape }: Wanted,
  { tensor, change }: Extract<Fit, { kind: "shape" }>,
  surplus: readonly FileTensor[],
): Problem {
  const own = tensor.name === name ? "" : ` (\`${tensor.name}\`)`;
  const message = `\`${name}\`: expected ${shapeText(shape)}, found ${shapeText(tensor.shape)}${own}`;
  if (change === "none" || change === "reshape") {
    return {
      names: [name],
      message: `\`${name}\` is ${shapeText(tensor.shape)} in the file, as it should be: \`--transpose\` would make it wrong`,
      help: "leave it out there",
    };
  }
  if (change === "filters-last") {
    const axes = [shape.length - 1, shape.length - 2, ...shape.slice(2).keys()].join(", ");
    return {
      names: [name],
      message: `${message}: rows, columns, in, out, as Keras and TensorFlow write filters; cnnc wants out, in, rows, columns`,
      help: `in Python: \`np.ascontiguousarray(w.transpose(${axes}))\``,
    };
  }
  const alike = surplus.filter((other) => String(other.shape) === String(shape)).map((other) => other.name);
  const help =
    alike.length > 0
      ? `of this shape the file has ${listed(alike)}`
      : "the network and the file disagree about this layer: look at what goes into it in `cnnc summary`";
  return { names: [name], message, help };
}

function unclear(found: [Wanted, { readonly candidates: Candidates }][]): Problem[] {
  const groups = new Map<Candidates, string[]>();
  for (const [{ name }, { candidates }] of found) groups.set(candidates, [...(groups.get(candidates) ?? []), name]);
  return [...groups].map(([{ wanted, found: files, why }, names]) => {
    const [ours, theirs] = [listed(wanted), listed(files)];
    const reason =
      why === "count"
        ? `their shapes are alike, and there are ${wanted.length} here and ${files.length} there`
        : "their shapes are alike, and the order of their names does not settle it";
    return {
      names,
      message: `ambiguous: ${ours} in the network, ${theirs} in the file: ${reason}`,
      help: `name the layers as the file does, \`as "${files[0]}"\`, or say which is which in a file for \`--map\`: \`{ "${wanted[0]}": "${files[0]}" }\``,
    };
  });
}

function missing(found: [Wanted, { readonly beside?: string }][], surplus: readonly FileTensor[]): Problem[] {
  const layers = new Map<string, [Wanted, { readonly beside?: string }][]>();
  for (const entry of found) layers.set(entry[0].layer, [...(layers.get(entry[0].layer) ?? []), entry]);
  return [...layers].map(([layer, entries]) => {
    const names = entries.map(([{ name }]) => name);
    const parts = entries.map(([{ role, shape }]) => `${role} ${shapeText(shape)}`).join(", ");
    const beside = entries[0]![1].beside;
    if (beside !== undefined) {
      const bias = entries.length === 1 && entries[0]![0].role === "bias";
      return {
        names,
        message: `\`${layer}\`: the file's \`${beside}\` has no ${entries.map(([{ role }]) => role).join(", ")}`,
        ...(bias ? { help: "if the model has none there, write `bias=false`" } : {}),
      };
    }
    return { names, message: `\`${layer}\` is not in the file: ${parts}`, ...suggestion(entries[0]![0], surplus) };
  });
}

/** What could be meant: the same shape, the nearest name, or the same numbers another way round. */
function suggestion({ name, shape }: Wanted, surplus: readonly FileTensor[]): { help?: string } {
  const alike = surplus.filter((tensor) => String(tensor.shape) === String(shape)).map((tensor) => tensor.name);
  if (alike.length > 0) {
    const near = closest(name, alike);
    const first = near === undefined ? alike : [near, ...alike.filter((other) => other !== near)];
    return { help: `of the shape of \`${name}\` the file has ${listed(first, 3)}: say so in a file for \`--map\`` };
  }
  const turned = surplus.find((tensor) => elements(tensor.shape) > 1 && changeOf(shape, tensor.shape) !== "impossible");
  if (turned) {
    const change = changeOf(shape, turned.shape);
    const how = { reshape: "under another shape", transpose: "transposed", "filters-last": "with its filters last" };
    if (change in how)
      return {
        help: `\`${turned.name}\` (${shapeText(turned.shape)}) could be it, ${how[change as keyof typeof how]}`,
      };
  }
  const near = closest(
    name,
    surplus.map((tensor) => tensor.name),
  );
  const found = surplus.find((tensor) => tensor.name === near);
  return found ? { help: `did you mean \`${near}\`? it is ${shapeText(found.shape)}, not ${shapeText(shape)}` } : {};
}

function leftOver({ name, shape }: FileTensor): Problem {
  const bias = /[._/]bias$/.test(name);
  return {
    names: [name],
    message: `\`${name}\` (${shapeText(shape)}) is left over: the rest of its layer is used, and the network has no place for it`,
    ...(bias ? { help: "leave out `bias=false` in the network" } : {}),
  };
}

/** What cannot be seen in shapes, and is worth a look once something was the other way round. */
export function notesOf({ fits }: Matching): string[] {
  const matrices = [...fits].filter(([{ shape }, fit]) => shape.length === 2 && "change" in fit) as [
    Wanted,
    Extract<Fit, { readonly change: unknown }>,
  ][];
  const turned = matrices.filter(([, { change }]) => change === "transpose");
  if (turned.length === 0) return [];
  const square = matrices.filter(([{ shape }, { change }]) => shape[0] === shape[1] && change === "none");
  const flat = turned.filter(([{ flattens }, { kind }]) => flattens && kind === "taken");
  return [
    ...square.map(
      ([{ name, shape }]) =>
        `\`${name}\` is ${shapeText(shape)}: its shape does not show whether it is the other way round, as others in this file are; if so, \`--transpose ${name}\``,
    ),
    ...flat.map(([one]) => flatteningText(one)),
  ];
}

/** Whose names these are, where they are not PyTorch's, and what differs there beside names. */
export function framework(names: readonly string[]): string | undefined {
  if (names.some((name) => /(^|\/)(kernel|gamma|moving_mean|depthwise_kernel)(:0)?$/.test(name))) {
    return "the names are Keras's or TensorFlow's: `kernel` is rows, columns, in, out there (of a full connection in, out), `gamma` and `beta` are `weight` and `bias`, `moving_mean` and `moving_variance` `running_mean` and `running_var`, and flattening puts channels last; convert it in Python first, `w.transpose(3, 2, 0, 1)` for filters";
  }
  if (names.length > 0 && names.every((name) => /_(w|b|s|rm|riv)$/.test(name))) {
    return "the names are Caffe2's: `_w` and `_b` are `weight` and `bias`, in cnnc's layout; say so in a file for `--map`; its pictures are BGR, 0 to 255";
  }
  return undefined;
}
