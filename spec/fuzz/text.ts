import type { Colors } from "../../compiler/cli/output.ts";
import { columns, count, number, thousands, wrap } from "../../compiler/cli/text.ts";
import { escapeControls } from "../../grammar/escape.ts";
import { campaignText, caseRate, disagreements, exemptions, operatorRatios, reach, worstText } from "./figures.ts";
import type { FuzzFailure, FuzzReport } from "./report.ts";

/** The report for a terminal; the verdict comes last, where one looks. */
export function text(report: FuzzReport, colors: Colors): string {
  const blocks = [
    heading(report, colors),
    laws(report, colors),
    coverage(report, colors),
    ratios(report, colors),
    ...report.failures.map((failure) => failureText(failure, colors)),
    [verdict(report, colors)],
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}

function heading(report: FuzzReport, { bold, dim }: Colors): string[] {
  const { compiler, adapters, cases, seconds, kernels, values, pipelines } = report;
  const rows = [
    ["cases", thousands(cases), `${number(caseRate(report))} a second, ${number(seconds)} s`],
    ["kernels", thousands(kernels), "run and judged"],
    ["values", thousands(values), "compared with the reference"],
    ["pipelines", thousands(pipelines.asked), `${thousands(pipelines.compiled)} of them compiled`],
  ];
  return [
    bold(escapeControls(`cnnc ${compiler}, ${campaignText(report)}`)),
    escapeControls(adapters.join(", ")),
    "",
    ...columns(
      rows.map(([name, n, about]) => [name!, n!, dim(about!)]),
      [1],
    ),
  ];
}

function laws({ laws: all }: FuzzReport, { dim, red }: Colors): string[] {
  if (all.length === 0) return [];
  const rows = all.map(({ name, checked, failed, exempt }) => [
    escapeControls(name),
    checked === 0 ? red("never") : thousands(checked),
    failed > 0 ? red(thousands(failed)) : "0",
    thousands(exemptions(exempt).reduce((sum, [, n]) => sum + n, 0)),
  ]);
  return columns([["law", "checked", "failed", "exempt"].map(dim), ...rows], [1, 2, 3]);
}

/** So many of what was never reached are named. */
const mostNamed = 3;

function coverage({ coverage: tables }: FuzzReport, { dim, yellow }: Colors): string[] {
  if (tables.length === 0) return [];
  const rows = tables.map((table) => {
    const { never, reached, total } = reach(table);
    const named = never.slice(0, mostNamed).join("; ");
    const more = never.length > mostNamed ? `; and ${thousands(never.length - mostNamed)} more` : "";
    return [
      escapeControls(table.name),
      `${thousands(reached.length)} of ${thousands(total)}`,
      never.length === 0 ? "" : yellow(escapeControls(`${named}${more}`)),
    ];
  });
  return columns([["coverage", "reached", "never"].map(dim), ...rows], [1]);
}

function ratios(report: FuzzReport, { dim, red }: Colors): string[] {
  const all = operatorRatios(report);
  if (all.length === 0) return [];
  const rows = all.map((each) => {
    const worst = worstText(each);
    return [escapeControls(each.name), thousands(each.kernels), worst.startsWith(">") ? red(worst) : worst];
  });
  return columns([["operator", "kernels", "worst error/bound"].map(dim), ...rows], [1, 2]);
}

function failureText(failure: FuzzFailure, { bold, cyan, dim, red }: Colors): string[] {
  const { index, law, message, text: cnn, batch, fuse, replay, kernel } = failure;
  const indent = (block: string) =>
    block
      .trimEnd()
      .split("\n")
      .map((line) => `    ${escapeControls(line)}`.trimEnd());
  return [
    `${red("disagrees")}: ${bold(escapeControls(`case ${index}, ${law}`))}`,
    ...message.split("\n").flatMap((line) => wrap(escapeControls(line), 78).map((part) => `  ${part}`)),
    dim(`  batch ${batch}, ${fuse ? "fused" : "not fused"}, again by \`${escapeControls(replay)}\``),
    "",
    ...indent(cnn).map(cyan),
    ...(kernel ? ["", dim(`  kernel ${escapeControls(kernel.name)}`), "", ...indent(kernel.wgsl)] : []),
  ];
}

function verdict(report: FuzzReport, { green, red }: Colors): string {
  const cases = count(report.cases, "case");
  const wrong = disagreements(report);
  const where = escapeControls(campaignText(report));
  return wrong === 0
    ? `${green("passed")}: ${cases}, no disagreement, ${where}`
    : `${red("failed")}: ${count(wrong, "disagreement")} in ${cases}, ${where}`;
}
