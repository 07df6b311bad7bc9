import fc from "fast-check";

/** A network as generated: a text that is always valid, and a batch. */
export interface RandomNetwork {
  readonly text: string;
  readonly batch: number;
}

/**
 * Random networks over the operator table. Each layer is a handful of raw numbers that are folded into what is legal at
 * its place, so that every network is valid and shrinks to a smaller valid one. Sizes favour what kernels stumble over:
 * residues mod 4, odd widths, 1x1, windows as large as the input, uneven padding, strides beyond the window.
 */
export const network = (): fc.Arbitrary<RandomNetwork> =>
  fc
    .record({
      channels: channelCount,
      extents: fc.array(fc.constantFrom(1, 2, 3, 5, 6, 7, 8, 9, 11, 13), { minLength: 2, maxLength: 2 }),
      layers: fc.array(layer, { minLength: 1, maxLength: 5 }),
      batch: fc.constantFrom(1, 1, 2, 3),
    })
    .map(({ channels, extents, layers, batch }) => ({ text: write([channels, ...extents], layers), batch }));

const channelCount = fc.constantFrom(1, 2, 3, 4, 5, 7, 8, 12, 13);
const small = fc.nat({ max: 12 });

/** Kinds that fit every shape, and write themselves. */
const plain = ["relu", "tanh", "sigmoid", "softmax", "leakyrelu", "batchnorm", "scale", "scale(bias=true)", "dropout"];
const kinds = [
  "conv",
  "conv",
  "conv",
  "grouped",
  "depthwise",
  "maxpool",
  "avgpool",
  "global",
  "residual",
  "gate",
  "concat",
  "fc",
  "flatten",
];

const layer = fc.record({
  kind: fc.constantFrom(...kinds, ...plain),
  channels: channelCount,
  window: fc.tuple(small, small),
  stride: fc.tuple(small, small),
  pad: fc.tuple(small, small, small, small),
  dilation: fc.tuple(small, small),
  flags: fc.nat({ max: 7 }),
});
type Layer = typeof layer extends fc.Arbitrary<infer T> ? T : never;

type Shape = readonly number[];
interface Written {
  readonly stages: string;
  readonly shape: Shape;
}

function write(input: Shape, layers: readonly Layer[]): string {
  const lines: string[] = [];
  let [value, shape] = ["x", input];
  layers.forEach((each, n) => {
    const name = `v${n + 1}`;
    const { stages, shape: next } = stage(each, shape, value);
    lines.push(`  ${name} = ${stages}`);
    [value, shape] = [name, next];
  });
  return `net Random(x: ${input.join("x")}) {\n${lines.join("\n")}\n  return ${value}\n}\n`;
}

function stage(each: Layer, shape: Shape, from: string): Written {
  const [channels] = shape as [number];
  const flat = shape.length === 1;
  switch (each.kind) {
    case "conv":
    case "grouped":
      return flat ? dense(each, from) : convolution(each, shape, from);
    case "maxpool":
    case "avgpool":
      return flat ? { stages: `${from} -> relu`, shape } : pool(each.kind, each, shape, from);
    case "depthwise":
      return flat ? dense(each, from) : depthwise(each, shape, from);
    case "global":
      return flat
        ? { stages: `${from} -> relu`, shape }
        : {
            stages: `${from} -> global${each.flags & 1 ? "avg" : "max"}pool`,
            shape: [channels, ...shape.slice(1).map(() => 1)],
          };
    case "gate":
      return { stages: `mul(${from}, ${from} -> sigmoid)`, shape };
    case "concat":
      return {
        stages: `concat(${from}, ${from} -> relu${each.flags & 1 ? `, ${from}` : ""})`,
        shape: [channels * (2 + (each.flags & 1)), ...shape.slice(1)],
      };
    case "residual":
      return residual(each, shape, from, channels);
    case "fc":
      return dense(each, from);
    case "flatten":
      return { stages: `${from} -> flatten`, shape: [shape.reduce((a, b) => a * b, 1)] };
    default:
      return { stages: `${from} -> ${each.kind}`, shape };
  }
}

const dense = (each: Layer, from: string): Written => ({
  stages: `${from} -> fc(${each.channels}${each.flags & 1 ? ", bias=false" : ""})${each.flags & 2 ? " -> tanh" : ""}`,
  shape: [each.channels],
});

function residual(each: Layer, shape: Shape, from: string, channels: number): Written {
  const branch = shape.length === 1 ? `fc(${channels})` : `conv(${channels}, ${each.flags & 1 ? "1x1" : "3x3, pad=1"})`;
  const after = each.flags & 2 ? " -> relu" : "";
  return {
    stages: each.flags & 4 ? `(${from} -> ${branch}) + ${from}${after}` : `${from} + (${from} -> ${branch})${after}`,
    shape,
  };
}

function depthwise(each: Layer, shape: Shape, from: string): Written {
  const multiplier = 1 + (each.flags & 1);
  const { stages, shape: out } = convolution({ ...each, kind: "conv", flags: each.flags & 4 }, shape, from);
  const channels = shape[0]! * multiplier;
  return {
    stages: stages.replace(/conv\(\d+, ([^,)]+)/, `depthwise($1${multiplier > 1 ? ", multiplier=2" : ""}`),
    shape: [channels, ...out.slice(1)],
  };
}

/** A window that fits: dilation first, then an extent that the padded input holds. */
function convolution(each: Layer, [channels, ...extents]: Shape, from: string): Written {
  const groups = each.kind === "grouped" ? commonDivisor(channels!, each.channels, each.flags) : 1;
  const before = [each.pad[0] % 3, each.pad[1] % 3];
  const after = [each.pad[2] % 3, each.pad[3] % 3];
  const room = extents.map((n, axis) => n + before[axis]! + after[axis]!);
  const dilation = room.map((n, axis) => Math.min(1 + (each.dilation[axis]! % 3), Math.max(1, n - 1)));
  const window = room.map(
    (n, axis) => 1 + (each.window[axis]! % Math.min(5, Math.floor((n - 1) / dilation[axis]!) + 1)),
  );
  const stride = each.stride.map((s) => 1 + (s % 4));
  const out = room.map((n, axis) => Math.floor((n - dilation[axis]! * (window[axis]! - 1) - 1) / stride[axis]!) + 1);
  const attributes = [
    each.channels,
    window.join("x"),
    stride.some((s) => s > 1) && `stride=${stride.join("x")}`,
    dilation.some((d) => d > 1) && `dilation=${dilation.join("x")}`,
    [...before, ...after].some((p) => p > 0) &&
      `pad={top: ${before[0]}, bottom: ${after[0]}, left: ${before[1]}, right: ${after[1]}}`,
    groups > 1 && `groups=${groups}`,
    each.flags & 1 && "bias=false",
    each.flags & 2 && "flip",
  ];
  const activation = each.flags & 4 ? " -> relu" : "";
  return {
    stages: `${from} -> conv(${attributes.filter(Boolean).join(", ")})${activation}`,
    shape: [each.channels, ...out],
  };
}

function commonDivisor(a: number, b: number, choice: number): number {
  const divisors = [2, 3, 4, 5, 7, 13, a].filter((g) => a % g === 0 && b % g === 0);
  return divisors[choice % divisors.length] ?? 1;
}

/** Less padding than the window on every side, so that no window is empty. */
function pool(kind: "maxpool" | "avgpool", each: Layer, [channels, ...extents]: Shape, from: string): Written {
  const window = extents.map((n, axis) => 1 + (each.window[axis]! % Math.min(4, n)));
  const pad = window.map((k, axis) => Math.min(each.pad[axis]! % 3, k - 1));
  const stride = each.stride.map((s) => 1 + (s % 4));
  const out = extents.map((n, axis) => Math.floor((n + 2 * pad[axis]! - window[axis]!) / stride[axis]!) + 1);
  const attributes = [
    window.join("x"),
    `stride=${stride.join("x")}`,
    pad.some((p) => p > 0) && `pad=[${pad.join(", ")}]`,
    kind === "avgpool" && `over=${each.flags & 1 ? "valid" : "window"}`,
  ];
  return { stages: `${from} -> ${kind}(${attributes.filter(Boolean).join(", ")})`, shape: [channels!, ...out] };
}
