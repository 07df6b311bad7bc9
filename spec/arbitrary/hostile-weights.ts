import fc from "fast-check";
import { elements, type Graph, type ParameterUse } from "../../compiler/graph/graph.ts";
import { writeSafetensors } from "../../runtime/safetensors.ts";
import { Choices, fullTape } from "./choices.ts";
import { damages, type Refused, type Right, type Tensors } from "./damages.ts";
import { network } from "./network.ts";
import { graphOf } from "./probe.ts";

/** A weights file for a network, damaged, and what loading it may come to. */
export interface HostileWeights {
  readonly parameters: Graph["parameters"];
  readonly file: Uint8Array;
  /** What was done to it. */
  readonly damage: string;
  readonly refused: Refused;
  /** The tensors of the network if it is loaded. */
  readonly tensors: Tensors;
}

/** Hostile files for networks that are made once: a case is the damage alone, and costs little. */
export function hostileWeights(): fc.Arbitrary<HostileWeights> {
  const rights = fc
    .sample(network(), { numRuns: 120, seed: 7 })
    .map(({ text }) => graphOf(text)!.parameters)
    .filter((parameters) => parameters.length > 0 && sizeOf(parameters) < 3000)
    .map(rightFile);
  return fc
    .tuple(fc.nat({ max: rights.length - 1 }), fc.constantFrom(...Object.keys(damages)), fullTape(16))
    .map(([which, damage, tape]) => {
      const right = rights[which]!;
      const { file, refused } = damages[damage]!(right, new Choices(tape));
      return { parameters: right.parameters, tensors: right.tensors, file, damage, refused };
    });
}

const sizeOf = (parameters: readonly ParameterUse[]): number =>
  parameters.reduce((sum, { shape }) => sum + elements(shape), 0);

/** A file with the network's tensors and one that it does not need. */
function rightFile(parameters: Graph["parameters"]): Right {
  const all = [...parameters, { name: "idle.weight", shape: [2, 3] }].map(
    ({ name, shape }, n) =>
      [name, { shape, data: Float32Array.from({ length: elements(shape) }, (_, i) => n + i / 8) }] as const,
  );
  const file = writeSafetensors(all);
  const length = new DataView(file.buffer).getUint32(0, true);
  return {
    parameters,
    tensors: new Map(all.slice(0, -1).map(([name, { data }]) => [name, data])),
    file,
    header: JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length))),
    data: file.subarray(8 + length),
  };
}
