import { count, number, thousands } from "../../compiler/cli/text.ts";
import {
  binLabel,
  campaignText,
  caseRate,
  disagreements,
  exemptions,
  type OperatorRatios,
  operatorRatios,
  reach,
  worstText,
} from "./figures.ts";
import { html, type Markup } from "./markup.ts";
import { type CoverageTable, type FuzzFailure, type FuzzReport, type LawCount, ratioBins } from "./report.ts";
import { style } from "./style.ts";

/**
 * The report as a page that stands alone: no script, no font or file from elsewhere, light or dark as the reader likes.
 * What the report holds is escaped, and were it not, the page's own policy would let nothing run.
 */
export function page(report: FuzzReport): string {
  const parts = [
    heading(report),
    report.failures.length > 0 ? failures(report.failures) : undefined,
    laws(report.laws),
    ratios(report),
    coverage(report.coverage),
  ];
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${verdict(report)} · cnnc fuzz</title>
<style>${{ markup: style }}</style>
</head>
<body>
${parts.filter((part) => part !== undefined)}</body>
</html>
`.markup;
}

function verdict(report: FuzzReport): string {
  const cases = count(report.cases, "case");
  const wrong = disagreements(report);
  return wrong === 0 ? `${cases}, no disagreement` : `${count(wrong, "disagreement")} in ${cases}`;
}

function heading(report: FuzzReport): Markup {
  const { compiler, adapters, cases, kernels, values, pipelines, seconds } = report;
  const spared = pipelines.asked > 0 ? 1 - pipelines.compiled / pipelines.asked : 0;
  return html`<header>
<h1>${verdict(report)}</h1>
<p class="about">cnnc ${compiler}, ${campaignText(report)}<br>${adapters.join(", ")}</p>
<dl>
${[
  figure("Cases", thousands(cases), `${number(caseRate(report))} a second`),
  figure("Kernels judged", thousands(kernels), `${number(cases > 0 ? kernels / cases : 0)} a case`),
  figure("Values compared", thousands(values), "with the reference"),
  figure(
    "Pipelines compiled",
    thousands(pipelines.compiled),
    `${Math.round(spared * 100)}% of ${thousands(pipelines.asked)} spared`,
  ),
  figure("Time", duration(seconds), report.shards.length > 1 ? "of all machines" : "of one machine"),
]}</dl>
</header>
`;
}

const figure = (name: string, value: string, about: string): Markup =>
  html`<div><dt>${name}</dt><dd>${value}<span>${about}</span></dd></div>
`;

/** `48 s`, `12 min`, `3 h 20 min` */
function duration(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  if (seconds < 100) return `${number(seconds)} s`;
  return minutes < 60 ? `${minutes} min` : `${thousands(Math.floor(minutes / 60))} h ${minutes % 60} min`;
}

const failures = (all: readonly FuzzFailure[]): Markup => html`<section>
<h2>Disagreements</h2>
<p class="about">Each is the smallest network found that still fails.</p>
${all.map(failure)}</section>
`;

const failure = ({
  index,
  seed,
  law,
  message,
  text,
  batch,
  fuse,
  replay,
  kernel,
}: FuzzFailure): Markup => html`<article>
<h3>Case ${index}: ${law}</h3>
<p>${message}</p>
<pre>${text.trimEnd()}</pre>
<p class="about">Seed ${seed}, batch ${batch}, ${fuse ? "fused" : "not fused"}. Again by</p>
<pre>${replay}</pre>
${
  kernel &&
  html`<details><summary><span>Kernel <code>${kernel.name}</code>, ${count(kernel.wgsl.trimEnd().split("\n").length, "line")} of WGSL</span></summary>
<pre>${kernel.wgsl.trimEnd()}</pre></details>
`
}</article>
`;

const laws = (all: readonly LawCount[]): Markup => html`<section>
<h2>Laws</h2>
<p class="about">What must hold in every case. Where a law says nothing about a layer, the layer is exempt, and why is counted.</p>
<table>
<tr><th>Law<th class="number">checked<th class="number">failed<th class="number">exempt
${all.map(law)}</table>
</section>
`;

function law({ name, checked, failed, exempt }: LawCount): Markup {
  const reasons = exemptions(exempt);
  const times = reasons.reduce((sum, [, n]) => sum + n, 0);
  const why = reasons.map(([reason, n]) => `${thousands(n)} × ${reason}`).join("; ");
  return html`<tr><td>${name}<div class="about">${why}</div><td class="number${alarm(checked === 0)}">${checked === 0 ? "never" : thousands(checked)}<td class="number${alarm(failed > 0)}">${thousands(failed)}<td class="number">${thousands(times)}
`;
}

const alarm = (on: boolean): string => (on ? " wrong" : "");

function ratios(report: FuzzReport): Markup {
  const labelled = [0, 2, 4, 6, 8, 10, 11];
  const labels = ratioBins.map((_, bin) => html`<span>${labelled.includes(bin) ? binLabel(bin) : ""}</span>`);
  return html`<section>
<h2>Error against bound</h2>
<p class="about">Kernels by the error of their worst value on real data, as a part of what float32 arithmetic may be off by.
Beyond 1 a kernel is wrong. The bars of an operator are logarithmic and fill its row.</p>
<table class="ratios">
<tr><th>Operator<th class="number">kernels<th class="bins"><div>${labels}</div><th class="number">worst
${operatorRatios(report).map(operator)}</table>
</section>
`;
}

function operator(each: OperatorRatios): Markup {
  const beyond = each.worst === ratioBins.length - 1;
  return html`<tr><td>${each.name}<td class="number">${thousands(each.kernels)}<td class="bins">${histogram(each)}<td class="number${alarm(beyond)}">${worstText(each)}
`;
}

/** Each bin is one wide, the bars up to 32 high and never too low to be seen; the line at 1 is the bound. */
function histogram({ name, bins }: OperatorRatios): Markup {
  const [height, least, bound] = [32, 2, ratioBins.length - 1];
  const most = Math.log1p(Math.max(...bins));
  const bars = bins.map((n, bin) => {
    if (n === 0) return html``;
    const tall = least + ((height - least) * Math.log1p(n)) / most;
    const kind = bin === 0 ? " equal" : bin === bound ? " beyond" : "";
    return html`<rect class="bar${kind}" x="${bin + 0.08}" y="${height - tall}" width="0.84" height="${tall}"><title>${binLabel(bin)}: ${count(n, "kernel")}</title></rect>`;
  });
  return html`<svg viewBox="0 0 ${ratioBins.length} ${height}" preserveAspectRatio="none" role="img" aria-label="error/bound of ${name}">${bars}<path class="bound" d="M${bound} 0V${height}"/></svg>`;
}

const coverage = (tables: readonly CoverageTable[]): Markup => html`<section>
<h2>Coverage</h2>
<p class="about">What the cases could have reached, and how often they did.</p>
${tables.map(covered)}</section>
`;

function covered(table: CoverageTable): Markup {
  const { never, reached, total } = reach(table);
  const missed = never.length === 0 ? "" : `${thousands(never.length)} never`;
  return html`<details>
<summary><span>${table.name}</span><span class="number">${thousands(reached.length)} of ${thousands(total)}</span><span class="number wrong">${missed}</span></summary>
<div class="inside">
<p class="about">${table.about}</p>
${
  never.length > 0
    ? html`<h3>Never reached</h3>
<ul>${never.map((name) => html`<li><span>${name}</span></li>`)}</ul>
`
    : undefined
}${
  reached.length > 0
    ? html`<h3>Reached, the rarest first</h3>
<ul>${reached.map(([name, n]) => html`<li><span>${name}</span><span>${thousands(n)}</span></li>`)}</ul>
`
    : undefined
}</div>
</details>
`;
}
