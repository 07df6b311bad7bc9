import type { Source } from "../../grammar/source.ts";
import type { Program } from "../../runtime/program.ts";
import type { Graph } from "../graph/graph.ts";
import { kernelFiles } from "./kernel-files.ts";
import { type Content, type Fingerprint, manifest } from "./manifest.ts";
import { hostModule } from "./module.ts";
import type { Parts } from "./parts.ts";
import { readme } from "./readme.ts";
import { verifyModule } from "./verify.ts";

export interface BundleOptions {
  readonly source: Source;
  /**
   * The text of `runtime.js` and its declarations: `dist/bundle-runtime.js` and `.d.ts`. `pictures` is the text for a
   * network with a picture for an input: `dist/bundle-runtime-pictures.js`.
   */
  readonly runtime: Module & { readonly pictures: string };
  /** What `verify.js` runs, `dist/bundle-self-check.js` and `.d.ts`, and its cases. Without it there is no `verify.js`. */
  readonly selfCheck?: (Module & { readonly cases: object }) | undefined;
  /**
   * The bytes of the weights file that the `.cnn` names, or what is known of it: then its caller puts it among the
   * files. Without them `create` asks its caller for weights.
   */
  readonly weights?: Uint8Array | Fingerprint | undefined;
  /** The compiler's version. */
  readonly compiler: string;
}

/** A module that is taken along as it is. */
interface Module {
  readonly js: string;
  readonly dts: string;
}

/**
 * The files of a bundle, by their paths relative to its folder: a self-contained ES module, its types, its kernels to
 * read, and what describes them. The same arguments give the same bytes.
 *
 * This module brings ts-morph along, which takes its time to load: import it when a bundle is to be written.
 *
 * @throws RangeError if the source's name has nothing that a file may be called
 */
export function bundle(
  compiled: { readonly program: Program; readonly graph: Graph },
  options: BundleOptions,
): ReadonlyMap<string, Content> {
  const { program, graph } = compiled;
  const { source, runtime, selfCheck, weights, compiler } = options;
  const sourceFile = source.name.split(/[\\/]/).at(-1)!;
  const stem = stemOf(sourceFile);
  const namedWeights = graph.weightsFile;
  const weightsFile = weights ? namedWeights : undefined;
  const paths = kernelFiles(program);
  const verifiable = selfCheck !== undefined;
  const parts: Parts = {
    program,
    stem,
    sourceFile,
    compiler,
    namedWeights,
    weightsFile,
    kernelFiles: paths,
    verifiable,
  };
  const host = hostModule(parts);
  const files = new Map<string, Content>([
    [`${stem}.ts`, host.ts],
    [`${stem}.js`, host.js],
    [`${stem}.d.ts`, host.dts],
    ...host.variants,
    ["runtime.js", program.inputs.some(({ mode }) => mode) ? runtime.pictures : runtime.js],
    ["runtime.d.ts", runtime.dts],
  ]);
  if (selfCheck) {
    const { js, dts } = verifyModule(parts, selfCheck.cases);
    files.set("verify.js", js).set("verify.d.ts", dts);
    files.set("self-check.js", selfCheck.js).set("self-check.d.ts", selfCheck.dts);
  }
  for (const [i, { wgsl }] of program.kernels.entries()) files.set(`kernels/${paths[i]!}`, wgsl);
  if (weights instanceof Uint8Array && weightsFile !== undefined) files.set(weightsFile, weights);
  files.set("package.json", packageJson(parts));
  files.set("README.md", readme(parts));
  const all = new Map<string, Content | Fingerprint>(files);
  if (weights && weightsFile !== undefined) all.set(weightsFile, weights);
  return files.set("manifest.json", manifest(parts, source.text, all));
}

/** The module's name: the source's, in letters, digits, `_` and `-`. Names that mean something else get a `-net`. */
function stemOf(sourceFile: string): string {
  const stem = sourceFile
    .replace(/\.cnn$/i, "")
    .replace(/[^A-Za-z0-9_-]+/g, "-")
    .replace(/^-+|-+$/g, "");
  if (stem === "") throw new RangeError(`\`${sourceFile}\` gives no file name: use letters and digits`);
  // The first three are ours; the others are devices to Windows, whatever their extension.
  return /^(runtime|verify|self-check|con|prn|aux|nul|com\d|lpt\d)$/i.test(stem) ? `${stem}-net` : stem;
}

/** No version: TypeScript takes packages of one name and version for one, and bundles of one net may differ. */
function packageJson({ stem, weightsFile, verifiable }: Parts): string {
  const described = {
    name: stem.toLowerCase().replace(/^_+/, "") || "net",
    private: true,
    type: "module",
    sideEffects: false,
    exports: {
      ".": { types: `./${stem}.d.ts`, default: `./${stem}.js` },
      ...(verifiable ? { "./verify": { types: "./verify.d.ts", default: "./verify.js" } } : {}),
      ...(weightsFile === undefined ? {} : { [`./${weightsFile}`]: `./${weightsFile}` }),
      "./manifest.json": "./manifest.json",
      "./package.json": "./package.json",
    },
  };
  return `${JSON.stringify(described, undefined, 2)}\n`;
}
