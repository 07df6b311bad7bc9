import fc from "fast-check";
import { check } from "../../compiler/check/check.ts";
import { hasErrors } from "../../grammar/diagnostic.ts";
import { diagnostics } from "../../grammar/diagnostics.ts";
import { tooManyLayers } from "../../grammar/name-diagnostics.ts";
import { parse } from "../../grammar/parser.ts";
import { renderAll } from "../../grammar/render.ts";
import { hostileText } from "../arbitrary/hostile-text.ts";
import type { Breach } from "./case.ts";
import type { Tally } from "./tally.ts";

const hostile = "a hostile text gives diagnostics and nothing else";

/** Names of the laws that texts and weights files are held to. */
export const textLaws: readonly string[] = [hostile];

/** Of each kind, beside every network. */
const textsPerCase = 20;

/** What hostile texts are made from: not the example that is as large as a network may be, which takes a second each time. */
const seeds = diagnostics.filter(({ code }) => code !== tooManyLayers.code).map(({ example }) => example);
const texts = hostileText(seeds);

/** Texts and weights files of one case: what is wrong with each that is. */
export function checkTexts(seed: number, tally: Tally): Breach[] {
  const breaches: Breach[] = [];
  for (const text of fc.sample(texts, { seed, numRuns: textsPerCase })) {
    const message = hostileTextFault(text, (code) => tally.diagnostic(code));
    tally.law(hostile, message === undefined);
    if (message !== undefined) breaches.push({ law: hostile, message, text });
  }
  return breaches;
}

/** Whatever a text is: its diagnostics lie within it, are free of control characters, and say so if there is no graph. */
export function hostileTextFault(text: string, onCode: (code: string) => void = () => undefined): string | undefined {
  const source = { name: "hostile.cnn", text };
  try {
    const parsed = parse(source);
    const found = [...parsed.diagnostics];
    if (!hasErrors(found)) {
      const checked = check(parsed.file);
      found.push(...checked.diagnostics);
      if (!checked.graph && !hasErrors(found)) return "there is no graph, and no error either";
    }
    for (const { code, primary } of found) {
      onCode(code);
      if (primary.span.start < 0 || primary.span.end > text.length) return `${code} points outside the text`;
    }
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none is the point
    const control = /[\u0000-\u0008\u000b-\u001f\u202a-\u202e]/.test(renderAll(found, source));
    return control ? "a diagnostic prints control characters" : undefined;
  } catch (error) {
    return `it throws: ${(error as Error).stack}`;
  }
}
