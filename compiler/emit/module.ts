import { IndentationText, Project, type StatementStructures, ts } from "ts-morph";
import { functions, imports, types } from "./api.ts";
import { header, title } from "./header.ts";
import { comment, type Data, key, literal, template, Verbatim } from "./literal.ts";
import { type Parts, volume } from "./parts.ts";
import { stripWgsl } from "./strip.ts";

/** The host module in its three forms. */
export interface HostModule {
  readonly ts: string;
  readonly js: string;
  readonly dts: string;
}

/**
 * Writes a network's host module. The `.ts` is for reading; the `.js` is for downloading: the same statements without
 * comments, and with the kernels stripped. All three come of syntax alone, since checking types takes seconds: the
 * tests do it.
 */
export function hostModule(parts: Parts): HostModule {
  const readable = print(parts, { wgsl: (text) => text, width: 120 });
  const compact = print(parts, { wgsl: stripWgsl, width: Number.POSITIVE_INFINITY });
  const compilerOptions: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    newLine: ts.NewLineKind.LineFeed,
    verbatimModuleSyntax: true,
    isolatedDeclarations: true,
  };
  const js = ts.transpileModule(compact, { compilerOptions: { ...compilerOptions, removeComments: true } });
  const dts = ts.transpileDeclaration(readable, { compilerOptions });
  return { ts: readable, js: `// ${title(parts)}\n${js.outputText}`, dts: dts.outputText };
}

/** How texts and data are set. */
interface Style {
  readonly wgsl: (text: string) => string;
  /** Columns. */
  readonly width: number;
}

function print(parts: Parts, style: Style): string {
  const manipulationSettings = { indentationText: IndentationText.TwoSpaces };
  const project = new Project({ useInMemoryFileSystem: true, skipLoadingLibFiles: true, manipulationSettings });
  const statements: (string | StatementStructures)[] = [
    // Symbol.asyncDispose is not in every library that a reader's tsconfig names.
    `/// <reference lib="esnext.disposable" />\n${header(parts).join("\n")}\n\n`,
    ...imports(parts),
    ...tables(parts, style),
    ...types(parts),
    ...functions(parts),
    ...data(parts, style),
  ];
  return project.createSourceFile("module.ts", { statements }).getFullText();
}

/** What a program may ask of the network without running it. */
function tables({ program }: Parts, { width }: Style): string[] {
  const shapes = (list: readonly { name: string; shape: readonly number[] }[]): string => {
    const rows = list.map(({ name, shape }) => [name, { shape, length: volume(shape) }] as const);
    return `${literal(Object.fromEntries(rows), width)} as const`;
  };
  return [
    constant("inputs", "Shapes for one image; `length` counts its values.", shapes(program.inputs)),
    constant("outputs", "Shapes for one image; `length` counts its values.", shapes(program.outputs)),
    constant("parameters", "What the weights must hold: F32, row-major.", shapes(program.parameters)),
  ];
}

/** The kernels' texts and the program that runs them. */
function data({ program, kernelFiles }: Parts, { wgsl, width }: Style): string[] {
  const texts = program.kernels.map((kernel, i) => `  ${key(kernelFiles[i]!)}: ${template(wgsl(kernel.wgsl))},\n`);
  const kernels = program.kernels.map((kernel, i) => ({
    ...kernel,
    wgsl: new Verbatim(`wgsl[${key(kernelFiles[i]!)}]`),
  }));
  const plan = literal({ ...program, kernels } as unknown as Data, width);
  return [
    `\n/** The kernels, as they lie in the folder kernels/. */\nconst wgsl = {\n${texts.join("\n")}};`,
    constant("program", "Dispatches, memory and packing of weights, for each class of devices.", plan, ": Program"),
  ];
}

const constant = (name: string, doc: string, value: string, type = ""): string =>
  `\n/** ${comment(doc)} */\nexport const ${name}${type} = ${value};`;
