import type { Port } from "../../runtime/program.ts";
import { title, usage } from "./header.ts";
import { comment } from "./literal.ts";
import { counted, type Parts, weightsFrom } from "./parts.ts";
import { partFile } from "./split.ts";

/** `README.md`: how this very bundle is used, from a page and from Node. */
export function readme(parts: Parts): string {
  const { stem, weightsFile, program } = parts;
  const from = weightsFrom(parts);
  const modules = [stem, "runtime", ...(parts.verifiable ? ["verify", "self-check"] : [])];
  const shipped = [
    ...modules.flatMap((name) => [`${name}.js`, `${name}.d.ts`]),
    ...program.variants.map(partFile),
    ...(weightsFile ? [weightsFile] : []),
  ];
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
${verifying(parts)}
## Good to know

- Runs may overlap; they are computed in order. Create the network once, not for each run.
- Errors are \`CnncError\`s: \`code\` is for programs, the message for people.
- \`requestDevice\` gives a device with the features and limits that the network needs, to share with your own work;
  \`net.encode\` and \`net.outputs\` keep the data on the GPU. Without a device of yours, a lost one is replaced.
- To ship: ${shipped.map((file) => `\`${file}\``).join(", ")}. A page downloads one of those in \`kernels/\`, the one for
  its GPU. The rest is to read: \`${stem}.ts\` and \`kernels/*/*.wgsl\`, where a line that a shader error names is the same
  line, and \`manifest.json\` (needs, dispatches, bytes, hashes).
- Where nothing can be imported at run time, as in a service worker, bundle \`${stem}.ts\`: it holds all variants.
`;
}

/** How to check the kernels where they run. */
function verifying({ verifiable }: Parts): string {
  if (!verifiable) return "";
  return `
## Checking it on your own GPU

\`\`\`ts
import { verify } from "./verify.js";

const report = await verify({ onLayer: ({ label, passed }) => console.log(passed ? "ok" : "FAILED", label) });
if (!report.passed) console.error(\`\${report.adapter}: \${report.failure}\`); // the layer, the place, got and expected
\`\`\`

In Node, pass a \`device\`. Each kernel is run by itself on inputs and weights that make f32 arithmetic exact, and must give what the compiler's
reference gave when this bundle was built, at up to 1,280 places; where a formula cannot be exact, its proven bound is
allowed. Constants of the \`.cnn\` are replaced meanwhile, and the report says so. A page that does not import
\`verify.js\` loads nothing of it.
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
