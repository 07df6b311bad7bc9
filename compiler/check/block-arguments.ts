import type { Argument, Block, Name, Parameter } from "../../grammar/ast.ts";
import type { Declaration, Where } from "../../grammar/diagnostic.ts";
import * as diagnostics from "../../grammar/network-diagnostics.ts";
import { closest } from "../../grammar/suggest.ts";
import type { Reporter } from "./arguments.ts";
import { inLibrary } from "./library.ts";

/** What fills a block's parameter: the value on the left of the arrow, an argument as it was written, or the default. */
export type Filling = "first" | { readonly argument: Argument } | "default";

/**
 * Gives a use's arguments to a block's parameters: the value on the left of the arrow takes the first, then come
 * positions, then names. Reports everything that is wrong and returns undefined if anything was.
 */
export function fillParameters(
  block: Block,
  use: { readonly name: Name; readonly given: readonly Argument[]; readonly chained: boolean },
  report: Reporter["report"],
): ReadonlyMap<Parameter, Filling> | undefined {
  const operator = block.name.text;
  const names = block.parameters.map((parameter) => parameter.name.text);
  const unfilled = names.slice(use.chained ? 1 : 0);
  const written = new Map<string, Argument>();
  let good = true;
  const refuse = <P>(declaration: Declaration<P>, parameters: P, where: Where): void => {
    report(declaration, parameters, where);
    good = false;
  };
  for (const argument of use.given) {
    const at = argument.span;
    const parameter = argument.name?.text ?? unfilled.find((each) => !written.has(each));
    if (parameter === undefined) {
      const where = { at, help: parametersHelp(names) };
      refuse(diagnostics.tooManyArguments, { operator, most: unfilled.length }, where);
    } else if (!names.includes(parameter)) {
      const where = { at: argument.name!.span, help: parameterHelp(parameter, names) };
      refuse(diagnostics.unknownAttribute, { operator, name: parameter }, where);
    } else if (written.has(parameter) || !unfilled.includes(parameter))
      refuse(diagnostics.givenTwice, { name: parameter }, { at });
    else written.set(parameter, argument);
  }
  if (use.chained && names.length === 0)
    refuse(diagnostics.wrongOperands, { operator, expected: "no value", found: 1 }, { at: use.name.span });
  const filled = new Map<Parameter, Filling>();
  const missing: Parameter[] = [];
  for (const [n, parameter] of block.parameters.entries()) {
    const argument = written.get(parameter.name.text);
    if (n === 0 && use.chained) filled.set(parameter, "first");
    else if (argument) filled.set(parameter, { argument });
    else if (parameter.default) filled.set(parameter, "default");
    else missing.push(parameter);
  }
  if (missing.length > 0) {
    // Those of the library are not in the user's file.
    const own = missing.filter(({ span }) => !inLibrary(span));
    const also = own.map(({ span }) => ({ span, text: "asked for here" }));
    const parameters = { operator, names: missing.map(({ name }) => name.text) };
    refuse(diagnostics.missingAttribute, parameters, { at: use.name.span, also, help: parametersHelp(names) });
  }
  return good ? filled : undefined;
}

function parameterHelp(written: string, names: readonly string[]): string {
  const similar = closest(written, names);
  return similar ? `did you mean \`${similar}\`?` : parametersHelp(names);
}

const parametersHelp = (names: readonly string[]): string =>
  names.length === 0 ? "it takes nothing" : `it takes ${names.map((name) => `\`${name}\``).join(", ")}`;
