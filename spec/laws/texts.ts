import { check } from "../../compiler/check/check.ts";
import { compile } from "../../compiler/compile.ts";
import { type Diagnostic, hasErrors } from "../../grammar/diagnostic.ts";
import { parse } from "../../grammar/parser.ts";
import { renderAll } from "../../grammar/render.ts";
import { CnncError } from "../../runtime/errors.ts";
import { loadWeights } from "../../runtime/weights.ts";
import type { HostileWeights } from "../arbitrary/hostile-weights.ts";
import type { InvalidNetwork } from "../arbitrary/invalid.ts";

// What must hold of any text and of any weights file. Each says what is wrong, or undefined.

/** Names of the laws below. */
export const textLaws = {
  hostile: "a hostile text gives diagnostics and nothing else",
  invalid: "a right network with one thing wrong is told what it is",
  weights: "a hostile weights file is refused with a code, or loaded as what it holds",
} as const;

/** Whatever a text is, its diagnostics lie in it, and there is an error if there is no graph. */
export function hostileTextFault(
  text: string,
  onDiagnostic: (each: Diagnostic) => void = () => undefined,
): string | undefined {
  const source = { name: "hostile.cnn", text };
  const parsed = parse(source);
  const found = [...parsed.diagnostics];
  if (!hasErrors(found)) {
    const checked = check(parsed.file);
    found.push(...checked.diagnostics);
    if (!checked.graph && !hasErrors(found)) return "there is no graph, and no error either";
  }
  found.forEach(onDiagnostic);
  return diagnosticsFault(found, text);
}

/** The deviation's code is among what is found. */
export function invalidNetworkFault(
  { text, code }: InvalidNetwork,
  onDiagnostic: (each: Diagnostic) => void = () => undefined,
): string | undefined {
  const { diagnostics } = compile({ name: "wrong.cnn", text }, { devices: [] });
  diagnostics.forEach(onDiagnostic);
  const codes = diagnostics.map((each) => each.code);
  if (!codes.includes(code)) return `expected ${code}, found ${codes.join(", ") || "nothing"}`;
  return diagnosticsFault(diagnostics, text);
}

function diagnosticsFault(diagnostics: readonly Diagnostic[], text: string): string | undefined {
  for (const { code, primary, secondary } of diagnostics) {
    for (const { span } of [primary, ...secondary])
      if (!(0 <= span.start && span.start <= span.end && span.end <= text.length))
        return `${code} points at ${span.start} to ${span.end} of ${text.length}`;
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none is the point
  const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/;
  return control.test(renderAll(diagnostics, { name: "text.cnn", text })) ? "a control character is shown" : undefined;
}

/** The runtime's own loading, before anything goes to the GPU. */
export async function hostileWeightsFault({
  parameters,
  file,
  refused,
  tensors,
}: HostileWeights): Promise<string | undefined> {
  const found = new Map<string, Float32Array>();
  try {
    const names = parameters.map(({ name }) => name);
    await loadWeights(parameters, file, names, (name, values) => found.set(name, values));
  } catch (error) {
    if (!(error instanceof CnncError) || error.message.length > 1000) return `it throws ${(error as Error).stack}`;
    if (!/^weights-(header|truncated|missing|shape|dtype|not-finite)$/.test(error.code))
      return `refused as ${error.code}`;
    return refused === "never" ? `refused as ${error.code}, but nothing is wrong` : undefined;
  }
  if (refused === "always") return "loaded, but something is wrong";
  const same =
    found.size === tensors.size && [...found].every(([name, data]) => String(data) === String(tensors.get(name)));
  return same ? undefined : "loaded as other tensors";
}
