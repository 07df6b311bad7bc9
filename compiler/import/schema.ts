import { bytes, each, float, floats, integer, integers, message, optional, pieces, text } from "./protobuf.ts";

// The messages of onnx.proto (github.com/onnx/onnx, Apache-2.0) with the fields that are read, by their numbers there.

const entry = { key: [1, text], value: [2, text] } as const;

export const tensorFields = {
  dims: [1, integers],
  type: [2, integer],
  segment: [3, optional(bytes)],
  floats: [4, pieces(4)],
  int32s: [5, integers],
  int64s: [7, integers],
  name: [8, text],
  raw: [9, optional(bytes)],
  doubles: [10, pieces(8)],
  uint64s: [11, integers],
  external: [13, each(message(entry))],
  location: [14, integer],
} as const;

export const attributeFields = {
  name: [1, text],
  f: [2, optional(float)],
  i: [3, optional(integer)],
  s: [4, optional(bytes)],
  t: [5, optional(message(tensorFields))],
  // A body of `If` or `Loop`: that there is one is all that is looked at, so that nesting has no depth.
  g: [6, optional(bytes)],
  floats: [7, floats],
  ints: [8, integers],
  strings: [9, each(bytes)],
  type: [20, integer],
} as const;

const node = {
  inputs: [1, each(text)],
  outputs: [2, each(text)],
  name: [3, text],
  op: [4, text],
  attributes: [5, each(message(attributeFields))],
  domain: [7, text],
} as const;

const dimension = { value: [1, optional(integer)], parameter: [2, optional(text)] } as const;
const shape = { dims: [1, each(message(dimension))] } as const;
const tensorType = { type: [1, integer], shape: [2, optional(message(shape))] } as const;
const valueType = { tensor: [1, optional(message(tensorType))] } as const;
export const valueInfoFields = { name: [1, text], type: [2, optional(message(valueType))] } as const;

const graph = {
  nodes: [1, each(message(node))],
  name: [2, text],
  initializers: [5, each(message(tensorFields))],
  inputs: [11, each(message(valueInfoFields))],
  outputs: [12, each(message(valueInfoFields))],
  values: [13, each(message(valueInfoFields))],
  sparse: [15, each(bytes)],
} as const;

const operatorSet = { domain: [1, text], version: [2, integer] } as const;

/** ModelProto. */
export const modelFields = {
  graph: [7, optional(message(graph))],
  opsets: [8, each(message(operatorSet))],
} as const;
