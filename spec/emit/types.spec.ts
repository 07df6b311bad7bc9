import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ts from "typescript";
import { afterAll, beforeAll, expect, test } from "vitest";
import { example, exampleBundle, seededWeights, writeFiles } from "./bundles.ts";

/** Right uses, and wrong ones that must not compile. `lenet5` has its weights with it, `bare` has not. */
const consumer = `
import { CnncError, create, inputs, type Network, type Outputs, outputs, parameters, requestDevice } from "lenet5";
import { type LayerReport, verify, type VerifyReport } from "lenet5/verify";
import * as bare from "bare";

const length: 784 = inputs.image.length;
const shape: readonly [1, 28, 28] = inputs.image.shape;
const weight: readonly [6, 1, 5, 5] = parameters["conv1.weight"].shape;
const image = new Float32Array(length);

export async function right(encoder: GPUCommandEncoder, buffer: GPUBuffer, adapter: GPUAdapter): Promise<Outputs> {
  const device = await requestDevice({ adapter, batch: 2 });
  await using net: Network = await create({ device, batch: 2, variant: "portable", onProgress: ({ phase }) => phase });
  net.encode(encoder, { image: buffer });
  const output: GPUBuffer = net.outputs.digit.buffer;
  const values: Float32Array<ArrayBuffer> = (await net.run({ image: buffer })).digit;
  const { digit } = await net.run({ image }, { signal: AbortSignal.timeout(1000) });
  await net.dispose();
  await bare.create({ weights: "lenet5.safetensors" });
  await bare.create({ weights: async () => new Map([["conv1.weight", values]]), device });
  return { digit, ...{ output, shape, weight, of: outputs.digit.length } };
}

export async function checked(device: GPUDevice): Promise<LayerReport | undefined> {
  const report: VerifyReport = await verify({ device, variant: "portable", onLayer: ({ label, passed }) => passed && label });
  return report.layers.find(({ worst }) => worst && worst.got !== worst.expected) ?? (await verify()).layers[0];
}

export function code(error: unknown): string | undefined {
  return error instanceof CnncError && error.code === "device-lost" ? error.code : undefined;
}

export async function wrong(net: Network, encoder: GPUCommandEncoder): Promise<void> {
  // @ts-expect-error an input of another name
  await net.run({ img: image });
  // @ts-expect-error an input too many
  await net.run({ image, mask: image });
  // @ts-expect-error no input
  await net.run({});
  // @ts-expect-error plain numbers
  await net.run({ image: [1, 2, 3] });
  // @ts-expect-error doubles
  await net.run({ image: new Float64Array(784) });
  // @ts-expect-error an output of another name
  (await net.run({ image })).digits;
  // @ts-expect-error encode keeps to the GPU
  net.encode(encoder, { image });
  // @ts-expect-error a variant that the bundle lacks
  await create({ variant: "fast" });
  // @ts-expect-error the same of what is verified
  await verify({ variant: "fast" });
  // @ts-expect-error an option of another name
  await create({ weight: "lenet5.safetensors" });
  // @ts-expect-error no weights are in the bundle, and none are given
  await bare.create();
  // @ts-expect-error the same
  await bare.create({ batch: 2 });
  // @ts-expect-error a code that no error has
  if (new CnncError("device-lost", "").code === "lost") throw 0;
  // @ts-expect-error a parameter of another name
  parameters["conv3.weight"];
}
`;

/** As strict as a reader's project may be: what imports `./lenet5.js` checks `lenet5.ts` by its own rules. */
const strictest: ts.CompilerOptions = {
  strict: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  lib: ["lib.es2022.d.ts", "lib.dom.d.ts"],
  types: [],
  noEmit: true,
  declaration: true,
  isolatedDeclarations: true,
  verbatimModuleSyntax: true,
  erasableSyntaxOnly: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noPropertyAccessFromIndexSignature: true,
  noImplicitOverride: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
};

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cnnc-types-"));
  const { compiled } = await example("lenet5");
  const full = await exampleBundle("lenet5", { weights: seededWeights(compiled.program), verify: true });
  const bare = await exampleBundle("lenet5", { verify: true });
  await writeFiles(join(folder, "node_modules/lenet5"), full);
  await writeFiles(join(folder, "node_modules/bare"), bare);
  await writeFiles(join(folder, "full"), full);
  await writeFiles(join(folder, "bare"), bare);
  const [page, node, checking] = fences(bare.get("README.md") as string);
  await writeFiles(folder, [
    ["package.json", `{ "type": "module" }`],
    ["consumer.ts", consumer],
    ["bare/page.ts", page!],
    ["bare/node.ts", node!],
    ["bare/checking.ts", checking!],
  ]);
  for (const name of ["webgpu", "@types", "@webgpu"]) {
    await symlink(join(import.meta.dirname, "../../node_modules", name), join(folder, "node_modules", name));
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const fences = (markdown: string): string[] =>
  [...markdown.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code]) => code!);

function errors(roots: readonly string[], options: ts.CompilerOptions): string[] {
  const program = ts.createProgram(
    roots.map((root) => join(folder, root)),
    options,
  );
  return ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const at = file
      ? `${file.fileName.slice(folder.length + 1)}:${file.getLineAndCharacterOfPosition(start).line + 1}: `
      : "";
    return at + ts.flattenDiagnosticMessageText(messageText, "\n");
  });
}

test("the module, its declarations and its README hold under the strictest rules and TypeScript's own WebGPU", () => {
  expect(
    errors(["consumer.ts", "full/lenet5.ts", "bare/lenet5.ts", "bare/page.ts", "bare/checking.ts"], strictest),
  ).toEqual([]);
});

test("they hold without a DOM and with @webgpu/types, as does the README's program for Node", () => {
  const lib = ["lib.es2022.d.ts"];
  const options = { ...strictest, lib, types: ["@webgpu/types", "node"], skipLibCheck: true };
  const roots = ["consumer.ts", "bare/lenet5.ts", "bare/node.ts"];
  expect(errors(roots, { ...options, configFilePath: join(folder, "tsconfig.json") })).toEqual([]);
});
