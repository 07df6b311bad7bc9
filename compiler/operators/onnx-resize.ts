import { fraction } from "./arrangement.ts";
import { type OnnxNode, type OnnxUse, refuse, shortest } from "./onnx.ts";
import { place } from "./onnx-shapes.ts";
import { needsBatch } from "./onnx-windows.ts";
import type { ResizeAttributes } from "./resizing.ts";

/** Resize, and Upsample, which it was before opset 10: that spreads by p/scale and takes the row below. */
export function fromOnnx(node: OnnxNode): OnnxUse<ResizeAttributes> {
  needsBatch(node);
  const upsample = node.op === "Upsample" || node.opset < 11;
  const spatial = node.shape(0).slice(1);
  const mode = node.word("mode", ["nearest", "linear", "cubic"], "nearest");
  if (mode === "cubic") refuse("it interpolates by cubics", "export it with `linear`");
  if (!upsample && node.flag("antialias")) refuse("it smooths before it makes smaller (antialias)");
  if (!upsample && node.flag("exclude_outside")) refuse("it leaves out what lies outside");
  const scales = listOf(node, upsample ? 1 : 2, "scales");
  const sizes = upsample ? undefined : listOf(node, 3, "sizes");
  const out = sizes && outOf(node, sizes.slice(-spatial.length), spatial);
  const scale = scales?.slice(-spatial.length).map((each) => shortest(each));
  const kept = [...(scales ?? []), ...(sizes ?? [])].slice(0, -spatial.length);
  const before = scales ? kept.map(() => 1) : node.batch(0).slice(0, kept.length);
  if (kept.some((each, axis) => each !== before[axis])) refuse("it changes the channels or the batch");
  const words = ["half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric"] as const;
  const said = upsample ? "asymmetric" : node.word("coordinate_transformation_mode", words, "half_pixel");
  const size = out ? { out } : { scale: scale ?? refuse("it says neither scales nor sizes") };
  const extents = out ?? spatial.map((n, axis) => Math.floor(n * scale![axis]!));
  if (said === "pytorch_half_pixel" && extents.some((n) => n <= 1))
    refuse("a single row is placed by `pytorch_half_pixel`", "export it with `half_pixel`");
  const coordinates = said === "align_corners" ? "corners" : said === "asymmetric" ? "asymmetric" : "half_pixel";
  if (coordinates === "corners" && spatial.some((n, axis) => scale && !Number.isInteger(n * scale[axis]!)))
    refuse("it aligns corners by scales that give no whole sizes, which runtimes do in different ways", "say `sizes`");
  if (scale?.some((each) => fraction(each) === undefined)) refuse(`its scales (${scale}) are no small fractions`);
  if (mode === "linear") return { attributes: { ...size, mode: "bilinear", coordinates } };
  return { attributes: { ...size, mode: "nearest", coordinates, nearest: nearestOf(node, upsample) } };
}

const roundings = {
  round_prefer_floor: "half_down",
  round_prefer_ceil: "half_up",
  floor: "floor",
  ceil: "ceil",
} as const;

function nearestOf(node: OnnxNode, upsample: boolean): ResizeAttributes["nearest"] {
  if (upsample) return "floor";
  const words = ["round_prefer_floor", "round_prefer_ceil", "floor", "ceil"] as const;
  return roundings[node.word("nearest_mode", words, "round_prefer_floor")];
}

/** Numbers for each axis of the value: those that `axes` names, and what changes nothing for the others. */
function listOf(node: OnnxNode, i: number, what: "scales" | "sizes"): readonly number[] | undefined {
  const given = node.known(i);
  if (!given && node.has(i)) return refuse(`its ${what} are computed by the network`);
  const list = given ? [...given.values()] : what === "scales" ? node.numbers("scales") : undefined;
  if (!list || list.length === 0) return undefined;
  const shape = node.batch(0);
  const axes = node.integers("axes") ?? shape.map((_, axis) => axis);
  if (axes.length !== list.length) return refuse(`[${list}] is not one number for each of ${axes.length} axes`);
  const all = what === "scales" ? shape.map(() => 1) : [...shape];
  for (const [k, axis] of axes.entries()) all[place(axis, shape.length)] = list[k]!;
  return all;
}

/** The output's extents, once it is known how sizes that do not keep the proportions are meant. */
function outOf(node: OnnxNode, sizes: readonly number[], input: readonly number[]): readonly number[] {
  const policy = node.word("keep_aspect_ratio_policy", ["stretch", "not_larger", "not_smaller"], "stretch");
  if (policy === "stretch") return sizes;
  return refuse(
    "it keeps proportions, by a scale that is computed from its sizes",
    `export it with sizes (${input} in)`,
  );
}
