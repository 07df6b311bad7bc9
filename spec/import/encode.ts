import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

// ONNX files for tests, by the field numbers of onnx.proto; written apart from the importer's own tables.

export interface GraphText {
  readonly opset?: number;
  readonly nodes: readonly NodeText[];
  /** Shapes; a name stands for a size that is left open. */
  readonly inputs: Readonly<Record<string, readonly (number | string)[]>>;
  readonly outputs: Readonly<Record<string, readonly (number | string)[] | undefined>>;
  readonly constants?: Readonly<Record<string, Numbers>>;
}

export interface NodeText {
  readonly op: string;
  readonly name?: string;
  readonly domain?: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Whole numbers, numbers with a point (`{ f: 1 }`), lists, words. */
  readonly attributes?: Readonly<Record<string, number | readonly number[] | string | { readonly f: number }>>;
}

export interface Numbers {
  readonly shape: readonly number[];
  /** Of f32 unless they are said to be whole. */
  readonly values: readonly number[];
  readonly whole?: boolean;
  /** They lie in another file. */
  readonly external?: Readonly<Record<string, string>>;
}

/** So many different small numbers. */
export const ramp = (...shape: number[]): Numbers => ({
  shape,
  values: Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => ((i * 7) % 11) / 8 - 0.5),
});

export const whole = (...values: number[]): Numbers => ({ shape: [values.length], values, whole: true });

/** A ModelProto. */
export function encode({ opset = 18, nodes, inputs, outputs, constants = {} }: GraphText): Uint8Array {
  const graph = new BinaryWriter();
  for (const node of nodes) inside(graph, 1, encodeNode(node));
  graph.tag(2, WireType.LengthDelimited).string("tested");
  for (const [name, numbers] of Object.entries(constants)) inside(graph, 5, encodeTensor(numbers, name));
  for (const [name, shape] of Object.entries(inputs)) inside(graph, 11, encodeValue(name, shape));
  for (const [name, shape] of Object.entries(outputs)) inside(graph, 12, encodeValue(name, shape));
  const model = new BinaryWriter().tag(1, WireType.Varint).int64(8);
  inside(model, 7, graph);
  inside(model, 8, new BinaryWriter().tag(2, WireType.Varint).int64(opset));
  return model.finish();
}

/** A TensorProto. */
export function encodeTensor(numbers: Numbers, name = ""): BinaryWriter {
  const { shape, values, whole: isWhole = false, external } = numbers;
  const writer = new BinaryWriter();
  for (const n of shape) writer.tag(1, WireType.Varint).int64(n);
  writer.tag(2, WireType.Varint).int32(isWhole ? 7 : 1);
  writer.tag(8, WireType.LengthDelimited).string(name);
  for (const [key, value] of Object.entries(external ?? {})) {
    const entry = new BinaryWriter().tag(1, WireType.LengthDelimited).string(key);
    inside(writer, 13, entry.tag(2, WireType.LengthDelimited).string(value));
  }
  if (external) return writer.tag(14, WireType.Varint).int32(1);
  const raw = isWhole
    ? new Uint8Array(BigInt64Array.from(values, BigInt).buffer)
    : new Uint8Array(Float32Array.from(values).buffer);
  return writer.tag(9, WireType.LengthDelimited).bytes(raw);
}

const inside = (writer: BinaryWriter, field: number, message: BinaryWriter): BinaryWriter =>
  writer.tag(field, WireType.LengthDelimited).bytes(message.finish());

function encodeValue(name: string, shape: readonly (number | string)[] | undefined): BinaryWriter {
  const writer = new BinaryWriter().tag(1, WireType.LengthDelimited).string(name);
  const type = new BinaryWriter().tag(1, WireType.Varint).int32(1);
  if (shape) {
    const dims = new BinaryWriter();
    for (const n of shape) {
      const dim = new BinaryWriter();
      if (typeof n === "number") dim.tag(1, WireType.Varint).int64(n);
      else dim.tag(2, WireType.LengthDelimited).string(n);
      inside(dims, 1, dim);
    }
    inside(type, 2, dims);
  }
  return inside(writer, 2, inside(new BinaryWriter(), 1, type));
}

function encodeNode({ op, name = "", domain = "", inputs, outputs, attributes = {} }: NodeText): BinaryWriter {
  const writer = new BinaryWriter();
  for (const each of inputs) writer.tag(1, WireType.LengthDelimited).string(each);
  for (const each of outputs) writer.tag(2, WireType.LengthDelimited).string(each);
  writer.tag(3, WireType.LengthDelimited).string(name);
  writer.tag(4, WireType.LengthDelimited).string(op);
  writer.tag(7, WireType.LengthDelimited).string(domain);
  for (const [key, value] of Object.entries(attributes)) {
    const attribute = new BinaryWriter().tag(1, WireType.LengthDelimited).string(key);
    if (typeof value === "number") attribute.tag(3, WireType.Varint).int64(value).tag(20, WireType.Varint).int32(2);
    else if (typeof value === "string")
      attribute.tag(4, WireType.LengthDelimited).string(value).tag(20, WireType.Varint).int32(3);
    else if ("f" in value) attribute.tag(2, WireType.Bit32).float(value.f).tag(20, WireType.Varint).int32(1);
    else {
      for (const n of value) attribute.tag(8, WireType.Varint).int64(n);
      attribute.tag(20, WireType.Varint).int32(7);
    }
    inside(writer, 5, attribute);
  }
  return writer;
}
