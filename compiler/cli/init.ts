import { readdirSync, statSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { writeSafetensors } from "../../runtime/safetensors.ts";
import { compile } from "../compile.ts";
import { CliError, exit } from "./errors.ts";
import { exists, replaceFolder } from "./files.ts";
import type { Output } from "./output.ts";
import { version } from "./package.ts";
import { filters } from "./templates/filters.ts";
import { lenet } from "./templates/lenet.ts";
import { mlp } from "./templates/mlp.ts";
import type { Template } from "./templates/template.ts";

export interface InitOptions {
  readonly template: keyof typeof templates;
}

const templates = { lenet, filters, mlp };

/** `cnnc init FOLDER`: a folder that builds and runs. Nothing that exists is overwritten. */
export function init(folder: string, options: InitOptions, output: Output): number {
  const template = templates[options.template];
  const files = filesOf(template, packageName(folder));
  write(folder, files);
  output.print([...files.keys()].map((name) => `  ${name}`).join("\n"));
  output.print(
    `${folder}: a network, and programs that use it. Next:\n  cd ${quoted(folder)}\n  npm install\n  npm start`,
  );
  output.result({ ok: true, folder, template: options.template, files: [...files.keys()], diagnostics: [] });
  return exit.good;
}

/** npm takes lower case letters, digits and `-`, and no more than 214 of them. */
function packageName(folder: string): string {
  const name = basename(resolve(folder))
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 100)
    .replace(/^-+|-+$/g, "");
  return name === "" || name === "node-modules" || name === "cnnc" ? "my-net" : name;
}

/** For a shell, where the folder's name needs it. */
const quoted = (path: string): string => (/^[\w./@:+-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`);

/** @throws CliError `target-…` */
function write(folder: string, files: ReadonlyMap<string, string | Uint8Array>): void {
  if (!exists(folder)) {
    replaceFolder(folder, files);
    return;
  }
  if (!statSync(folder).isDirectory()) {
    throw new CliError("target-file", `expected a new folder, found the file \`${folder}\``, "name another folder");
  }
  const found = readdirSync(folder).filter((name) => name !== ".git");
  if (found.length > 0) {
    throw new CliError("target-not-empty", `\`${folder}\` holds \`${found[0]}\` already`, "name a new folder");
  }
  // Somebody may stand in it: an empty folder is filled, not replaced.
  for (const [name, data] of files) writeFileSync(join(folder, name), data, { flag: "wx" });
}

function filesOf(template: Template, name: string): Map<string, string | Uint8Array> {
  const { stem, cnn, weights } = template;
  const files = new Map<string, string | Uint8Array>([
    [`${stem}.cnn`, cnn],
    ["run.mjs", runModule(template)],
    ["index.html", page(template, name)],
    ["main.js", pageModule(template)],
    ["package.json", packageJson(stem, name)],
    ["README.md", readme(template, name)],
    [".gitignore", "node_modules/\nbundle/\n"],
  ]);
  if (!weights) return files;
  const { program } = compile({ name: `${stem}.cnn`, text: cnn }, { devices: [] }).compiled!;
  const made = weights(program);
  const tensors = program.parameters.map(
    ({ name: tensor, shape }) => [tensor, { shape, data: made.get(tensor)! }] as const,
  );
  return files.set(`${stem}.safetensors`, writeSafetensors(tensors));
}

/** The shapes, where a program looks at them. */
const inputsIf = (script: string): string[] => (script.includes("inputs.") ? ["inputs"] : []);

const runModule = ({ stem, run }: Template): string =>
  `// Runs the network once in Node: npm start
import { requestAdapter } from "cnnc/node";
import { ${["create", ...inputsIf(run), "requestDevice"].join(", ")} } from "./bundle/${stem}.js";

const adapter = await requestAdapter();
const device = await requestDevice({ adapter });
const net = await create({ device });

${run}
await net.dispose();
device.destroy();
`;

const pageModule = ({ stem, page: script }: Template): string =>
  `// Runs the network in a page, on the visitor's GPU.
import { ${["create", ...inputsIf(script)].join(", ")} } from "./bundle/${stem}.js";

${script}`;

const page = ({ body, summary }: Template, name: string): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${name}</title>
<style>
  :root { color-scheme: light dark; font-family: system-ui, sans-serif; line-height: 1.5; }
  main { max-width: 42rem; margin: 2rem auto; padding: 0 1rem; }
  canvas { border-radius: 6px; touch-action: none; max-width: 100%; }
  figure { display: inline-block; margin: 0 1rem 1rem 0; }
</style>
<main>
  <h1>${name}</h1>
  <p>${summary}</p>
${body}
</main>
<script type="module" src="main.js"></script>
</html>
`;

function packageJson(stem: string, name: string): string {
  const described = {
    name,
    version: "0.0.0",
    private: true,
    type: "module",
    scripts: {
      check: `cnnc check ${stem}.cnn`,
      build: `cnnc build ${stem}.cnn -o bundle`,
      start: "npm run build && node run.mjs",
      verify: `cnnc verify ${stem}.cnn`,
    },
    devDependencies: { cnnc: `^${version()}` },
  };
  return `${JSON.stringify(described, undefined, 2)}\n`;
}

const readme = ({ stem, summary, next }: Template, name: string): string => `# ${name}

${summary}

\`\`\`sh
npm install
npm start        # builds the network and runs it in Node: run.mjs
npm run verify   # proves that its kernels compute what ${stem}.cnn says, on this machine's GPU
\`\`\`

To see it in a page, build it and serve this folder on localhost, for example with \`python3 -m http.server\`; the browser
needs WebGPU.

| | |
|---|---|
| \`${stem}.cnn\` | the network |
| \`bundle/\` | what \`npm run build\` makes of it: all that a page or a program needs |
| \`run.mjs\` | a program for Node |
| \`index.html\`, \`main.js\` | a page |

${next}
`;
