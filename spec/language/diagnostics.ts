import type { Declaration } from "../../grammar/diagnostic.ts";
import { diagnostics } from "../../grammar/diagnostics.ts";
import { fenced, table, wrap } from "../docs/markdown.ts";
import { diagnosticsOf, rendered } from "../docs/networks.ts";

const groups: readonly (readonly [prefix: string, title: string])[] = [
  ["CNN01", "CNN01xx: the text"],
  ["CNN02", "CNN02xx: names and arguments"],
  ["CNN03", "CNN03xx: shapes"],
  ["CNN04", "CNN04xx: the graph"],
];

/** The diagnostics' part of the reference, from their declarations and what their examples give. */
export function diagnosticsText(): string {
  const head = ["code", "", "as in its example"];
  const rows = diagnostics.map((each) => {
    const { code, severity } = each;
    return [`[${code}](#${code.toLowerCase()})`, severity, found(each)?.message ?? ""];
  });
  const parts = groups.flatMap(([prefix, title]) => [
    `### ${title}`,
    ...diagnostics.filter(({ code }) => code.startsWith(prefix)).map((each) => describe(each)),
  ]);
  return [table([head, ...rows]), ...parts].join("\n\n");
}

const fileName = "net.cnn";

/** The diagnostic that the example is for. */
const found = ({ code, example }: Declaration<never>) =>
  diagnosticsOf({ source: { name: fileName, text: example } }).find((each) => each.code === code);

function describe(declaration: Declaration<never>): string {
  const { code, severity, explanation, example } = declaration;
  const sample = { source: { name: fileName, text: example }, codes: [code], line: 0 };
  const heading = [`#### ${code}`, wrap(explanation)];
  // One that no text alone can trigger: it takes an option of the command line.
  if (!found(declaration)) return heading.join("\n\n");
  return [...heading, fenced(`cnn ${severity} ${code}`, example), fenced("text", rendered(sample))].join("\n\n");
}
