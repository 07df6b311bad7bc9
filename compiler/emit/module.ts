import { IndentationText, Project, ts } from "ts-morph";
import { elements } from "../graph/graph.ts";
import { functions, imports, types } from "./api.ts";
import { header, title } from "./header.ts";
import { comment, type Data, key, literal, template, Verbatim } from "./literal.ts";
import type { Parts } from "./parts.ts";
import { stripWgsl } from "./strip.ts";

/** The host module in its three forms. */
export interface HostModule {
  /** To read: with comments, as are its kernels. */
  readonly ts: string;
  /** To download: the same statements without comments, kernels stripped. */
  readonly js: string;
  readonly dts: string;
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
  const declared = `${source}\n${doc(programDoc)}export declare const program: Program;\n`;
  const { outputText: dts } = ts.transpileDeclaration(declared, { compilerOptions });
  const top = header(parts).join("\n");
  return {
    ts: `${top}\n\n${source}\n${data(parts, readable)}`,
    js: `// ${title(parts)}\n${js}${data(parts, compact)}`,
    dts: `${top}\n\n${dts.trimStart()}`,
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

/** How the data is set. */
interface Style {
  readonly doc: (text: string) => string;
  readonly wgsl: (text: string) => string;
  /** What is between two kernels. */
  readonly gap: string;
  /** Columns. */
  readonly width: number;
  readonly programType: string;
}

const doc = (text: string): string => `/** ${comment(text)} */\n`;
const programDoc = "Dispatches, memory and packing of weights, for each class of devices.";

const readable: Style = { doc, wgsl: (text) => text, gap: "\n\n", width: 120, programType: ": Program" };
const compact: Style = { doc: () => "", wgsl: stripWgsl, gap: "\n", width: Number.POSITIVE_INFINITY, programType: "" };

/** The kernels' texts, and the program that runs them. */
function data({ program, kernelFiles }: Parts, { doc, wgsl, gap, width, programType }: Style): string {
  const texts = program.kernels.map((kernel, i) => `  ${key(kernelFiles[i]!)}: ${template(wgsl(kernel.wgsl))},`);
  const kernels = program.kernels.map((kernel, i) => ({
    ...kernel,
    wgsl: new Verbatim(`wgsl[${key(kernelFiles[i]!)}]`),
  }));
  const plan = literal({ ...program, kernels } as unknown as Data, width);
  return `${doc("The kernels, as they lie in the folder kernels/.")}const wgsl = {
${texts.join(gap)}
};

${doc(programDoc)}export const program${programType} = ${plan};
`;
}
