import { decode, type GraphNode } from "../../compiler/import/decode.ts";
import type { Tensor } from "../../compiler/import/index.ts";

/**
 * Weights for the zoo's networks, whose files have one number for all of them: uniform, by a generator that begins with each
 * tensor's name. The same were used for the outputs that are held against (../shared/onnx-light/seeded-weights.mjs).
 */
export function seededWeights(file: Uint8Array): ReadonlyMap<string, Tensor> {
  const { nodes, constants } = decode(file, () => undefined);
  const readers = new Map<string, { readonly node: GraphNode; readonly input: number }[]>();
  for (const node of nodes)
    for (const [input, name] of node.inputs.entries())
      readers.set(name, [...(readers.get(name) ?? []), { node, input }]);
  const isFactor = (name: string): boolean =>
    (readers.get(name) ?? []).some(
      ({ node, input }) =>
        (node.op === "BatchNormalization" && (input === 1 || input === 4)) ||
        node.op === "Mul" ||
        (node.op === "Unsqueeze" && isFactor(node.outputs[0]!)),
    );
  return new Map(
    nodes
      .filter(({ op }) => op === "ConstantOfShape")
      .map(({ inputs, outputs }) => {
        const name = outputs[0]!;
        const shape = [...constants.get(inputs[0]!)!.values()];
        const [from, to] = rangeOf(shape, isFactor(name));
        const random = mulberry32(fnv1a(name));
        const values = new Float32Array(shape.reduce((a, b) => a * b, 1)).map(() => from + (to - from) * random());
        return [name, { shape, type: "float32", name, values: () => values }] as const;
      }),
  );
}

function rangeOf(shape: readonly number[], isFactor: boolean): readonly [number, number] {
  if (shape.length >= 2) {
    const most = Math.sqrt(6 / shape.slice(1).reduce((a, b) => a * b, 1));
    return [-most, most];
  }
  return isFactor ? [0.5, 1.5] : [-0.1, 0.1];
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}

function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
