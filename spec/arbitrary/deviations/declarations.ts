import type { Deviation, Ground } from "../invalid.ts";
import { withLines } from "./statements.ts";

const join = ({ before, head, body, end, after }: Ground): string => before + head + body + end + after;

/** The first input as another text, and one more parameter of the net. */
const withInput = (ground: Ground, input: string): string =>
  join({ ...ground, head: ground.head.replace("(x:", `(late: ${input}, x:`) });
const withParameter = (ground: Ground, parameter: string): string =>
  join({ ...ground, head: ground.head.replace(/\) \{$/, `${ground.head.includes(";") ? "," : ";"} ${parameter}) {`) });
/** A block beside the net, and a line that uses it. */
const withBlock = (ground: Ground, block: string, use = "wrong = x -> made"): string =>
  `${withLines(ground, use)}block ${block}\n`;

/** Wrong heads, blocks, and ends of a net. */
export const declarations: readonly Deviation[] = [
  { code: "CNN0110", what: "a net without its end", to: ({ before, head, body, end }) => before + head + body + end },
  { code: "CNN0110", what: "a head without its end", to: (g) => join({ ...g, head: g.head.replace(/\) \{$/, " {") }) },
  {
    code: "CNN0127",
    what: "weights in a block",
    to: (g) => withBlock(g, 'made(a) {\n  weights "a.safetensors"\n  return a -> relu\n}'),
  },
  { code: "CNN0129", what: "a parameter without a value", to: (g) => withParameter(g, "late") },
  {
    code: "CNN0203",
    what: "a block twice",
    to: (g) => withBlock(g, "made(a) {\n  return a\n}\nblock made(a) {\n  return a\n}"),
  },
  {
    code: "CNN0205",
    what: "a block without its number",
    to: (g) => withBlock(g, "made(a, n) {\n  return a -> fc(n)\n}"),
  },
  {
    code: "CNN0207",
    what: "more than a block takes",
    to: (g) => withBlock(g, "made(a) {\n  return a\n}", "wrong = x -> made(3)"),
  },
  {
    code: "CNN0208",
    what: "a block's number twice",
    to: (g) => withBlock(g, "made(a, n=1) {\n  return a -> fc(n)\n}", "wrong = x -> made(3, n=4)"),
  },
  { code: "CNN0216", what: "a block in itself", to: (g) => withBlock(g, "made(a) {\n  return a -> made\n}") },
  {
    code: "CNN0219",
    what: "a block called like an operator",
    to: (g) => withBlock(g, "relu(a) {\n  return a\n}", "wrong = x -> relu"),
  },
  { code: "CNN0220", what: "a block of two values", to: (g) => withBlock(g, "made(a) {\n  return a, a\n}") },
  { code: "CNN0403", what: "a block of nothing", to: (g) => withBlock(g, "made(a) {\n  b = a -> relu\n}") },
  { code: "CNN0222", what: "a parameter that is not whole", to: (g) => withParameter(g, "late=1/2") },
  { code: "CNN0203", what: "a parameter called like an input", to: (g) => withParameter(g, "x=1") },
  { code: "CNN0224", what: "a block for nobody", to: (g) => `${g.text}block idle(a) {\n  return a -> relu\n}\n` },
  { code: "CNN0401", what: "no net", to: ({ before, after }) => before + after.slice("\n}\n".length) },
  { code: "CNN0402", what: "two nets", to: ({ text }) => `${text}net Late(x: 8) {\n  return x -> relu\n}\n` },
  { code: "CNN0403", what: "no output", to: (g) => join({ ...g, body: `${g.body}  wrong = x -> relu`, end: "" }) },
  { code: "CNN0404", what: "outputs without names", to: (g) => join({ ...g, end: "  return x -> relu, x -> tanh" }) },
  { code: "CNN0405", what: "a line after the end", to: (g) => join({ ...g, end: `${g.end}\n  wrong = x -> relu` }) },
  { code: "CNN0125", what: "a value without a name", to: (g) => join({ ...g, body: `  x -> relu\n${g.body}` }) },
  {
    code: "CNN0408",
    what: "a file elsewhere",
    to: (g) => (g.text.includes('weights "') ? undefined : withLines(g, 'weights "../secret.safetensors"')),
  },
  { code: "CNN0201", what: "an output that is not there", to: (g) => join({ ...g, end: "  return nowhere" }) },
  { code: "CNN0407", what: "an input of nothing", to: (g) => withInput(g, "3x0x8") },
  { code: "CNN0407", what: "an input of five axes", to: (g) => withInput(g, "1x2x3x4x5") },
  { code: "CNN0409", what: "a picture with its channels last", to: (g) => withInput(g, "rgb 8x8x3") },
  { code: "CNN0410", what: "means for other channels", to: (g) => withInput(g, "3x8x8 normalize(mean=[1, 2])") },
  { code: "CNN0410", what: "a division by nothing", to: (g) => withInput(g, "3x8x8 normalize(std=0)") },
  { code: "CNN0411", what: "channels last", to: (g) => withInput(g, "28x28x1") },
];
