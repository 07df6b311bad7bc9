import type { Choices } from "./choices.ts";
import type { Around, Value } from "./probe.ts";
import { callText, chainText, followText, type Material, stageText, sumText, type Use } from "./stage.ts";

/** A way to write a use: its expression, and what has to be declared for it. */
export interface Spelling extends Around {
  readonly expression: string;
}

export interface Site extends Material {
  /** The value that the use begins with. */
  readonly value: Value;
}

type Speller = (use: Use, site: Site, choices: Choices) => Spelling;

const plain = (expression: string): Spelling => ({ expression, items: [], parameters: [] });

/** Every construct of the language around one use. What does not fit is found by checking the text; `sign` is for operators that have one. */
export const spellers: Readonly<Record<string, Speller>> = {
  chain: (use) => plain(chainText(use)),
  call: (use) => plain(callText(use)),
  sign: (use) => plain(sumText(use)),
  label: (use, { fresh }, choices) => {
    const name = fresh("layer");
    return plain(chainText({ ...use, label: choices.pick([` as ${name}`, ` as "${name}.0.conv-1"`]) }));
  },
  group: (use, site, choices) => plain(`${use.source} -> (${stageText(use)} -> ${follow(site, choices)})`),
  repetition: (use, site, choices) => {
    const stages = choices.chance(0.5) ? `${stageText(use)} -> ${follow(site, choices)}` : stageText(use);
    const times = choices.pick([2, 3, 1, 0]);
    const name = site.fresh("N");
    return choices.chance(0.4)
      ? { expression: `${use.source} -> (${stages}) * ${name}`, items: [], parameters: [`${name}=${times}`] }
      : plain(`${use.source} -> (${stages}) * ${times}`);
  },
  rounds: (use, site, choices) => {
    const round = site.fresh("i");
    const number = integerArgument(use, choices);
    const grown = (text: string) =>
      choices.pick([`${text} + ${round}`, `${text} * 2^${round}`, `(${round} + 1) * ${text}`]);
    const stage = number ? stageText(replaced(use, number, grown(number.text))) : stageText(use);
    const last = choices.chance(0.5)
      ? ` -> ${follow(site, choices)} if ${round} ${choices.pick(["<", "==", ">="])} 1`
      : "";
    return plain(`${use.source} -> (${stage}${last}) * ${choices.pick([2, 3])} as ${round}`);
  },
  condition: (use, site, choices) => {
    const not = choices.chance(0.5) ? ` -> ${follow(site, choices)} if !(${holds(site, choices)})` : "";
    return plain(`${chainText(use)} if ${holds(site, choices)}${not}`);
  },
  if: (use, site, choices) => {
    const [chosen, other] = [chainText(use), `${use.source} -> ${follow(site, choices)}`];
    const condition = holds(site, choices);
    return plain(
      choices.pick([
        `if ${condition} { ${chosen} } else { ${other} }`,
        `if !(${condition}) { ${other} } else { ${chosen} }`,
        `if !(${condition}) { ${other} } else if ${condition} { ${chosen} } else { ${use.source} }`,
      ]),
    );
  },
  block: (use, site, choices) => {
    const { name, item, given } = block(use, site, choices);
    return { expression: `${name}(${given.join(", ")})`, items: [item], parameters: [] };
  },
  "block twice": (use, site, choices) => {
    const { name, item, given } = block(use, site, choices);
    const [first, ...others] = given;
    const stage = others.length > 0 ? `${name}(${others.join(", ")})` : name;
    const joins = site.pool.filter(({ operands }) => operands === 2 || operands === "many");
    const call = `${name}(${given.join(", ")})`;
    const twice =
      joins.length > 0 && choices.chance(0.5)
        ? `${choices.pick(joins).name}(${call}, ${call})`
        : `${first} -> ${stage} -> ${stage}`;
    return { expression: twice, items: [item], parameters: [] };
  },
};

/** A stage that can follow another: in most cases it keeps the shape. */
function follow({ pool, value }: Site, choices: Choices): string {
  const one = pool.filter(({ operands }) => operands === 1);
  return followText(choices.pick(one.length > 0 ? one : pool), value.shape, choices);
}

/** A condition that is true. */
function holds({ value: { name, shape } }: Site, choices: Choices): string {
  const channels = shape[0]!;
  return choices.pick([
    `channels(${name}) == ${channels}`,
    `size(${name}) > ${channels - 1}`,
    "1 < 2",
    `channels(${name}) != ${channels} || 3 >= 2 + 1`,
    `true && channels(${name}) <= ${channels}`,
  ]);
}

/** A use as a block: the values that it reads are parameters of the same names, and one number may have a name too. */
function block(use: Use, site: Site, choices: Choices): { name: string; item: string; given: string[] } {
  const [name, n] = [site.fresh("part"), site.fresh("n")];
  const reads = readsOf(chainText(use), site.values);
  const number = integerArgument(use, choices);
  const named = number ? choices.pick(["nowhere", "passed", "default", "constant"] as const) : "nowhere";
  const body = number && named !== "nowhere" ? replaced(use, number, n) : use;
  const stages = chainText(choices.chance(0.3) ? { ...body, label: " as inner" } : body);
  const parameter = { nowhere: [], passed: [n], default: [`${n}=${number?.text}`], constant: [] }[named];
  const lines = [
    ...(named === "constant" ? [`const ${n} = ${number?.text}`] : []),
    ...(choices.chance(0.5) ? [`h = ${stages}`, `return h -> ${follow(site, choices)}`] : [`return ${stages}`]),
  ];
  const head = [...reads, ...parameter].join(", ");
  const passed = named === "passed" ? [choices.pick([number!.text, `${n}=${number!.text}`])] : [];
  return { name, item: `block ${name}(${head}) {\n  ${lines.join("\n  ")}\n}\n`, given: [...reads, ...passed] };
}

/** Names of the values that a text mentions, the one that it begins with first. */
export const readsOf = (text: string, values: readonly Value[]): string[] => {
  const words = text.match(/\w+/g) ?? [];
  const known = new Set(values.map(({ name }) => name));
  return [...new Set(words.filter((word) => known.has(word)))];
};

interface NumberAt {
  readonly at: number;
  readonly text: string;
}

/** An argument that is a whole number. */
function integerArgument(use: Use, choices: Choices): NumberAt | undefined {
  const found = use.arguments.flatMap(({ text }, at) => (/^\d+$/.test(text) ? [{ at, text }] : []));
  return found.length > 0 ? choices.pick(found) : undefined;
}

const replaced = (use: Use, { at }: NumberAt, text: string): Use => ({
  ...use,
  arguments: use.arguments.map((argument, i) => (i === at ? { ...argument, text } : argument)),
});

/** The same use with one of its numbers computed: from a constant, a parameter of the net, arithmetic, or a shape. */
export function computed(
  use: Use,
  { value, fresh }: Site,
  choices: Choices,
): { use: Use; declared: Around } | undefined {
  const number = integerArgument(use, choices);
  if (!number) return undefined;
  const n = Number(number.text);
  const [constant, parameter] = [fresh("k"), fresh("P")];
  const axes = ["channels", "width", "height", "depth"].slice(0, value.shape.length);
  const axis = choices.pick(axes);
  const extent = axis === "channels" ? value.shape[0]! : value.shape.at(-axes.indexOf(axis))!;
  const difference = n - extent;
  const [text, items, parameters] = choices.pick([
    [constant, [`const ${constant} = ${n}\n`], []],
    [parameter, [], [`${parameter}=${n}`]],
    [`2 * ${n} - ${n}`, [], []],
    [`${2 * n} / 2`, [], []],
    [`${axis}(${value.name}) ${difference < 0 ? "-" : "+"} ${Math.abs(difference)}`, [], []],
    [`(${constant} + 1)^2 - ${(n + 1) ** 2 - n}`, [`const ${constant} = ${n}\n`], []],
  ] as const);
  return { use: replaced(use, number, text), declared: { items, parameters } };
}
