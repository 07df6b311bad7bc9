import { escapeControls } from "../../../grammar/escape.ts";
import type { Place, Point } from "./geometry.ts";
import type { Laid } from "./layout.ts";
import type { Box, Model } from "./model.ts";
import { fonts, labelWidth } from "./stacks.ts";

const headingHeight = 62;
/** Room at the sides of a title that is wider than the network. */
const margin = 24;

/**
 * A picture that stands alone: no script, no font or file from elsewhere. It follows the reader's light or dark theme.
 * Names are escaped; the same network gives the same bytes.
 */
export function svgOf(model: Model, laid: Laid): string {
  const titled = Math.max(model.name.length * fonts.heading * 0.6, model.caption.length * fonts.caption * 0.55);
  const width = Math.ceil(Math.max(laid.width, titled + 2 * margin));
  const height = Math.ceil(laid.height + headingHeight);
  const left = Math.round((width - laid.width) / 2);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title caption">
<title id="title">${text(model.name)}</title>
<desc id="caption">${text(model.caption)}</desc>
<style>
${style}
</style>
<defs>
  <marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse">
    <path class="head" d="M0.5 0.8 7.2 4 0.5 7.2Z"/>
  </marker>
</defs>
<rect class="page" width="100%" height="100%"/>
<text class="heading" x="${width / 2}" y="36">${text(model.name)}</text>
<text class="caption" x="${width / 2}" y="56">${text(model.caption)}</text>
<g transform="translate(${left} ${headingHeight})">
${parts(laid).join("\n")}
</g>
</svg>
`;
}

/** What lies on top comes last. */
const parts = ({ blocks, kernels, arrows, passages, boxes }: Laid): string[] =>
  [
    ...blocks.map(block),
    ...kernels.map(kernel),
    ...arrows.map(line),
    ...passages.map(passage),
    ...boxes.map(box),
    ...arrows.map(label),
  ].filter(Boolean);

/** XML knows no control characters, not even escaped ones. */
const text = (raw: string): string => escapeControls(raw).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

const n = (value: number): string => String(Math.round(value * 10) / 10);

function rect({ x, y, width, height }: Place, grow: number, radius: number, name: string): string {
  const [w, h] = [width + 2 * grow, height + 2 * grow];
  return `<rect class="${name}" x="${n(x - w / 2)}" y="${n(y - h / 2)}" width="${n(w)}" height="${n(h)}" rx="${radius}"/>`;
}

const kernel = (at: Place): string => rect(at, 0, 12, "kernel");

/** The name goes up along the left side, where no line enters. */
function block({ name, ...at }: Laid["blocks"][number]): string {
  const [x, y] = [at.x - at.width / 2 + 15, at.y - at.height / 2 + 10];
  const says = `<text class="block-name" transform="translate(${n(x)} ${n(y)}) rotate(-90)">${text(name)}</text>`;
  return rect(at, 0, 14, "block") + says;
}

function box({ kind, title, detail, name, hint, at }: Laid["boxes"][number]): string {
  if (kind === "passage") return `<circle class="head" cx="${n(at.x)}" cy="${n(at.y)}" r="${n(at.width / 2)}"/>`;
  const port = kind === "input" || kind === "output";
  const left = at.x - at.width / 2;
  const more = detail === "" ? "" : `<tspan class="detail" dx="6">${text(detail)}</tspan>`;
  // A layer's colour is a bar at its side; text stays dark on light.
  const bar = `<path class="bar" d="M${n(left + 8)} ${n(at.y - 10)}v20"/>`;
  return [
    `<g class="box ${kind}">`,
    `<title>${text(hint)}</title>`,
    rect(at, 0, port ? at.height / 2 : 7, "body"),
    ...(port ? [] : [bar]),
    `<text class="title" x="${n(port ? at.x : left + 18)}" y="${n(at.y - 3)}">${text(title)}${more}</text>`,
    `<text class="name" x="${n(port ? at.x : left + 18)}" y="${n(at.y + 12)}">${text(name)}</text>`,
    "</g>",
  ].join("");
}

const line = ({ points, turn }: Laid["arrows"][number]): string =>
  `<path class="line" d="${through(points)}${turn ? around(points.at(-1)!, turn) : ""}" marker-end="url(#head)"/>`;

/** Through all points, straight down at each of them. */
function through([first, ...rest]: readonly Point[]): string {
  let from = first!;
  const parts = rest.map((to) => {
    const middle = n((from.y + to.y) / 2);
    const straight = Math.abs(from.x - to.x) < 0.5;
    const part = straight
      ? `L${n(to.x)} ${n(to.y)}`
      : `C${n(from.x)} ${middle} ${n(to.x)} ${middle} ${n(to.x)} ${n(to.y)}`;
    from = to;
    return part;
  });
  return `M${n(first!.x)} ${n(first!.y)}${parts.join("")}`;
}

/** Along straight lines, with round corners. */
function passage(corners: Laid["passages"][number]): string {
  const radius = 10;
  const towards = (from: Point, to: Point) => {
    const length = Math.max(1, Math.hypot(to.x - from.x, to.y - from.y));
    const part = Math.min(radius, length / 2) / length;
    return `${n(from.x + (to.x - from.x) * part)} ${n(from.y + (to.y - from.y) * part)}`;
  };
  const turns = corners.slice(1, -1).map((corner, i) => {
    const [before, after] = [corners[i]!, corners[i + 2]!];
    return `L${towards(corner, before)}Q${n(corner.x)} ${n(corner.y)} ${towards(corner, after)}`;
  });
  const [first, last] = [corners[0]!, corners.at(-1)!];
  const path = `M${n(first.x)} ${n(first.y)}${turns.join("")}L${n(last.x)} ${n(last.y)}`;
  return `<path class="line" d="${path}" marker-end="url(#head)"/>`;
}

/** Down, and with a round corner to the side. */
function around({ x }: Point, to: Point): string {
  const radius = Math.min(7, Math.abs(to.x - x) / 2);
  const side = Math.sign(to.x - x);
  return `V${n(to.y - radius)}Q${n(x)} ${n(to.y)} ${n(x + side * radius)} ${n(to.y)}H${n(to.x)}`;
}

function label({ label: says, at }: Laid["arrows"][number]): string {
  if (says === undefined || !at) return "";
  const back = rect({ ...at, width: labelWidth(says), height: 12 }, 2, 4, "halo");
  return `${back}<text class="label" x="${n(at.x)}" y="${n(at.y + 3.5)}">${text(says)}</text>`;
}

/** By what a layer asks of its kernel; a kind that is not here is grey. */
const hues: Partial<Record<Box["kind"], readonly [light: string, dark: string]>> = {
  contraction: ["#2f6fde", "#6ea8ff"],
  "transposed-contraction": ["#1d4f91", "#9cc4ff"],
  deformable: ["#5b4fd8", "#a9a0ff"],
  window: ["#1a9068", "#4fd1a1"],
  adaptive: ["#1a9068", "#4fd1a1"],
  unpool: ["#0f8a8a", "#45c8c8"],
  elementwise: ["#d08700", "#f2b84b"],
  affine: ["#c2497a", "#f08bb4"],
  concat: ["#59626f", "#b7c0cc"],
  gather: ["#4a6fa5", "#8fb3e6"],
  interpolation: ["#0f8b9d", "#5fd0e0"],
  "channel-window": ["#8b4fd8", "#c194ff"],
  normalize: ["#7a5c2e", "#d9b36c"],
  "row-reduction": ["#8b4fd8", "#c194ff"],
  input: ["#2b2f36", "#e4e7ec"],
  output: ["#2b2f36", "#e4e7ec"],
};

const bars = (theme: 0 | 1): string =>
  Object.entries(hues)
    .map(([kind, pair]) => `.${kind}{--hue:${pair[theme]}}`)
    .join("");

const sans = 'system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif';
const monospace = 'ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace';

const style = `svg{--page:#fff;--body:#fff;--edge:#c9ced6;--ink:#1c2026;--dim:#667080;--line:#8b95a3;--kernel:#f3f5f8;--rim:#dfe3e9;font-family:${sans}}
.box{--hue:#8a8f98}
${bars(0)}
@media (prefers-color-scheme:dark){
svg{--page:#14171c;--body:#1e2229;--edge:#3a414c;--ink:#eef1f5;--dim:#9aa5b4;--line:#6f7a89;--kernel:#191d23;--rim:#2c323b}
${bars(1)}
}
.page{fill:var(--page)}
.block{fill:none;stroke:var(--edge);stroke-dasharray:4 4}
.kernel{fill:var(--kernel);stroke:var(--rim)}
.body{fill:var(--body);stroke:var(--edge)}
.view .body{stroke-dasharray:3 3}
.input .body{fill:var(--hue);stroke:var(--hue)}
.output .body{stroke:var(--hue);stroke-width:2}
.bar{stroke:var(--hue);stroke-width:3.5;stroke-linecap:round}
.line{fill:none;stroke:var(--line);stroke-width:1.4}
.head{fill:var(--line)}
text{fill:var(--ink)}
.heading{font-size:${fonts.heading}px;font-weight:650;text-anchor:middle}
.caption{font-size:${fonts.caption}px;fill:var(--dim);text-anchor:middle}
.title{font-size:${fonts.title}px;font-weight:600}
.detail,.name,.label{font-family:${monospace};font-weight:400}
.detail,.name{font-size:${fonts.name}px;fill:var(--dim)}
.label{font-size:${fonts.label}px;fill:var(--dim);text-anchor:middle}
.block-name{font-family:${monospace};font-size:${fonts.name}px;fill:var(--dim);text-anchor:end}
.halo{fill:var(--page);opacity:.88}
.input text,.output text{text-anchor:middle}
.input .title,.input .name{fill:var(--page)}`;
