import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "../../grammar/parser.ts";
import { render } from "../../grammar/render.ts";
import { seeded } from "../random.ts";
import { readEbnf, sentence } from "./ebnf.ts";
const grammar = readEbnf(readFileSync(new URL("grammar.ebnf.tmp", import.meta.url), "utf8"));
test("sentences", () => {
  const random = seeded(1);
  const pick = <T>(items: readonly T[]) => items[Math.floor(random() * items.length)]!;
  const terminals = {
    name: () => pick(["x", "y", "conv", "relu", "i", "N"]),
    number: () => pick(["0", "3", "0.5", "1e-5"]),
    size: () => pick(["3x3", "1x28x28"]),
    string: () => pick(['"a"', '"b.c"']),
  };
  const seen = new Map<string, string>();
  let total = 0;
  for (let k = 0; k < 3000; k++) {
    const text = sentence(grammar, "file", random, terminals).replace(/ +/g, " ");
    total += text.length;
    for (const d of parse({ name: "t", text }).diagnostics) {
      const key = d.code + d.message;
      if (!seen.has(key) || seen.get(key)!.length > text.length) seen.set(key, text);
    }
  }
  console.log(total / 3000);
  for (const [k, v] of [...seen].sort((a,b)=>a[1].length-b[1].length).slice(0,8)) console.log(k, "\n   ", v.slice(0, 500));
});
