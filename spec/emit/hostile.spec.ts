import { deepStrictEqual } from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import ts from "typescript";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Compiled } from "../../compiler/compile.ts";
import { bundle } from "../../compiler/emit/bundle.ts";
import { stripWgsl } from "../../compiler/emit/strip.ts";
import { needsOf } from "../../runtime/needs.ts";
import type { Part, Program, Shipped } from "../../runtime/program.ts";
import { exactCases } from "../verify/cases.ts";
import { buildRuntime } from "./build-runtime.ts";
import { example, exampleBundle, type Files, writeFiles } from "./bundles.ts";

/** A `.cnn` may come from anybody, and so may its names. */
const names = [
  "__proto__",
  "constructor",
  "class",
  "../../../etc/passwd",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: that is the trick
  "a`${globalThis.hacked = 1}`",
  '"];globalThis.hacked = 1;["',
  "*/ globalThis.hacked = 1; /*",
  "\n\u2028\r\nglobalThis.hacked = 1 //",
  "</script>\u202e",
  "\ud800",
];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cnnc-hostile-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** LeNet-5 with the names put wherever a `.cnn` can put one. */
function renamed({ program }: Compiled): Program {
  const ports = names.map((name, i) => ({ name, shape: [i + 1] }));
  return {
    ...program,
    name: names.join(""),
    inputs: ports,
    outputs: ports,
    parameters: ports,
    kernels: program.kernels.map((kernel, i) => {
      const name = names[i % names.length]!;
      return { ...kernel, name, wgsl: `// ${name.replace(/[\s\ud800]/g, "")} \\ \\u0041 \`\${1}\`\n${kernel.wgsl}` };
    }),
    variants: program.variants.map((variant) => ({
      ...variant,
      recipes: variant.recipes.map((recipe, i) => ({ ...recipe, source: names[i % names.length]! })),
      entryPoints: {
        run: variant.entryPoints.run!.map((dispatch, i) => ({ ...dispatch, label: names[i % names.length]! })),
      },
    })),
  };
}

async function hostileBundle(): Promise<{ program: Program; files: Files }> {
  const { compiled, source } = await example("lenet5");
  const program = renamed(compiled);
  const { runtime, selfCheck } = await buildRuntime();
  const cases = exactCases(compiled);
  const files = bundle(
    { program, graph: compiled.graph },
    { source: { ...source, name: "evil.cnn" }, runtime, selfCheck: { ...selfCheck, cases }, compiler: "0.1.0" },
  );
  return { program, files };
}

/** What is shipped is this program: what each variant runs is what it ran in the whole. */
async function holds(module: Shipped, program: Program): Promise<void> {
  const { kernels, variants, ...rest } = program;
  const { variants: offers, ...outline } = module;
  deepStrictEqual(outline, rest);
  expect(offers.length).toBe(variants.length);
  for (const [i, variant] of variants.entries()) {
    const { load, ...offer } = offers[i]!;
    const { name, device, features } = variant;
    deepStrictEqual(offer, { name, device, features, limits: needsOf(program, variant) });
    const part = await load();
    deepStrictEqual(running(part), running({ kernels, variant }));
  }
}

/** A part with the kernels where they are run. */
function running({ kernels, variant }: Part): object {
  const entries = Object.entries(variant.entryPoints).map(([name, list]) => [
    name,
    list.map((dispatch) => ({ ...dispatch, kernel: kernels[dispatch.kernel] })),
  ]);
  return { ...variant, entryPoints: Object.fromEntries(entries) };
}

test("names are data: the module holds exactly the program, and runs none of it", async () => {
  const { program, files } = await hostileBundle();
  await writeFiles(folder, files);
  const compilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext };
  const { outputText } = ts.transpileModule(files.get("evil.ts") as string, { compilerOptions });
  await writeFiles(folder, [["readable.js", outputText]]);

  const readable = await import(pathToFileURL(join(folder, "readable.js")).href);
  await holds(readable.program, program);
  const js = await import(pathToFileURL(join(folder, "evil.js")).href);
  const kernels = program.kernels.map((kernel) => ({ ...kernel, wgsl: stripWgsl(kernel.wgsl) }));
  await holds(js.program, { ...program, kernels });

  for (const table of [js.inputs, js.outputs, js.parameters]) {
    deepStrictEqual(
      Object.entries(table),
      names.map((name, i) => [name, { shape: [i + 1], length: i + 1 }]),
    );
  }
  expect(globalThis).not.toHaveProperty("hacked");
});

test("the TypeScript and its declarations have no syntax errors", async () => {
  const { files } = await hostileBundle();
  for (const path of ["evil.ts", "evil.d.ts", "verify.d.ts"]) {
    const source = ts.createSourceFile(path, files.get(path) as string, ts.ScriptTarget.ES2022) as ts.SourceFile & {
      parseDiagnostics: readonly ts.Diagnostic[];
    };
    expect(source.parseDiagnostics.map(({ messageText }) => messageText)).toEqual([]);
  }
});

test("paths stay in the folder, and no two differ by case alone", async () => {
  const { files } = await hostileBundle();
  const paths = [...files.keys()];
  for (const path of paths) expect(path).toMatch(/^(?:[A-Za-z0-9_][A-Za-z0-9_.-]*\/){0,2}[A-Za-z0-9_][A-Za-z0-9_.-]*$/);
  expect(new Set(paths.map((path) => path.toLowerCase())).size).toBe(paths.length);
});

test.each([
  ["/home/me/LeNet-5_b.cnn", "LeNet-5_b"],
  ["C:\\nets\\my net (2).cnn", "my-net-2"],
  ["runtime.cnn", "runtime-net"],
  ["verify.cnn", "verify-net"],
  ["self-check.cnn", "self-check-net"],
  ["aux.cnn", "aux-net"],
])("a source %j gives a module `%s`", async (name, stem) => {
  const { compiled } = await example("lenet5");
  const files = bundle(compiled, {
    source: { name, text: "" },
    runtime: { js: "", dts: "", pictures: "" },
    compiler: "0.1.0",
  });
  expect([...files.keys()]).toEqual(expect.arrayContaining([`${stem}.ts`, `${stem}.js`, `${stem}.d.ts`]));
});

test("a source whose name has nothing to call a file is refused", async () => {
  const { compiled } = await example("lenet5");
  const options = { runtime: { js: "", dts: "", pictures: "" }, compiler: "0.1.0" };
  expect(() => bundle(compiled, { source: { name: "…/❤.cnn", text: "" }, ...options })).toThrow(RangeError);
});

test("the code evaluates nothing, and imports nothing but its own files", async () => {
  const files = await exampleBundle("lenet5", { verify: true });
  for (const [path, imported] of [
    ["runtime.js", []],
    [
      "lenet5.js",
      ["./runtime.js", "./kernels/software-subgroups.js", "./kernels/software.js", "./kernels/portable.js"],
    ],
    ["kernels/software-subgroups.js", []],
    ["kernels/software.js", []],
    ["kernels/portable.js", []],
    ["self-check.js", ["./runtime.js"]],
    ["verify.js", ["./lenet5.js", "./self-check.js"]],
  ] as const) {
    const code = files.get(path) as string;
    expect(code).not.toMatch(
      /\beval\b|\bFunction\s*\(|WebAssembly|\brequire\b|\bimport\s*\((?!"\.\/kernels\/[a-z-]+\.js"\))|createObjectURL|importScripts/,
    );
    expect(new Set(ts.preProcessFile(code).importedFiles.map(({ fileName }) => fileName))).toEqual(new Set(imported));
  }
});
