import type { Port } from "../../runtime/program.ts";
import { title, usage } from "./header.ts";
import { comment } from "./literal.ts";
import { counted, type Parts, weightsFrom } from "./parts.ts";

/** `README.md`: how this very bundle is used, from a page and from Node. */
export function readme(parts: Parts): string {
  const { stem, weightsFile, program } = parts;
  const from = weightsFrom(parts);
  const shipped = [`${stem}.js`, `${stem}.d.ts`, "runtime.js", "runtime.d.ts", ...(weightsFile ? [weightsFile] : [])];
  return `# ${comment(program.name)}

${title(parts)}.

| | one image |
|---|---|
${[...rows("input", program.inputs), ...rows("output", program.outputs)].join("\n")}

Values are f32 in logical order: channels first, then rows, then columns. With \`batch: n\` the images of a run lie one
after the other. ${weights[from]}

## In a page or a worker

\`\`\`ts
${usage(parts).join("\n")}
\`\`\`

It needs a browser with WebGPU, and works under \`script-src 'self'\`${from === "nowhere" ? "" : "; the weights need `connect-src 'self'`"}.

## In Node

\`\`\`ts
${usage(parts, "node").join("\n")}
\`\`\`

## Good to know

- Runs may overlap; they are computed in order. Create the network once, not for each run.
- Errors are \`CnncError\`s: \`code\` is for programs, the message for people.
- \`requestDevice\` gives a device with the features and limits that the network needs, to share with your own work;
  \`net.encode\` and \`net.outputs\` keep the data on the GPU. Without a device of yours, a lost one is replaced.
- To ship: ${shipped.map((file) => `\`${file}\``).join(", ")}. The rest is to read: \`${stem}.ts\` and \`kernels/\`, where
  a line that a shader error names is the same line, and \`manifest.json\` (needs, dispatches, bytes, hashes).
`;
}

const rows = (kind: string, ports: readonly Port[]): string[] =>
  ports.map(({ name, shape }) => `| ${kind} \`${comment(name)}\` | ${counted(shape)} |`);

const weights = {
  nowhere: "The network has no weights to load.",
  bundle: "The weights are loaded from the file beside the module, or from the `weights` given to `create`.",
  caller:
    "The weights are not in this folder: `create` must be given them, a `.safetensors` file with the tensors of `parameters`.",
};
