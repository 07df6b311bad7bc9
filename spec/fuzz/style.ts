import { ratioBins } from "./report.ts";

/** Of the page of a report. Four sizes of type, one colour beside the greys: red, for what is wrong or was never tried. */
export const style = `
:root {
  color-scheme: light dark;
  --page: #ffffff; --ink: #1b1f24; --faint: #5d6672; --line: #dde1e6; --block: #f4f5f7;
  --bar: #6b7a90; --equal: #a9b3c1; --wrong: #c0262d;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14171b; --ink: #e4e7eb; --faint: #98a2af; --line: #2d333b; --block: #1c2026;
    --bar: #8594aa; --equal: #566174; --wrong: #ff7b72;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0 auto; max-width: 62rem; padding: 2.5rem 1.5rem 4rem;
  background: var(--page); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; font-variant-numeric: tabular-nums;
}
h1, h2, h3 { line-height: 1.25; text-wrap: balance; }
h1 { font-size: 1.875rem; font-weight: 650; margin: 0 0 .5rem; }
h2 { font-size: 1.25rem; font-weight: 650; margin: 3rem 0 .5rem; }
h3 { font-size: 1rem; font-weight: 650; margin: 0; }
p { margin: 0 0 .75rem; max-width: 44rem; }
.about, th, dt, dd span, pre, code { font-size: .8125rem; }
.about, th, dt, dd span { color: var(--faint); }
.wrong { color: var(--wrong); }

dl { display: flex; flex-wrap: wrap; gap: 1rem 2.5rem; margin: 1.75rem 0 0; }
dd { margin: 0; font-size: 1.25rem; line-height: 1.4; }
dd span { display: block; }

table { border-collapse: collapse; width: 100%; }
th { font-weight: 400; text-align: left; vertical-align: bottom; }
th, td { padding: .375rem 1.5rem .375rem 0; border-bottom: 1px solid var(--line); }
td { vertical-align: top; }
th:last-child, td:last-child { padding-right: 0; }
.number { text-align: right; white-space: nowrap; }
ul { margin: 0; padding: 0; list-style: none; }

.ratios td { vertical-align: bottom; padding-bottom: 0; }
.bins { width: 62%; }
.bins div { display: grid; grid-template-columns: repeat(${ratioBins.length}, 1fr); text-align: center; white-space: nowrap; }
.bins svg { display: block; width: 100%; height: 2rem; }
.bar { fill: var(--bar); }
.bar.equal { fill: var(--equal); }
.bar.beyond { fill: var(--wrong); }
.bound { stroke: var(--wrong); stroke-width: 1; vector-effect: non-scaling-stroke; stroke-dasharray: 2 2; }

details { border-bottom: 1px solid var(--line); }
summary {
  display: grid; grid-template-columns: 1.125rem 1fr 7.5rem 6.5rem;
  padding: .375rem 0; cursor: pointer; list-style: none;
}
summary::-webkit-details-marker { display: none; }
summary::before { content: "\\25b8"; color: var(--faint); }
[open] > summary::before { content: "\\25be"; }
summary:focus-visible { outline: 2px solid var(--bar); outline-offset: 2px; }
.inside { padding: .25rem 0 1.25rem 1.125rem; }
.inside h3 { font-size: .8125rem; margin: .75rem 0 .25rem; }
.inside ul { columns: 15rem; column-gap: 2rem; }
.inside li { display: flex; justify-content: space-between; gap: 1rem; break-inside: avoid; font-size: .8125rem; }
.inside li span:first-child { overflow-wrap: anywhere; }

article { border-top: 2px solid var(--wrong); padding: .75rem 0 1.75rem; }
article p { margin: .375rem 0; overflow-wrap: anywhere; }
article details { border-bottom: 0; }
article summary { grid-template-columns: 1.125rem 1fr; }
pre {
  margin: .5rem 0; padding: .75rem 1rem; background: var(--block); overflow-x: auto;
  line-height: 1.5; tab-size: 2;
}
pre, code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, monospace; }

@media (max-width: 40rem) {
  body { padding: 1.5rem 1rem 3rem; }
  h1 { font-size: 1.5rem; }
  dl { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; }
  th, td { padding-right: .75rem; }
  summary { grid-template-columns: 1.125rem 1fr auto; }
  summary > .wrong { grid-column: 3; }
  .ratios tr { display: grid; grid-template-columns: 1fr auto 4rem; border-bottom: 1px solid var(--line); }
  .ratios th, .ratios td { border: 0; }
  .ratios .bins { width: auto; grid-area: 2 / 1 / 3 / 4; padding: 0; }
}
`;
