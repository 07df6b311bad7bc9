import fc from "fast-check";
import { expect, test } from "vitest";
import { compile } from "../../compiler/compile.ts";
import { renderAll } from "../../grammar/render.ts";
import { deviations, invalidNetwork } from "../arbitrary/invalid.ts";

/** What is wrong with how a wrong network is told; undefined if nothing is. */
function fault(text: string, code: string): string | undefined {
  const source = { name: "wrong.cnn", text };
  const { diagnostics } = compile(source, { devices: [] });
  const codes = diagnostics.map((each) => each.code);
  if (!codes.includes(code)) return `expected ${code}, found ${codes.join(", ") || "nothing"}`;
  for (const { code: found, primary, secondary } of diagnostics) {
    for (const { span } of [primary, ...secondary])
      if (!(0 <= span.start && span.start <= span.end && span.end <= text.length))
        return `${found} points at ${span.start} to ${span.end} of ${text.length}`;
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none is the point
  const control = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/;
  return control.test(renderAll(diagnostics, source)) ? "a control character is shown" : undefined;
}

test("a right network with one thing wrong is told what it is", () => {
  const done = new Set<string>();
  fc.assert(
    fc.property(invalidNetwork(), ({ text, code, deviation }) => {
      const wrong = fault(text, code);
      if (wrong) throw new Error(`${deviation}: ${wrong}\n\n${text}`);
      done.add(`${code}: ${deviation}`);
    }),
    { numRuns: 3000, seed: 20261121 },
  );
  expect(deviations.map(({ code, what }) => `${code}: ${what}`).filter((each) => !done.has(each))).toEqual([]);
});
