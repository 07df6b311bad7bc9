import { IndentationText, Project, ts } from "ts-morph";
import type { Variant } from "../../runtime/program.ts";
import { elements } from "../graph/graph.ts";
import { functions, imports, types } from "./api.ts";
import { header, title } from "./header.ts";
import { comment, type Data, key, literal, member, quote, template, terse, Verbatim } from "./literal.ts";
import type { Parts } from "./parts.ts";
import { offerOf, partFile, partOf } from "./split.ts";
import { stripWgsl } from "./strip.ts";

/** The host module in its three forms. */
export interface HostModule {
  /** To read: all in one, with comments, as are its kernels. */
  readonly ts: string;
  /** To download: the same without comments, and without the variants. */
  readonly js: string;
  readonly dts: string;
  /** A variant each, by its path: kernels stripped. */
  readonly variants: ReadonlyMap<string, string>;
}

/**
 * Writes a network's host module: its API and its data.
 *
 * The API is transpiled and declared from syntax alone, since checking types takes seconds: the tests do it. The data,
 * nearly all of the text, means the same in both languages and never passes through a compiler.
 */
export function hostModule(parts: Parts): HostModule {
  const compilerOptions: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    newLine: ts.NewLineKind.LineFeed,
    verbatimModuleSyntax: true,
    isolatedDeclarations: true,
  };
  const source = api(parts);
  const { outputText: js } = ts.transpileModule(source, {
    compilerOptions: { ...compilerOptions, removeComments: true },
  });
  const declared = `${source}\n${doc(programDoc)}export declare const program: Shipped;\n`;
  const { outputText: dts } = ts.transpileDeclaration(declared, { compilerOptions });
  const top = header(parts).join("\n");
  return {
    ts: `${top}\n\n${source}\n${whole(parts)}`,
    js: `// ${title(parts)}\n${js}${outline(parts)}`,
    dts: `${top}\n\n${dts.trimStart()}`,
    variants: new Map(parts.program.variants.map((variant) => [partFile(variant), partModule(parts, variant)])),
  };
}

function api(parts: Parts): string {
  const manipulationSettings = { indentationText: IndentationText.TwoSpaces };
  const project = new Project({ useInMemoryFileSystem: true, skipLoadingLibFiles: true, manipulationSettings });
  const statements = [...imports(parts), ...tables(parts), ...types(parts), ...functions(parts)];
  return project.createSourceFile("api.ts", { statements }).getFullText();
}

/** What a program may ask of the network without running it. */
function tables({ program }: Parts): string[] {
  const table = (name: string, text: string, list: readonly { name: string; shape: readonly number[] }[]): string => {
    const rows = list.map(({ name, shape }) => [name, { shape, length: elements(shape) }] as const);
    return `\n${doc(text)}export const ${name} = ${literal(Object.fromEntries(rows))} as const;`;
  };
  return [
    table("inputs", "Shapes for one image; `length` counts its values.", program.inputs),
    table("outputs", "Shapes for one image; `length` counts its values.", program.outputs),
    table("parameters", "What the weights must hold: F32, row-major.", program.parameters),
  ];
}

const doc = (text: string): string => `/** ${comment(text)} */\n`;
const programDoc =
  "What each class of devices gets: what it must have, and how its dispatches, memory and weights are had.";

/** The program with all its variants, to read. */
function whole({ program, kernelFiles }: Parts): string {
  const { kernels, variants, ...rest } = program;
  const texts = kernels.map((kernel, i) => `  ${key(kernelFiles[i]!)}: ${template(kernel.wgsl)},`);
  const numbered = kernels.map((kernel, i) => ({ ...kernel, wgsl: new Verbatim(member("wgsl", kernelFiles[i]!)) }));
  const offers = variants.map((variant) => {
    const own = member("variants", variant.name);
    return { ...offerOf(program, variant), load: new Verbatim(`async () => ({ kernels, variant: ${own} })`) };
  });
  const named = Object.fromEntries(variants.map((variant) => [variant.name, variant]));
  return `${doc("The kernels, as they lie in the folder kernels/.")}const wgsl = {
${texts.join("\n\n")}
};

${doc("Kernels of all variants: their dispatches number them.")}const kernels: Part["kernels"] = ${plain(numbered)};

${doc("Dispatches, memory and packing of weights.")}const variants = ${plain(named)} satisfies Record<string, Part["variant"]>;

${doc(programDoc)}export const program: Shipped = ${plain({ ...rest, variants: offers })};
`;
}

const plain = (data: object): string => literal(data as Data);
const short = (data: object): string => terse(data as Data);

/** The program without what is loaded with a variant. */
function outline({ program }: Parts): string {
  const { kernels: _, variants, ...rest } = program;
  const offers = variants.map((variant) => {
    const load = new Verbatim(`() => import(${quote(`./${partFile(variant)}`)})`);
    return { ...offerOf(program, variant), load };
  });
  return `export const program = ${short({ ...rest, variants: offers })};\n`;
}

function partModule(parts: Parts, chosen: Variant): string {
  const { kernels, variant } = partOf(parts.program, chosen);
  const stripped = kernels.map((kernel) => ({ ...kernel, wgsl: new Verbatim(template(stripWgsl(kernel.wgsl))) }));
  return `// ${comment(parts.program.name)}, variant ${comment(variant.name)}
export const kernels = ${short(stripped)};
export const variant = ${short(variant)};
`;
}
