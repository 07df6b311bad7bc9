import { elements, type Shape } from "../../../compiler/graph/graph.ts";
import type { Deviation, Ground } from "../invalid.ts";

type Fits = (shape: Shape) => boolean;

const any: Fits = () => true;
const volume: Fits = (shape) => shape.length > 1;
const flat: Fits = (shape) => shape.length < 4;
/** A window of two or three finds its place on every axis. */
const roomy: Fits = (shape) => shape.length > 1 && shape.slice(1).every((n) => n >= 3);

/** A text with lines put in before the `return`. */
export const withLines = ({ before, head, body, end, after }: Ground, lines: string): string =>
  `${before}${head}${body}  ${lines}\n${end}${after}`;

/** A statement about one of the net's values, `$` in the text; not in a net that has a default for `said`. */
const statement = (
  code: string,
  what: string,
  lines: string | ((shape: Shape) => string),
  fits = any,
  said?: string,
): Deviation => ({
  code,
  what,
  to: (ground, choices) => {
    const values = ground.values.filter(({ shape }) => fits(shape));
    if (values.length === 0 || (said && ground.head.includes(`${said}=`))) return undefined;
    const { name, shape } = choices.pick(values);
    const text = typeof lines === "string" ? lines : lines(shape);
    return withLines(ground, text.replaceAll("$", name));
  },
});

const times = (shape: Shape, text: string | number): string =>
  shape
    .slice(1)
    .map(() => text)
    .join(", ");

/** Lines that do not belong in any net. Those on one operator's own rules name it, as the diagnostics do. */
export const statements: readonly Deviation[] = [
  statement("CNN0101", "a semicolon", "wrong = $ -> relu;"),
  statement("CNN0101", "a character that means nothing", "wrong = $ -> relu ?"),
  statement("CNN0102", "a string without its end", 'wrong = $ -> relu as "layer'),
  statement("CNN0103", "a Windows path", 'wrong = $ -> relu as "a\\b"'),
  statement("CNN0104", "a number without its first digit", "wrong = $ -> dropout(.5)"),
  statement("CNN0105", "a number that cannot be held", "wrong = $ -> fc(9007199254740993)"),
  statement("CNN0106", "another multiplication sign", "wrong = ($ -> (relu) × 2)"),
  statement("CNN0111", "a bracket too many", "wrong = $ -> fc(5))"),
  statement("CNN0112", "a bracket of another kind", "wrong = $ -> fc(5]"),
  statement("CNN0113", "brackets too deep", `const deep = ${"[".repeat(65)}1${"]".repeat(65)}`),
  statement("CNN0120", "an arrow to nowhere", "wrong = $ ->\n  later = $"),
  statement("CNN0121", "no comma", "wrong = $ -> concat($ $)"),
  statement("CNN0122", "no arrow", "wrong = $ -> fc(5) relu"),
  statement("CNN0123", "no parentheses", "wrong = $ -> fc 5"),
  statement("CNN0124", "a sum after a chain", "wrong = $ -> relu + $"),
  statement("CNN0126", "two weights files", 'weights "a.safetensors"\n  weights "b.safetensors"'),
  statement("CNN0128", "a block inside", "block inside(a) {\n    return a\n  }"),
  statement("CNN0130", "no `else`", "wrong = if 1 < 2 { $ -> relu }"),
  statement("CNN0131", "no braces", "wrong = if 1 < 2 { $ -> relu } else $"),
  statement("CNN0131", "a choice as in Python", "wrong = $ -> relu if 1 < 2 else $"),
  statement("CNN0132", "a statement in a branch", "if 1 < 2 { wrong = $ } else { wrong = $ }"),
  statement("CNN0133", "a chained comparison", "wrong = $ -> relu if 0 < 1 < 2"),
  statement("CNN0134", "one `=` in a condition", "wrong = $ -> relu if channels($) = 1"),
  statement("CNN0135", "a repetition without parentheses", "wrong = $ -> fc(5) * 2"),
  statement("CNN0136", "an `if` as a stage", "wrong = $ -> if 1 < 2 { relu } else { tanh }"),
  statement("CNN0137", "a loop", "for i in range(3) {\n    wrong = $ -> relu\n  }"),
  statement("CNN0201", "an unknown value", "wrong = nowhere -> relu"),
  statement("CNN0202", "an unknown operator", "wrong = $ -> rellu"),
  statement("CNN0203", "a name bound again", "$ = $ -> relu"),
  statement("CNN0203", "a label used again", "wrong = $ -> relu as again -> relu as again"),
  statement("CNN0204", "a block's unknown parameter", "wrong = $ -> dropout(probability=0.5)"),
  statement("CNN0205", "nothing of what must be given", "wrong = $ -> fc"),
  statement("CNN0206", "a word for a number", "wrong = $ -> fc(many)"),
  statement("CNN0206", "a size of another rank", (s) => `wrong = $ -> maxpool([1, ${times(s, 1)}])`, volume),
  statement("CNN0209", "one value to join", "wrong = $ -> add"),
  statement("CNN0209", "one value to concat", "wrong = concat($)"),
  statement("CNN0209", "no value", "wrong = relu()"),
  statement("CNN0210", "a number as a value", "wrong = 3 -> relu"),
  statement("CNN0210", "a difference of values", "wrong = $ - $"),
  statement("CNN0211", "a ragged list", "const ragged = [[1, 2], [3]]"),
  statement("CNN0211", "a value as weights", "wrong = $ -> scale(weights=$)"),
  statement("CNN0212", "a number as a condition", "wrong = if size($) { $ -> relu } else { $ }"),
  statement("CNN0213", "a division by nothing", "wrong = $ -> fc(1 / (channels($) - channels($)))"),
  statement("CNN0214", "an axis that is not there", "wrong = $ -> fc(depth($))", flat),
  statement("CNN0215", "a negative repetition", "wrong = $ -> (relu) * (0 - 1)"),
  statement("CNN0215", "half a repetition", "wrong = $ -> (relu) * 1.5"),
  statement("CNN0218", "a label with a slash", 'wrong = $ -> relu as "a/b"'),
  statement("CNN0223", "a label in a repetition", "wrong = $ -> (relu as each) * 2"),
  statement("CNN0225", "an unknown number", "wrong = $ -> (fc(2^i)) * 2"),
  statement(
    "CNN0301",
    "a window that must fit",
    (s) => `wrong = $ -> maxpool(1, stride=[${times(s, 2)}], fit=exact, round=floor)`,
    (s) => s.length > 1 && s.slice(1).some((n) => n % 2 === 0),
  ),
  statement(
    "CNN0302",
    "rows that are dropped",
    (s) => `wrong = $ -> maxpool(2, stride=[${times(s, 2)}], fit=floor, round=floor)`,
    (s) => roomy(s) && s.slice(1).some((n) => n % 2 === 1),
  ),
  statement(
    "CNN0303",
    "a window that is too large",
    (s) =>
      `wrong = $ -> depthwise([${s
        .slice(1)
        .map((n) => n + 1)
        .join(", ")}])`,
    volume,
  ),
  statement("CNN0304", "the same padding for an even window", "wrong = $ -> conv(1, 2, pad=same)", volume),
  statement(
    "CNN0305",
    "groups that do not divide",
    (s) => `wrong = $ -> conv(${s[0]! + 1}, 1, groups=${s[0]! + 1})`,
    volume,
  ),
  statement("CNN0306", "a sum of two shapes", (s) => `wrong = ($ -> fc(${elements(s) + 1})) + $`),
  statement("CNN0307", "a vector that is convolved", "wrong = $ -> flatten -> conv(1, 1)"),
  statement("CNN0308", "windows of nothing but padding", "wrong = $ -> maxpool(2, pad=2)", volume),
  statement(
    "CNN0309",
    "a mean over unsaid padding",
    "wrong = $ -> avgpool(3, stride=1, pad=1, round=floor)",
    roomy,
    "over",
  ),
  statement(
    "CNN0310",
    "weights of another shape",
    (s) => `wrong = $ -> scale(weights=[${new Array(s[0]! + 1).fill(1).join(", ")}])`,
  ),
  statement(
    "CNN0312",
    "a tensor beyond limits",
    (s) => `wrong = $ -> fc(${Math.ceil(2 ** 30 / elements(s)) + 1})`,
    (s) => elements(s) > 1,
  ),
  statement(
    "CNN0313",
    "places that differ",
    (s) => `wrong = concat($, $ -> conv(1, 1, pad=${s.length}, stride=1))`,
    volume,
  ),
  statement("CNN0314", "too many to join", "wrong = concat($, $, $, $, $, $, $, $)"),
  statement("CNN0315", "an output that is cut off", "wrong = $ -> deconv(1, 1, pad=99)", volume),
  statement("CNN0316", "more rows than a stride leaves open", "wrong = $ -> deconv(1, 1, stride=2, extra=2)", volume),
  statement(
    "CNN0317",
    "two sizes for one output",
    (s) =>
      `wrong = $ -> deconv(1, 1, stride=2, extra=1, out=[${s
        .slice(1)
        .map((n) => 2 * n - 1)
        .join(", ")}])`,
    volume,
  ),
  statement(
    "CNN0318",
    "offsets of another shape",
    "wrong = deformconv($, $, 1, 1)",
    (s) => s.length === 3 && s[0] !== 2,
  ),
  statement("CNN0319", "offsets for no picture", "wrong = deformconv($, $, 1, 1)", (s) => s.length !== 3),
  statement("CNN0340", "a range upside down", "wrong = $ -> clip(1, 0)"),
  statement("CNN0350", "elements too many", (s) => `wrong = $ -> reshape(${elements(s) + 1})`),
  statement(
    "CNN0351",
    "more of a mirror than there is",
    (s) => `wrong = $ -> pad([${s.slice(1).join(", ")}], mode=reflect)`,
    volume,
  ),
  statement("CNN0352", "a channel that is not there", (s) => `wrong = $ -> slice(channels, to=${s[0]! + 1})`),
  statement("CNN0353", "everything cropped", "wrong = $ -> crop(sides=99)", volume),
  statement(
    "CNN0354",
    "no exact centre",
    (s) =>
      `wrong = $ -> crop([${s
        .slice(1)
        .map((n) => n - 1)
        .join(", ")}])`,
    roomy,
  ),
  statement("CNN0355", "a crop of no size", "wrong = $ -> crop", volume),
  statement("CNN0356", "parts that are not equal", (s) => `wrong = $ -> split(${s[0]! + 1}, part=0)`),
  statement("CNN0357", "a part that is not there", "wrong = $ -> split(1, part=1)"),
  statement(
    "CNN0358",
    "a nearest row that is not said",
    "wrong = $ -> resize(2, mode=nearest, coordinates=asymmetric)",
    volume,
    "nearest",
  ),
  statement("CNN0359", "a value for nothing", "wrong = $ -> pad(1, mode=replicate, value=1)", volume),
  statement("CNN0406", "a value that nobody reads", "wrong = $ -> relu"),
  statement("CNN0231", "a layer that is not there", "wrong = $ -> unpool(from=nowhere)"),
  statement("CNN0232", "a layer of another kind", "wrong = $ -> relu as plain -> unpool(from=plain)"),
  statement(
    "CNN0331",
    "windows that overlap, undone",
    "wrong = $ -> maxpool(3, stride=2, pad=1) as pooled -> unpool(from=pooled)",
    roomy,
    "fit",
  ),
  statement(
    "CNN0332",
    "another shape than the pool's, undone",
    "wrong = $ -> maxpool(1) as pooled -> maxpool(2, stride=1) -> unpool(from=pooled)",
    roomy,
  ),
];
