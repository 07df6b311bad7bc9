import type { Source } from "../../grammar/source.ts";
import type { Tensor } from "../operators/onnx.ts";
import { type Arranged, arrange } from "./arrange.ts";
import { type Converted, convert } from "./convert.ts";
import { decode, type OnnxGraph, type ValueInfo } from "./decode.ts";
import { type ImportDiagnostic, problem, shown } from "./diagnostic.ts";
import { ordered } from "./order.ts";
import { differs } from "./ports.ts";
import { readBack } from "./readback.ts";
import { isStep } from "./steps.ts";
import { BrokenFile } from "./tensors.ts";
import { tidy } from "./tidy.ts";
import { write } from "./write.ts";

export type { Tensor } from "../operators/onnx.ts";
export { decodeTensor } from "./decode.ts";
export type { ImportDiagnostic } from "./diagnostic.ts";
export { BrokenFile } from "./tensors.ts";

export interface ImportOptions {
  /** What the network and its files are called; else what the ONNX graph is called. */
  readonly name?: string;
  /** The bytes of a data file beside the model, by the location that the model has for it; undefined where it may not be read. */
  readonly external?: (location: string) => Uint8Array | undefined;
  /** `first` unless said: the first axis of every value is the batch. `none`: each value is one image whole. */
  readonly batch?: "first" | "none";
  /** Sizes for names that the model has in place of some: `{ height: 224 }`. */
  readonly dimensions?: Readonly<Record<string, number>>;
  /**
   * Values by ONNX's names. Of an input: it becomes a weight where an operator wants one (an ONNX test passes filters as
   * inputs), and stays an input where not. Of anything else: in place of what the model has for it.
   */
  readonly values?: ReadonlyMap<string, Tensor>;
}

/** A tensor for the `.safetensors` file. */
export interface Weight {
  readonly shape: readonly number[];
  /** Row-major. Made when it is read, and not kept: a large model is not held twice. */
  readonly data: Float32Array;
}

/** An input or output by ONNX's name and by the `.cnn`'s. */
export interface Connection {
  readonly onnx: string;
  readonly cnn: string;
  /** As ONNX has it, with the batch. */
  readonly shape: readonly number[];
  /** How many images that holds: 1 where an image is the whole value. */
  readonly images: number;
}

export interface Imported {
  /** Absent where a diagnostic is an error. */
  readonly source?: Source;
  /** By the names that the network has for them. */
  readonly weights: ReadonlyMap<string, Weight>;
  readonly inputs: readonly Connection[];
  readonly outputs: readonly Connection[];
  readonly diagnostics: readonly ImportDiagnostic[];
}

/** From an ONNX file to a `.cnn` text and its weights. Never throws on any bytes; what cannot be said in a `.cnn` is told. */
export function importOnnx(bytes: Uint8Array, options: ImportOptions = {}): Imported {
  const found: ImportDiagnostic[] = [];
  const nothing = { weights: new Map(), inputs: [], outputs: [], diagnostics: found };
  const graph = read(bytes, options, found);
  if (!graph) return nothing;
  const { nodes, diagnostics } = ordered(graph);
  found.push(...diagnostics);
  const batched = options.batch !== "none";
  const reading = { batched, dimensions: options.dimensions ?? {}, given: options.values ?? new Map() };
  const converted = convert(graph, nodes, reading);
  found.push(...converted.diagnostics);
  if (found.some(({ severity }) => severity === "error")) return nothing;
  const tidied = tidy(converted);
  found.push(...disagreements(tidied), ...bothWays(tidied));
  return found.some(({ severity }) => severity === "error")
    ? nothing
    : written(tidied, netName(options.name ?? graph.name), batched, found);
}

/** The oldest version of ONNX's operators that is read: before it, broadcasting was said by attributes. */
const oldest = 7;

function read(bytes: Uint8Array, options: ImportOptions, found: ImportDiagnostic[]): OnnxGraph | undefined {
  try {
    const graph = decode(bytes, options.external ?? (() => undefined));
    if (graph.opset === 0 || graph.opset >= oldest) return graph;
    const help = "convert it with onnx.version_converter, or export it again";
    found.push(problem("unsupported", `the model is of opset ${graph.opset}: ${oldest} is the oldest`, help));
  } catch (error) {
    if (!(error instanceof BrokenFile)) throw error;
    found.push(problem("broken", error.message));
  }
  return undefined;
}

/** Shapes that the file states of its outputs and has not. */
const disagreements = ({ outputs }: Converted): ImportDiagnostic[] =>
  outputs
    .filter(({ info, shape }) => differs(info, shape))
    .map(({ info, shape }) => {
      const text = `the output \`${shown(info.name)}\` is stated to be [${info.dims}], and was found to be [${shape}]`;
      return problem("disagrees", text, "the file is wrong, or this import: please report it if the file is right");
    });

/** An input whose value was given is a weight or an input, not both: the network would know its own answer. */
function bothWays({ stages, inputs }: Converted): ImportDiagnostic[] {
  const weights = stages.flatMap((stage) => (isStep(stage) ? Object.values(stage.weights) : []));
  const given = new Set(weights.flatMap((tensor) => tensor.given ?? []));
  return inputs
    .filter(({ info }) => given.has(info.name))
    .map(({ info }) => problem("unsupported", `the input \`${shown(info.name)}\` is read as a weight and as a value`));
}

/** A net's name: letters and digits, beginning with a letter. */
function netName(name: string): string {
  const plain = name.replaceAll(/[^A-Za-z0-9]+/g, "_").replaceAll(/^[_\d]+|_+$/g, "");
  return plain === "" ? "Model" : plain.slice(0, 60);
}

function written(tidied: Converted, net: string, batched: boolean, diagnostics: readonly ImportDiagnostic[]): Imported {
  const { inputs, outputs } = tidied;
  const { arranged, text } = plainest(tidied, net);
  const source = { name: `${net}.cnn`, text };
  const { weights: tensors, difference } = readBack(source, arranged, tidied.stages);
  if (difference !== undefined) {
    const text = `what was written reads otherwise: ${difference}`;
    const bug = problem("disagrees", text, "this is a bug in cnnc: please report it with the model");
    return { weights: new Map(), inputs: [], outputs: [], diagnostics: [...diagnostics, bug] };
  }
  const weights = new Map([...tensors].map(([name, { tensor, shape }]) => [name, weightOf(tensor, shape)]));
  const connect = (names: readonly string[]) => (port: { info: ValueInfo; shape: readonly number[] }, i: number) => ({
    onnx: port.info.name,
    cnn: names[i]!,
    shape: port.shape,
    images: batched ? port.shape[0]! : 1,
  });
  return {
    source,
    weights,
    inputs: inputs.map(connect(arranged.inputs.map(({ name }) => name))),
    outputs: outputs.map(connect(arranged.outputs)),
    diagnostics: [...diagnostics, ...lost(tensors)],
  };
}

/** f64 numbers that f32 cannot hold. */
function lost(tensors: ReturnType<typeof readBack>["weights"]): ImportDiagnostic[] {
  return [...tensors].flatMap(([name, { tensor }]) => {
    const values = tensor.type === "float64" ? tensor.values() : [];
    const far = values.find((value) => Number.isFinite(value) && !Number.isFinite(Math.fround(value)));
    return far === undefined ? [] : [problem("lost", `\`${shown(name)}\` holds ${far}, which f32 cannot hold`)];
  });
}

/**
 * The text with the names of ONNX's layers, unless what is repeated makes it a third shorter or more when it is written once:
 * as repetitions, or as blocks as well.
 */
function plainest({ stages, inputs, outputs }: Converted, net: string): { arranged: Arranged; text: string } {
  const hasWeights = stages.some((stage) => isStep(stage) && Object.keys(stage.weights).length > 0);
  const title = { net, comments: [], weights: hasWeights ? `${net}.safetensors` : undefined };
  const styles = [
    { labels: true, repetitions: false, blocks: false },
    { labels: false, repetitions: true, blocks: false },
    { labels: false, repetitions: true, blocks: true },
  ];
  const written = styles.map((style) => {
    const arranged = arrange(stages, inputs, outputs, style);
    const text = write(arranged, stages, title);
    return { arranged, text, lines: text.split("\n").length };
  });
  return written.reduce((best, each) => (each.lines <= (2 / 3) * best.lines ? each : best));
}

const weightOf = (tensor: Tensor, shape: readonly number[]): Weight => ({
  shape,
  get data() {
    const values = tensor.values();
    return values instanceof Float32Array ? values : Float32Array.from(values);
  },
});
