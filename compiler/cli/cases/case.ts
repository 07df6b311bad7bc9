import { CnncError } from "../../../runtime/errors.ts";
import type { Inputs } from "../../../runtime/inputs.ts";
import { compile } from "../../compile.ts";
import { BrokenFile, decodeTensor, type Imported, importOnnx, type Tensor } from "../../import/index.ts";
import { inputNames } from "../../import/inputs.ts";
import { indexOf } from "../compare.ts";
import { readBytes } from "../files.ts";
import { filesBeside } from "../io/beside.ts";
import { number } from "../text.ts";
import { type CaseFolder, tensorFiles } from "./folders.ts";

export interface CaseResult {
  readonly dir: string;
  readonly status: "pass" | "fail" | "unsupported";
  /** Why it did not pass. */
  readonly reason?: string;
}

/** |got − expected| ≤ absolute + relative · |expected| */
export interface Closeness {
  readonly absolute: number;
  readonly relative: number;
  /** Why so close. */
  readonly source: string;
}

/** What ends a case before its values could be compared. */
class Ended extends Error {
  readonly status: "fail" | "unsupported";

  constructor(status: "fail" | "unsupported", reason: string) {
    super(reason);
    this.status = status;
  }
}

/** Imports the model, runs it on the device with each of its data sets, and compares. Never throws for what is in the folder. */
export async function runCase(folder: CaseFolder, device: GPUDevice, closeness: Closeness): Promise<CaseResult> {
  const { dir } = folder;
  try {
    const model = readBytes(folder.model, "the model");
    if (folder.sets.length === 0) throw new Ended("fail", "it has no `test_data_set_0`");
    for (const set of folder.sets) await runSet(folder, model, set, device, closeness);
    return { dir, status: "pass" };
  } catch (error) {
    if (error instanceof Ended) return { dir, status: error.status, reason: error.message };
    if (error instanceof CnncError && error.code === "input-not-finite")
      return { dir, status: "unsupported", reason: `${error.message}, of which WebGPU promises nothing` };
    if (error instanceof BrokenFile) return { dir, status: "fail", reason: error.message };
    return { dir, status: "fail", reason: `internal: ${error instanceof Error ? error.message : String(error)}` };
  }
}

async function runSet(
  folder: CaseFolder,
  model: Uint8Array,
  set: string,
  device: GPUDevice,
  closeness: Closeness,
): Promise<void> {
  const [given, expected] = [tensorFiles(set, "input"), tensorFiles(set, "output")].map((files) =>
    files.map(decodeTensor),
  ) as [Tensor[], Tensor[]];
  const values = new Map(inputNames(model, given.length).map((name, i) => [name, given[i]!]));
  const { imported, batch } = importFor(model, folder, values);
  const results = await compute(imported, values, batch, device);
  for (const [i, { onnx, shape }] of imported.outputs.entries()) {
    const want = expected[i];
    if (!want) continue;
    if (String(want.shape) !== String(shape))
      throw new Ended("fail", `\`${onnx}\`: expected the shape [${want.shape}], found [${shape}]`);
    const wrong = firstWrong(results[i]!, want.values(), closeness);
    if (wrong === undefined) continue;
    const at = indexOf(wrong, shape);
    const [found, wanted] = [results[i]![wrong]!, want.values()[wrong]!];
    const allowed = closeness.absolute + closeness.relative * Math.abs(wanted);
    const off = `off by ${number(Math.abs(found - wanted))} where ${number(allowed)} is allowed`;
    throw new Ended("fail", `\`${onnx}\` at [${at}]: expected ${wanted}, found ${found}, ${off} (${closeness.source})`);
  }
}

/** With the first axis as the batch, or where that cannot be, each value as one image. */
function importFor(
  model: Uint8Array,
  folder: CaseFolder,
  values: ReadonlyMap<string, Tensor>,
): { imported: Imported; batch: number } {
  const external = filesBeside(folder.model);
  const [first, whole] = (["first", "none"] as const).map((batch) => importOnnx(model, { external, values, batch }));
  const imported = first!.source ? first! : whole!;
  if (imported.source) return { imported, batch: imported.inputs[0]?.images ?? 1 };
  const found = first!.diagnostics.filter(({ severity }) => severity === "error");
  const status = found.some(({ code }) => code !== "unsupported") ? "fail" : "unsupported";
  const reasons = found.map(({ node, message }) => `${node ? `${node.operator}: ` : ""}${message}`);
  throw new Ended(status, [...new Set(reasons)].join("; "));
}

/** Values of the outputs, in their order. */
async function compute(
  { source, weights, inputs, outputs }: Imported,
  values: ReadonlyMap<string, Tensor>,
  batch: number,
  device: GPUDevice,
): Promise<Float32Array[]> {
  const { compiled, diagnostics } = compile(source!);
  if (!compiled) throw new Ended("fail", `the \`.cnn\` made of it is wrong: ${diagnostics[0]?.message}`);
  const { create } = await import("../../../runtime/whole.ts");
  const tensors = new Map([...weights].map(([name, { data }]) => [name, data]));
  const network = await create(compiled.program, { device, weights: tensors, batch });
  try {
    const given: Record<string, Float32Array> = {};
    for (const { onnx, cnn } of inputs) given[cnn] = Float32Array.from(values.get(onnx)!.values());
    const results = await network.run(given as Inputs);
    return outputs.map(({ cnn }) => results[cnn]!);
  } finally {
    network.dispose();
  }
}

function firstWrong(
  found: ArrayLike<number>,
  expected: ArrayLike<number>,
  { absolute, relative }: Pick<Closeness, "absolute" | "relative">,
): number | undefined {
  for (let i = 0; i < expected.length; i++) {
    const [got, want] = [found[i]!, expected[i]!];
    const close = Object.is(got, want) || Math.abs(got - want) <= absolute + relative * Math.abs(want);
    if (!close) return i;
  }
  return undefined;
}
