import type { Port } from "../../runtime/program.ts";
import { comment, key, member, quote } from "./literal.ts";
import { counted, type Parts, parameterCount, weightsFrom } from "./parts.ts";

/** The comment at the top of a host module, a line each: what the network is, and how it is used. */
export function header(parts: Parts): readonly string[] {
  const { inputs, outputs, variants } = parts.program;
  const lines = [
    `${title(parts)}. Change the .cnn and build again: edits here are lost.`,
    "",
    ...ports("inputs", inputs),
    ...ports("outputs", outputs),
    `  parameters  ${weights(parts)}`,
    `  variants    ${variants.map(({ name }) => name).join(", ")}`,
    "",
    ...usage(parts).map((line) => `  ${line}`),
  ];
  return lines.map((line) => `// ${comment(line)}`.trimEnd());
}

/** A line each, the first with the label. */
const ports = (label: string, list: readonly Port[]): string[] =>
  list.map(({ name, shape }, i) => `  ${(i === 0 ? label : "").padEnd(12)}${name}: ${counted(shape)}`);

/** `LeNet5, compiled from lenet5.cnn by cnnc 0.1.0`. */
export const title = ({ program, sourceFile, compiler }: Parts): string =>
  comment(`${program.name}, compiled from ${sourceFile} by cnnc ${compiler}`);

function weights(parts: Parts): string {
  const { program, weightsFile } = parts;
  if (program.parameters.length === 0) return "none";
  const from = weightsFile === undefined ? "given to `create`" : `read from ${weightsFile}`;
  return `${parameterCount(program)} in ${program.parameters.length} tensors, ${from}`;
}

/** The least program that runs the network, in a page or in Node. */
export function usage(parts: Parts, place: "page" | "node" = "page"): readonly string[] {
  const { stem, program } = parts;
  const [out] = program.outputs;
  const node = place === "node";
  const file = parts.namedWeights ?? "model.safetensors";
  const given = [
    ...(node ? ["device"] : []),
    ...(weightsFrom(parts) === "caller" ? [`weights: ${address(file)}`] : []),
  ];
  return [
    ...(node ? [`import * as dawn from "webgpu"; // npm install webgpu`] : []),
    `import { create, inputs${node ? ", requestDevice" : ""} } from ${quote(`./${stem}.js`)};`,
    "",
    ...(node ? nodeDevice : []),
    `const net = await create(${given.length > 0 ? `{ ${given.join(", ")} }` : ""});`,
    `const result = await net.run({ ${program.inputs.map(sample).join(", ")} });`,
    ...(out ? [`console.log(${member("result", out.name)}); // ${counted(out.shape)}`] : []),
    "await net.dispose();",
    ...(node ? ["device.destroy();"] : []),
  ];
}

const nodeDevice = [
  "Object.assign(globalThis, dawn.globals);",
  "const gpu = dawn.create([]); // keep it for as long as its devices",
  "const adapter = (await gpu.requestAdapter()) ?? undefined;",
  "const device = await requestDevice({ adapter });",
];

const sample = ({ name }: Port): string => `${key(name)}: new Float32Array(${member("inputs", name)}.length)`;

/** A file beside the module that says so: bundlers know this form, and so do pages and Node. */
export const address = (file: string): string => `new URL(${quote(`./${file}`)}, import.meta.url)`;
