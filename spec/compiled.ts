import { type Compiled, type CompileOptions, compile } from "../compiler/compile.ts";
import { renderAll } from "../grammar/render.ts";
import type { Source } from "../grammar/source.ts";
import { create, type Inputs } from "../runtime/index.ts";
import { testDevice } from "./device.ts";

export const sourceOf = (text: string): Source => ({ name: "test.cnn", text });

/** Compiles a text that must be right; the diagnostics are the failure's message where it is not. */
export function compiled(text: string, options: CompileOptions = {}): Compiled {
  const result = compile(sourceOf(text), options);
  if (!result.compiled) throw new Error(renderAll(result.diagnostics, sourceOf(text)));
  return result.compiled;
}

/** Compiles and runs a text on the test device, in the variant that the runtime picks. */
export async function run(
  text: string,
  inputs: Inputs,
  weights: ReadonlyMap<string, Float32Array> = new Map(),
  options: CompileOptions & { batch?: number; variant?: string } = {},
): Promise<Record<string, Float32Array>> {
  const { batch = 1, variant, ...compileOptions } = options;
  const network = await create(compiled(text, compileOptions).program, {
    device: await testDevice(),
    weights: new Map(weights),
    batch,
    ...(variant ? { variant } : {}),
  });
  try {
    return await network.run(inputs);
  } finally {
    network.dispose();
  }
}
