import { library } from "../../compiler/check/library.ts";
import { fences, replaceSection } from "../docs/markdown.ts";
import { withRenderedDiagnostics } from "../docs/networks.ts";
import { diagnosticsText } from "./diagnostics.ts";
import { type Grammar, readEbnf } from "./ebnf.ts";
import { operatorsText } from "./operators.ts";
import { drawGrammar } from "./railroad.ts";

/** `spec/language.md` with the parts that follow from the compiler made anew; the rest is as it was. */
export function languagePage(page: string): string {
  const blocks = replaceSection(page, "blocks", `\`\`\`text\n${library.text}\`\`\``);
  const operators = replaceSection(blocks, "operators", operatorsText());
  return withRenderedDiagnostics(replaceSection(operators, "diagnostics", diagnosticsText()));
}

/** The grammar that the page writes down. */
export const grammarOf = (page: string): Grammar => readEbnf(fences(page).find(({ info }) => info === "ebnf")!.text);

const arithmetic = ["arithmetic", "conjunction", "comparison", "sum", "product", "power", "operand", "call", "list"];
const file = ["file", "net", "block", "inputs", "input", "settings", "setting", "parameters", "parameter"];

/** Every production in one of three pictures, by the names of their files. */
export function diagrams(grammar: Grammar): Map<string, string> {
  const values = [...grammar.keys()].filter((name) => !arithmetic.includes(name) && !file.includes(name));
  const pictures = Object.entries({ file, values, arithmetic });
  return new Map(pictures.map(([name, rules]) => [`${name}.svg`, drawGrammar(grammar, rules)]));
}
