import type { Block } from "../../grammar/ast.ts";
import { parse } from "../../grammar/parser.ts";
import type { Span } from "../../grammar/source.ts";

/** Blocks that every file can use by name. A block of the file's own with the same name stands before them. */
const text = `// A convolution split in two: a window for each channel, then a 1x1 across the channels. Howard et al. 2017, "MobileNets".
block separable(x, width, window=3, stride=1) {
  return x
    -> depthwise(window, stride=stride, pad=(window - 1) / 2, bias=false) -> batchnorm -> relu
    -> conv(width, 1x1, bias=false) -> batchnorm -> relu
}

// Three convolutions beside a shortcut; \`width\` channels inside, \`expansion\` times as many outside. He et al. 2015, "Deep
// Residual Learning", figure 5. The stride is in the 3x3, as PyTorch has it.
block bottleneck(x, width, stride=1, groups=1, expansion=4) {
  main = x -> conv(width, 1x1, bias=false) -> batchnorm -> relu
    -> conv(width, 3x3, stride=stride, pad=1, groups=groups, bias=false) -> batchnorm -> relu
    -> conv(width * expansion, 1x1, bias=false) -> batchnorm
  skip = if stride != 1 || channels(x) != width * expansion {
    x -> conv(width * expansion, 1x1, stride=stride, bias=false) -> batchnorm
  } else {
    x
  }
  return main + skip -> relu
}

// Wide inside and narrow outside, without an activation at the end. Sandler et al. 2018, "MobileNetV2", table 1.
block inverted_residual(x, width, expansion=6, stride=1) {
  main = x
    -> (conv(channels(x) * expansion, 1x1, bias=false) -> batchnorm -> relu6) if expansion != 1
    -> depthwise(3x3, stride=stride, pad=1, bias=false) -> batchnorm -> relu6
    -> conv(width, 1x1, bias=false) -> batchnorm
  return if stride == 1 && channels(x) == width { main + x } else { main }
}

// Few channels, then many from two windows. Iandola et al. 2016, "SqueezeNet", section 3.2.
block fire(x, squeeze, expand1, expand3=expand1) {
  narrow = x -> conv(squeeze, 1x1) -> relu
  a = narrow -> conv(expand1, 1x1) -> relu
  b = narrow -> conv(expand3, 3x3, pad=1) -> relu
  return concat(a, b)
}

// Four branches over one input, joined along the channels. Szegedy et al. 2014, "Going Deeper with Convolutions",
// figure 2b.
block inception(x, one, reduce3, three, reduce5, five, pooled) {
  a = x -> conv(one, 1x1) -> relu
  b = x -> conv(reduce3, 1x1) -> relu -> conv(three, 3x3, pad=1) -> relu
  c = x -> conv(reduce5, 1x1) -> relu -> conv(five, 5x5, pad=2) -> relu
  d = x -> maxpool(3x3, stride=1, pad=1) -> conv(pooled, 1x1) -> relu
  return concat(a, b, c, d)
}

// Each channel of a picture times a number in (0, 1) that all channels' means decide. Hu et al. 2017,
// "Squeeze-and-Excitation Networks", figure 2.
block squeeze_excite(x, reduction=16) {
  gate = x -> globalavgpool
    -> fc(channels(x) / reduction) -> relu -> fc(channels(x)) -> sigmoid
  return x -> mul(gate -> reshape([channels(x), 1, 1]) -> tile([height(x), width(x)]))
}
`;

/** The library as a file of its own, in canonical form. */
export const library = { name: "library.cnn", text };

let blocks: ReadonlyMap<string, Block> | undefined;

/** Parsed when a file first needs it. */
function parsed(): ReadonlyMap<string, Block> {
  if (!blocks) {
    const found = parse(library).file.items.filter((item): item is Block => item.kind === "block");
    blocks = new Map(found.map((block) => [block.name.text, block]));
  }
  return blocks;
}

export const libraryNames = (): string[] => [...parsed().keys()];

/** A block's text with the comment above it, or undefined if the library has none of that name. */
export const libraryText = (name: string): string | undefined =>
  text
    .split(/\n\n/)
    .find((part) => part.includes(`\nblock ${name}(`))
    ?.trimEnd();

/** A place in a block of the library, which lies in no file of the user's. */
interface LibrarySpan extends Span {
  /** Where it stands in the library's text; start and end are those of the block's use. */
  readonly origin: Span;
}

/** A block of the library as if it stood where it is used: what is said about it points into the user's file. */
export function libraryBlock(name: string, use: Span): Block | undefined {
  const block = parsed().get(name);
  return block && respan(block, use);
}

const respan = <T>(tree: T, { start, end }: Span): T => {
  if (typeof tree !== "object" || tree === null) return tree;
  if (Array.isArray(tree)) return tree.map((each) => respan(each, { start, end })) as T;
  const moved = (origin: Span): LibrarySpan => ({ start, end, origin });
  const fields = Object.entries(tree).map(([key, value]) => [
    key,
    /span$/i.test(key) ? moved(value) : respan(value, { start, end }),
  ]);
  return Object.fromEntries(fields) as T;
};

const originOf = (span: Span): Span | undefined => (span as Partial<LibrarySpan>).origin;

/** What the library says at a place in one of its blocks, and the line around it. */
export function inLibrary(span: Span): { readonly words: string; readonly line: string } | undefined {
  const origin = originOf(span);
  if (!origin) return undefined;
  const [from, to] = [text.lastIndexOf("\n", origin.start) + 1, text.indexOf("\n", origin.start)];
  return { words: text.slice(origin.start, origin.end), line: text.slice(from, to).trim() };
}
