/** The fields of a protobuf message by number, lengths undecoded: enough to take tensors out of an ONNX file. */
export function fields(bytes: Uint8Array): Map<number, (Uint8Array | number)[]> {
  const found = new Map<number, (Uint8Array | number)[]>();
  let at = 0;
  const varint = (): number => {
    let [value, scale] = [0, 1];
    for (;;) {
      const byte = bytes[at++]!;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
  };
  while (at < bytes.length) {
    const key = varint();
    const wire = key & 7;
    let value: Uint8Array | number;
    if (wire === 0) value = varint();
    else {
      const length = wire === 2 ? varint() : wire === 5 ? 4 : 8;
      value = bytes.subarray(at, at + length);
      at += length;
    }
    const field = Math.floor(key / 8);
    found.set(field, [...(found.get(field) ?? []), value]);
  }
  return found;
}

/** A TensorProto (onnx.proto: dims 1, data_type 2, float_data 4, name 8, raw_data 9); no values where they are no floats. */
export function tensor(bytes: Uint8Array): { name: string; dims: number[]; values: Float32Array } {
  const proto = fields(bytes);
  const data = ((proto.get(9) ?? proto.get(4))?.[0] ?? new Uint8Array()) as Uint8Array;
  const dims = (proto.get(1) ?? []).flatMap((dim) => (typeof dim === "number" ? [dim] : [...dim]));
  return {
    name: new TextDecoder().decode(proto.get(8)?.[0] as Uint8Array | undefined),
    dims,
    values: proto.get(2)?.[0] === 1 ? new Float32Array(data.slice().buffer) : new Float32Array(),
  };
}
