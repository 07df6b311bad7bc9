import { digits } from "../tables.ts";
import { peers as configs } from "./peers.ts";
import { bestPeer, isWrong, type PeersResult, type WarmResult } from "./result.ts";

const colors: Readonly<Record<string, string>> = {
  cnnc: "#c2410c",
  "ort-webgpu": "#1d4ed8",
  "ort-webgpu-jspi": "#60a5fa",
  "ort-jsep": "#7c3aed",
  "tfjs-webgpu": "#047857",
};

const [WIDTH, LEFT, RIGHT, TOP, ROW] = [860, 120, 120, 76, 30];

/** A row for each model, a dot for each runtime that uses WebGPU: warm latency, on a logarithmic scale. */
export function plot({ warm, machine }: PeersResult): string {
  const names = configs.flatMap(({ name, webgpu }) => (webgpu && warm.some(({ peers }) => peers[name]) ? [name] : []));
  const all = warm.flatMap((each) => dots(each, names).flatMap(({ run }) => [run.low, run.high]));
  const marks = ticks(Math.min(...all), Math.max(...all));
  const [least, most] = [marks[0]!, marks.at(-1)!].map(Math.log10) as [number, number];
  const x = (ms: number) => LEFT + ((Math.log10(ms) - least) / (most - least)) * (WIDTH - LEFT - RIGHT);
  const height = TOP + warm.length * ROW + 34;
  const rows = warm.flatMap((each, i) => row(each, names, TOP + (i + 0.5) * ROW - 4, x));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="13" fill="#1c1917">`,
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    `<text x="16" y="24" font-size="15" font-weight="600">Warm latency, median and quartiles, ${escaped(machine.adapter)}</text>`,
    `<text x="${WIDTH - 16}" y="50" text-anchor="end">best / cnnc</text>`,
    ...legend(names),
    ...marks.flatMap((ms) => tick(ms, x(ms), TOP + warm.length * ROW)),
    ...rows,
    "</svg>",
    "",
  ].join("\n");
}

/** Powers of ten from below to above, the outermost halved where there is room. */
function ticks(least: number, most: number): number[] {
  const [first, last] = [Math.floor(Math.log10(least)), Math.ceil(Math.log10(most))];
  const powers = Array.from({ length: last - first + 1 }, (_, i) => 10 ** (first + i));
  const low = least / 5 >= powers[0]! ? [5 * powers[0]!, ...powers.slice(1)] : powers;
  return most * 5 <= low.at(-1)! ? [...low.slice(0, -1), low.at(-1)! / 5] : low;
}

const tick = (ms: number, x: number, bottom: number): string[] => [
  `<line x1="${at(x)}" y1="${TOP - 8}" x2="${at(x)}" y2="${bottom}" stroke="#d6d3d1"/>`,
  `<text x="${at(x)}" y="${bottom + 18}" text-anchor="middle">${ms < 1000 ? `${ms} ms` : `${ms / 1000} s`}</text>`,
];

function legend(names: readonly string[]): string[] {
  const step = (WIDTH - LEFT - RIGHT) / names.length;
  return names.flatMap((name, i) => [
    `<circle cx="${at(LEFT + i * step)}" cy="46" r="5" fill="${colors[name]}"/>`,
    `<text x="${at(LEFT + i * step + 10)}" y="50">${name}</text>`,
  ]);
}

/** Those that have run and are right. */
function dots({ peers }: WarmResult, names: readonly string[]) {
  return names.flatMap((name) => {
    const found = peers[name];
    return found && !("failure" in found) && !isWrong(found) ? [{ name, run: found.run }] : [];
  });
}

function row(each: WarmResult, names: readonly string[], y: number, x: (ms: number) => number): string[] {
  // cnnc last, so that it is on top.
  const shown = dots(each, names).reverse();
  const best = bestPeer(each);
  return [
    ...(best ? [`<text x="${WIDTH - 16}" y="${at(y + 4)}" text-anchor="end">${digits(best.ratio)}</text>`] : []),
    `<text x="${LEFT - 16}" y="${at(y + 4)}" text-anchor="end">${each.model}</text>`,
    ...shown.flatMap(({ name, run }) => [
      `<line x1="${at(x(run.low))}" y1="${at(y)}" x2="${at(x(run.high))}" y2="${at(y)}" stroke="${colors[name]}" stroke-width="3" stroke-opacity="0.5"/>`,
      `<circle cx="${at(x(run.median))}" cy="${at(y)}" r="${name === "cnnc" ? 6 : 4.5}" fill="${colors[name]}"/>`,
    ]),
  ];
}

const at = (n: number): string => String(Math.round(n * 10) / 10);

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
