import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { test } from "vitest";
import { parse } from "../../grammar/parser.ts";
import { print } from "../../grammar/print.ts";
import { bare, files } from "./trees.ts";

const scatter = fc.array(fc.constantFrom(" ", " ", " ", "\n", "\n\n", " // c\n", "\n// own\n", "\n\n\n  //\n"), {
  minLength: 10,
  maxLength: 40,
});
const format = (text: string) => {
  const r = parse({ name: "a", text });
  if (r.diagnostics.length) throw new Error(JSON.stringify(r.diagnostics[0]));
  return print(r.file);
};
test("tmp", () => {
  let worst: any;
  const r = fc.check(
    fc.property(files, scatter, (file, gaps) => {
      const text0 = print(file);
      let text = text0,
        once = "";
      try {
        if (!isDeepStrictEqual(bare(parse({ name: "a", text: text0 }).file), bare(file)))
          throw new Error("differs0 " + JSON.stringify(parse({ name: "a", text: text0 }).diagnostics[0]));
        if (format(text0) !== text0) {
          once = format(text0);
          throw new Error("idem0");
        }
        let i = 0;
        const between = () => gaps[i++ % gaps.length]!;
        const tokens =
          text0.match(/"(?:[^"\\]|\\.)*"|\d+(?:\.\d+)?(?:e[+-]\d+|(?:x\d+)+)?|\w+|->|==|!=|<=|>=|&&|\|\||[^\s\w]/g) ??
          [];
        text = tokens.map((token) => token + between()).join("");
        once = format(text);
        if (format(once) !== once) throw new Error("idem1:\n" + format(once));
        if (!isDeepStrictEqual(bare(parse({ name: "a", text: once }).file), bare(file))) throw new Error("differs1");
      } catch (e) {
        worst = { error: (e as Error).message, text0, text, once };
        throw e;
      }
    }),
    { numRuns: +(process.env.RUNS ?? 2000), ...(process.env.SEED ? { seed: +process.env.SEED } : {}) },
  );
  if (r.failed) {
    console.log(
      "SEED",
      r.seed,
      "ERROR",
      worst.error,
      "\n--- text0\n" + worst.text0,
      "\n--- text\n" + worst.text,
      "\n--- once\n" + worst.once,
    );
    throw new Error("x");
  }
}, 600000);
