import { type ElementType, elementTypes, shortest, type Tensor } from "../operators/onnx.ts";
import { type Fields, type Message, readMessage } from "./protobuf.ts";
import { type attributeFields, modelFields, tensorFields, type valueInfoFields } from "./schema.ts";
import { BrokenFile, type External, tensorOf } from "./tensors.ts";

/** An ONNX file as plain data: types and lengths checked, names not yet. */
export interface OnnxGraph {
  readonly name: string;
  /** The version of ONNX's own operators; 0 where the file asks for none of them. */
  readonly opset: number;
  readonly nodes: readonly GraphNode[];
  readonly constants: ReadonlyMap<string, Tensor>;
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  /** What the file says of values in between. */
  readonly values: readonly ValueInfo[];
}

export interface GraphNode {
  /** Its place in the file. */
  readonly index: number;
  readonly name: string;
  readonly op: string;
  /** Empty for ONNX's own operators. */
  readonly domain: string;
  /** Names of values; empty where one is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, Attribute>;
}

export type Attribute =
  | { readonly kind: "integer" | "number"; readonly value: number }
  | { readonly kind: "integers" | "numbers"; readonly value: readonly number[] }
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "tensor"; readonly value: Tensor }
  | { readonly kind: "other" };

export interface ValueInfo {
  readonly name: string;
  readonly type: ElementType | undefined;
  /** Absent where not even their number is known. A name stands for a size that is not fixed; it may be empty. */
  readonly dims: readonly (number | string)[] | undefined;
}

/** @throws BrokenFile where the bytes are no ONNX model, or one that does not hold together */
export function decode(bytes: Uint8Array, external: External): OnnxGraph {
  const { graph, opsets } = parsed(bytes, modelFields);
  if (!graph) throw new BrokenFile("it holds no graph: expected an ONNX model");
  if (graph.outputs.length === 0) throw new BrokenFile("its graph has no output");
  const names = new Set(graph.outputs.map(({ name }) => name));
  if (names.size < graph.outputs.length) throw new BrokenFile("its graph has two outputs of the same name");
  if (graph.sparse.length > 0) throw new BrokenFile("it has sparse initializers, which are not supported");
  return {
    name: graph.name,
    opset: Math.max(0, ...opsets.filter(({ domain }) => isOnnx(domain)).map(({ version }) => version)),
    nodes: graph.nodes.map(({ attributes, domain, ...node }, index) => ({
      ...node,
      index,
      domain: isOnnx(domain) ? "" : domain,
      attributes: new Map(attributes.map((each) => [each.name, attributeOf(each, external)])),
    })),
    constants: new Map(graph.initializers.map((each) => [each.name, tensorOf(each, external)])),
    inputs: graph.inputs.map(valueInfo),
    outputs: graph.outputs.map(valueInfo),
    values: graph.values.map(valueInfo),
  };
}

/** A tensor by itself, as the `input_0.pb` of an ONNX test. @throws BrokenFile */
export const decodeTensor = (bytes: Uint8Array): Tensor => tensorOf(parsed(bytes, tensorFields), () => undefined);

const isOnnx = (domain: string): boolean => domain === "" || domain === "ai.onnx";

function parsed<F extends Fields>(bytes: Uint8Array, fields: F): Message<F> {
  try {
    return readMessage(bytes, fields);
  } catch (error) {
    if (error instanceof RangeError || error instanceof Error)
      throw new BrokenFile(`it is no ONNX file, or only a part of one (${error.message})`);
    throw error;
  }
}

function valueInfo({ name, type }: Message<typeof valueInfoFields>): ValueInfo {
  const tensor = type?.tensor;
  const dims = tensor?.shape?.dims.map(({ value, parameter }) => value ?? parameter ?? "");
  return { name, type: elementTypes[tensor?.type ?? 0], dims };
}

function attributeOf(a: Message<typeof attributeFields>, external: External): Attribute {
  const words = new TextDecoder();
  // The type was added after the first files were written: without it, what is there tells.
  if (a.type === 1 || (a.type === 0 && a.f !== undefined)) return { kind: "number", value: shortest(a.f ?? 0) };
  if (a.type === 2 || (a.type === 0 && a.i !== undefined)) return { kind: "integer", value: a.i ?? 0 };
  if (a.type === 3 || (a.type === 0 && a.s !== undefined)) return { kind: "text", value: words.decode(a.s) };
  if (a.t !== undefined) return { kind: "tensor", value: tensorOf(a.t, external) };
  if (a.type === 6 || (a.type === 0 && a.floats.length > 0)) return { kind: "numbers", value: a.floats };
  if (a.type === 7 || (a.type === 0 && a.ints.length > 0)) return { kind: "integers", value: a.ints };
  return { kind: "other" };
}
