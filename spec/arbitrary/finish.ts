import { surfaceOperators } from "../../compiler/operators/index.ts";
import type { Choices } from "./choices.ts";
import type { Draft } from "./draft.ts";
import { graphOf, type Value } from "./probe.ts";

export interface Finished {
  readonly text: string;
  /** What the text binds to a name: inputs and lines. */
  readonly values: readonly Value[];
}

/** The text of a draft: its inputs prepared, what nothing reads returned, and the net's own defaults, if they fit. */
export function finish(draft: Draft, choices: Choices): Finished {
  const inputs = draft.inputs.map((input) => inputText(input, choices)).join(", ");
  const blocks = draft.items.filter((item) => item.startsWith("block")).join("");
  const local = draft.items.filter(
    (item) => choices.chance(0.3) && isConstant(item) && !mentions(blocks, nameOf(item)),
  );
  const items = draft.items.filter((item) => !local.includes(item));
  const [before, after] = choices.chance(0.2) ? [[], items] : [items, []];
  const lines = bodyOf(draft, choices);
  const body = [
    ...(choices.chance(0.1) ? ['weights "random.safetensors"'] : []),
    ...local.map((item) => item.trimEnd()),
    ...lines,
  ];
  const text = (parameters: readonly string[]): string => {
    const head = parameters.length > 0 ? `${inputs}; ${parameters.join(", ")}` : inputs;
    return `${before.join("")}net Random(${head}) {\n  ${body.join("\n  ")}\n}\n${after.join("")}`;
  };
  const plain = text(draft.parameters);
  // The last line may stand behind `return`, without its name.
  const values = draft.values.filter(
    ({ name }) => lines.length > draft.lines.length || name !== draft.lines.at(-1)?.name,
  );
  const strict = choices.chance(0.2) ? text([...draft.parameters, choices.pick(words)]) : undefined;
  return { text: strict !== undefined && graphOf(strict) ? strict : plain, values };
}

const isConstant = (item: string): boolean => item.startsWith("const");
const nameOf = (item: string): string => item.split(" ")[1]!;
const mentions = (text: string, name: string): boolean => text.split(/\W+/).includes(name);

/** Defaults for all operators that have such an attribute: `fit=exact`. */
const words: readonly string[] = surfaceOperators.flatMap(({ attributes }) =>
  Object.entries(attributes).flatMap(([name, { domain }]) =>
    domain.kind === "words" ? domain.words.map((word) => `${name}=${word}`) : [],
  ),
);

/** `image: rgb 3x8x8 scale 1/256 normalize(mean=0.5, std=[0.25, 0.5, 1])`, with numbers that keep arithmetic exact. */
function inputText({ name, shape }: Value, choices: Choices): string {
  const mode = shape.length === 3 ? { 1: "gray ", 3: "rgb " }[shape[0]!] : undefined;
  const text = `${name}: ${mode && choices.chance(0.4) ? mode : ""}${shape.join("x")}`;
  const scale = choices.chance(0.1) ? ` scale ${choices.pick(["1/256", "2", "0.5"])}` : "";
  if (!choices.chance(0.1)) return text + scale;
  const each = (numbers: readonly number[]): string =>
    choices.chance(0.5)
      ? String(choices.pick(numbers))
      : `[${Array.from({ length: shape[0]! }, (_, c) => numbers[c % numbers.length]).join(", ")}]`;
  const arguments_ = [`mean=${each([0.5, 0.25, 1])}`, `std=${each([0.5, 2, 0.25])}`];
  return `${text}${scale} normalize(${choices.pick([arguments_, arguments_.slice(1), arguments_.slice(0, 1)]).join(", ")})`;
}

/** The lines, and a `return` of what nothing reads and of some of the rest. */
function bodyOf(draft: Draft, choices: Choices): string[] {
  const unread = draft.unread();
  const others = draft.values.filter((value) => !unread.includes(value) && choices.chance(0.08));
  const outputs = [...unread, ...others];
  const lines = draft.lines.map(({ name, expression }) => `${name} = ${expression}`);
  const last = draft.lines.at(-1);
  if (outputs.length === 1 && outputs[0]!.name === last?.name && choices.chance(0.5))
    return [...lines.slice(0, -1), `return ${last.expression}`];
  const names = outputs.length > 0 ? outputs : draft.values.slice(0, 1);
  return [
    ...lines,
    `return ${choices
      .rotated(names)
      .map(({ name }) => name)
      .join(", ")}`,
  ];
}
