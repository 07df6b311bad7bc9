import { leavesOf } from "../../runtime/recipes.ts";
import type { Compiled } from "../compile.ts";
import { elements, type Node } from "../graph/graph.ts";
import { type Bake, bake } from "../passes/bake.ts";
import { CliError } from "./errors.ts";
import { readWeights } from "./io/weights.ts";
import { unknownLayer } from "./layers.ts";
import type { Output } from "./output.ts";
import type { Ready } from "./source.ts";
import { count } from "./text.ts";
import { findWeights } from "./weights.ts";

/**
 * What `--bake conv1` asks for, with the layers' weights.
 *
 * @param found the network without it, and its weights if its file has them
 * @throws CliError `unknown-layer`, `bake-…`, or as `readWeights`
 */
export async function readBake(
  layers: readonly string[],
  path: string,
  found: Pick<Ready, "compiled" | "weights">,
  given: string | undefined,
  output: Output,
): Promise<Bake> {
  const { compiled } = found;
  const nodes = layers.map((name) => layerOf(name, compiled));
  const file = findWeights(path, compiled, given, output);
  if (file === undefined && found.weights) return finite({ layers, weights: found.weights }, compiled);
  if (file === undefined && compiled.program.parameters.length > 0)
    throw new CliError(
      "bake-nothing",
      "there are no weights to bake",
      "name their file: `--weights model.safetensors`",
    );
  const wanted = nodes.flatMap(({ parameters }) =>
    parameters.flatMap(({ name, values, source = values ?? name }) => [...leavesOf(source)]),
  );
  const names = [...new Set(wanted.map((leaf) => (typeof leaf === "string" ? leaf : leaf.name)))];
  const weights = file === undefined ? new Map() : await readWeights(file, compiled.program, names);
  return finite({ layers, weights }, compiled);
}

/** @throws CliError `weights-not-finite` where what is folded into a layer makes a number of it that is none */
function finite(given: Bake, { graph }: Compiled): Bake {
  for (const { name, parameters } of bake(graph, given).nodes)
    for (const { role, values } of given.layers.includes(name) ? parameters : []) {
      const bad = values!.findIndex((value) => !Number.isFinite(value));
      const what = `\`${name}\`: value ${bad} of its ${role}, with what is folded into it, is ${values![bad]}`;
      if (bad >= 0) throw new CliError("weights-not-finite", `${what}, not a finite number`, "look at its batchnorm");
    }
  return given;
}

function layerOf(name: string, { graph }: Compiled): Node {
  const layers = graph.nodes.filter(({ parameters }) => parameters.length > 0);
  const node = layers.find((each) => each.name === name);
  if (node) return node;
  const known = layers.map((each) => each.name);
  throw unknownLayer(name, known, `the network has no layer \`${name}\` with weights`);
}

/** @throws CliError `bake-refused` for a layer whose weights no kernel has in its text */
export function checkBaked(layers: readonly string[], { lowered, graph }: Compiled): void {
  const literal = new Set(
    lowered.flatMap(({ steps }) => steps.flatMap((step) => (step.literal ? [step.node.name] : []))),
  );
  const left = layers.find((name) => !literal.has(name));
  if (left === undefined) return;
  const numbers = graph.nodes
    .find(({ name }) => name === left)!
    .parameters.reduce((sum, { shape }) => sum + elements(shape), 0);
  throw new CliError(
    "bake-refused",
    `no kernel can have the ${count(numbers, "number")} of \`${left}\` in its text`,
    `a convolution without groups of at most about 640 can, on a software adapter: leave \`${left}\` out`,
  );
}
