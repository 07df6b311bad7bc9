import { encode, type NodeText, type Numbers } from "../../import/encode.ts";
import type { Layer, Sliding, Stored } from "./layers.ts";

export type Weights = ReadonlyMap<string, Float32Array>;

/** Names of input and output in every ONNX file made here. */
export const ends = { input: "x", output: "y" } as const;

const operators: Readonly<Record<string, string>> = {
  relu: "Relu",
  relu6: "Clip",
  tanh: "Tanh",
  softmax: "Softmax",
  globalavgpool: "GlobalAveragePool",
  maxpool: "MaxPool",
  avgpool: "AveragePool",
  conv: "Conv",
  fc: "Gemm",
  add: "Add",
  concat: "Concat",
};

const fixed: Readonly<Record<string, NodeText["attributes"]>> = {
  fc: { transB: 1 },
  concat: { axis: 1 },
  softmax: { axis: 1 },
};

const scalar = (value: number): Numbers => ({ shape: [], values: [value] });

/** The limits of a relu6, which are inputs. */
const limits = { least: scalar(0), most: scalar(6) };

/** The network as an ONNX file, for a batch of one. */
export function toOnnx(layers: readonly Layer[], weights: Weights): Uint8Array {
  const last = layers.length - 1;
  const shape = (i: number) => [1, ...layers[i]!.shape];
  const stored = layers.flatMap(({ weight, bias }) => [weight, bias].flatMap((each) => each ?? []));
  const numbers = stored.map(({ name, shape }) => [name, { shape, values: [...weights.get(name)!] }] as const);
  const nodes = layers.flatMap((layer, i) => (layer.op === "input" ? [] : nodesOf(layer, i, layers)));
  return encode({
    opset: 13,
    nodes,
    inputs: { [ends.input]: shape(0) },
    outputs: { [ends.output]: shape(last) },
    constants: { ...Object.fromEntries(numbers), ...(nodes.some(({ op }) => op === "Clip") ? limits : {}) },
  });
}

/** A layer with what goes before it (a volume is flattened for a full connection) and after it (its activation). */
function nodesOf(layer: Layer, i: number, layers: readonly Layer[]): NodeText[] {
  const nameOf = (each: number) =>
    each === layers.length - 1 ? ends.output : layers[each]!.op === "input" ? ends.input : `v${each}`;
  const { op, activation, sliding, weight, bias } = layer;
  const flattened = op === "fc" && layers[layer.inputs[0]!]!.shape.length > 1;
  const inputs = layer.inputs.map(nameOf);
  const output = activation ? `before${i}` : nameOf(i);
  return [
    ...(flattened ? [{ op: "Flatten", inputs, outputs: [`flat${i}`], attributes: { axis: 1 } }] : []),
    node(op, [...(flattened ? [`flat${i}`] : inputs), ...names(weight, bias)], output, sliding),
    ...(activation ? [node(activation, [output], nameOf(i))] : []),
  ];
}

const names = (...stored: readonly (Stored | undefined)[]): string[] => stored.flatMap((each) => each?.name ?? []);

function node(op: string, inputs: readonly string[], output: string, sliding?: Sliding): NodeText {
  return {
    op: operators[op]!,
    inputs: op === "relu6" ? [...inputs, ...Object.keys(limits)] : inputs,
    outputs: [output],
    attributes: { ...fixed[op], ...(sliding ? windowOf(sliding) : {}) },
  };
}

const windowOf = ({ window, stride, before, after, groups }: Sliding): NonNullable<NodeText["attributes"]> => ({
  kernel_shape: window,
  strides: stride,
  pads: [...before, ...after],
  ...(groups > 1 ? { group: groups } : {}),
});
