/** The right side of a production. */
export type Rule =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "sequence" | "choice"; readonly parts: readonly Rule[] }
  | { readonly kind: "option" | "repetition"; readonly of: Rule };

/** Productions by name, in the order of the text. */
export type Grammar = ReadonlyMap<string, Rule>;

/** `rule = "text" name [ optional ] { repeated } ( either | or ) ;`; a comment begins with `(*`. @throws Error */
export function readEbnf(text: string): Grammar {
  const tokens = text.replaceAll(/\(\*.*?\*\)/gs, "").match(/"[^"]*"|[a-z]+(?:-[a-z]+)*|\S/g) ?? [];
  let at = 0;
  const take = (wanted: string): void => {
    if (tokens[at++] !== wanted) throw new Error(`expected ${wanted} but found ${tokens[at - 1]} (token ${at})`);
  };
  const enclosed = (close: string): Rule => {
    at++;
    const rule = choice();
    take(close);
    return rule;
  };
  function choice(): Rule {
    const parts = [sequence()];
    while (tokens[at] === "|") {
      at++;
      parts.push(sequence());
    }
    return parts.length === 1 ? parts[0]! : { kind: "choice", parts };
  }
  function sequence(): Rule {
    const parts: Rule[] = [];
    while (at < tokens.length && !["|", ";", ")", "]", "}"].includes(tokens[at]!)) parts.push(one());
    return parts.length === 1 ? parts[0]! : { kind: "sequence", parts };
  }
  function one(): Rule {
    const token = tokens[at]!;
    if (token === "(") return enclosed(")");
    if (token === "[") return { kind: "option", of: enclosed("]") };
    if (token === "{") return { kind: "repetition", of: enclosed("}") };
    at++;
    return token.startsWith('"') ? { kind: "text", text: token.slice(1, -1) } : { kind: "name", name: token };
  }
  const grammar = new Map<string, Rule>();
  while (at < tokens.length) {
    const name = tokens[at++]!;
    take("=");
    grammar.set(name, choice());
    take(";");
  }
  return grammar;
}

/** What the grammar's names without a production stand for. */
export type Terminals<T> = Readonly<Record<string, T>>;

/** True if the whole of `words` can be derived from the production `start`. */
export function derives(
  grammar: Grammar,
  start: string,
  words: readonly string[],
  terminals: Terminals<(word: string) => boolean>,
): boolean {
  const known = new Map<string, ReadonlySet<number>>();
  /** Where a derivation of the rule can end that begins at `from`. */
  function ends(rule: Rule, from: number): ReadonlySet<number> {
    const word = words[from];
    switch (rule.kind) {
      case "text":
        return new Set(word === rule.text ? [from + 1] : []);
      case "name": {
        const terminal = terminals[rule.name];
        if (terminal) return new Set(word !== undefined && terminal(word) ? [from + 1] : []);
        const key = `${rule.name} ${from}`;
        const found = known.get(key) ?? ends(productionOf(grammar, rule.name), from);
        known.set(key, found);
        return found;
      }
      case "sequence":
        return rule.parts.reduce((starts, part) => each(starts, part), new Set([from]) as ReadonlySet<number>);
      case "choice":
        return new Set(rule.parts.flatMap((part) => [...ends(part, from)]));
      case "option":
        return new Set([from, ...ends(rule.of, from)]);
      case "repetition": {
        const all = new Set([from]);
        for (const end of all) for (const next of ends(rule.of, end)) all.add(next);
        return all;
      }
    }
  }
  const each = (starts: ReadonlySet<number>, rule: Rule): ReadonlySet<number> =>
    new Set([...starts].flatMap((at) => [...ends(rule, at)]));
  return ends({ kind: "name", name: start }, 0).has(words.length);
}

/** A random text of the language, its words apart by blanks. The deeper, the rarer is what can be left out. */
export function sentence(
  grammar: Grammar,
  start: string,
  random: () => number,
  terminals: Terminals<(random: () => number) => string>,
): string {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
  function write(rule: Rule, depth: number): string {
    const chance = () => random() < 0.7 / (1 + depth / 6);
    switch (rule.kind) {
      case "text":
        return rule.text;
      case "name":
        return terminals[rule.name]?.(random) ?? write(productionOf(grammar, rule.name), depth + 1);
      case "sequence":
        return rule.parts.map((part) => write(part, depth)).join(" ");
      case "choice":
        // The first of them is the shortest, and so what ends the recursion.
        return write(depth > 20 ? rule.parts[0]! : pick(rule.parts), depth);
      case "option":
        return chance() ? write(rule.of, depth) : "";
      case "repetition": {
        const parts: string[] = [];
        while (chance() && parts.length < 4) parts.push(write(rule.of, depth));
        return parts.join(" ");
      }
    }
  }
  return write({ kind: "name", name: start }, 0);
}

function productionOf(grammar: Grammar, name: string): Rule {
  const rule = grammar.get(name);
  if (!rule) throw new Error(`the grammar has no production \`${name}\``);
  return rule;
}
