import { count, number, thousands } from "../../compiler/cli/text.ts";
import {
  binLabel,
  campaignText,
  caseRate,
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

const verdict = ({ cases, failures: { length } }: FuzzReport): string =>
  length === 0 ? `${count(cases, "case")}, no disagreement` : `${count(length, "disagreement")} in ${count(cases, "case")}`;

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
  figure("Pipelines compiled", thousands(pipelines.compiled), `${Math.round(spared * 100)}% of ${thousands(pipelines.asked)} spared`),
  figure("Time", duration(seconds), "of all machines"),
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

const failure = ({ index, seed, law, message, text, batch, fuse, replay, kernel }: FuzzFailure): Markup => html`<article>
<h3>Case ${index}: ${law}</h3>
<p>${message}</p>
<pre>${text.trimEnd()}</pre>
<p class="about">Seed ${seed}, batch ${batch}, ${fuse ? "fused" : "not fused"}. Again by</p>
<pre>${replay}</pre>
${
  kernel &&
  html`<details><summary>Kernel <code>${kernel.name}</code>, ${count(kernel.wgsl.trimEnd().split("\n").length, "line")} of WGSL</summary>
<pre>${kernel.wgsl.trimEnd()}</pre></details>
`
}</article>
`;

const laws = (all: readonly LawCount[]): Markup => html`<section>
<h2>Laws</h2>
<p class="about">Two ways to compute one thing must agree bit for bit, with no reference in between. Where a law says nothing
about a layer, it is counted with the reason.</p>
<div class="wide"><table>
<tr><th>Law<th class="number">checked<th class="number">failed<th class="number">exempt<th>because
${all.map(law)}</table></div>
</section>
`;

function law({ name, checked, failed, exempt }: LawCount): Markup {
  const reasons = exemptions(exempt);
  const times = reasons.reduce((sum, [, n]) => sum + n, 0);
  return html`<tr><td>${name}<td class="number${alarm(checked === 0)}">${checked === 0 ? "never" : thousands(checked)}<td class="number${alarm(failed > 0)}">${thousands(failed)}<td class="number">${thousands(times)}<td class="about"><ul>${reasons.map(
    ([reason, n]) => html`<li>${reason}${reasons.length > 1 ? ` ${thousands(n)}` : ""}</li>`,
  )}</ul>
`;
}

const alarm = (on: boolean): string => (on ? " wrong" : "");

function ratios(report: FuzzReport): Markup {
  const all = operatorRatios(report);
  const most = Math.max(1, ...all.flatMap(({ bins }) => bins));
  const label = (bin: number) => (bin === 0 || bin === 1 || bin === 4 || bin === 7 || bin >= 10 ? binLabel(bin) : "");
  return html`<section>
<h2>Error against bound</h2>
<p class="about">Kernels by the error of their worst value on real data, as a part of what float32 arithmetic may be off by.
Beyond 1 a kernel is wrong. Heights are logarithmic: the highest bar is ${count(most, "kernel")}.</p>
<div class="wide"><table>
<tr><th>Operator<th class="number">kernels<th class="bins"><div>${ratioBins.map((_, bin) => html`<span>${label(bin)}</span>`)}</div><th class="number">worst
${all.map((each) => operator(each, most))}</table></div>
</section>
`;
}

function operator(each: OperatorRatios, most: number): Markup {
  const { name, bins, kernels, worst } = each;
  const beyond = worst === ratioBins.length - 1;
  return html`<tr><td>${name}<td class="number">${thousands(kernels)}<td class="bins">${histogram(each, most)}<td class="number${alarm(beyond)}">${worstText(each)}
`;
}
