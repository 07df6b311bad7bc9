import fc from "fast-check";

/**
 * Texts that nobody meant: good ones with pieces cut, doubled, swapped or replaced, and sheer noise. Words are taken from
 * the language, from other frameworks, and from what breaks programs: prototype names, WGSL and path tricks, huge numbers.
 */
export const hostileText = (seeds: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 4, arbitrary: edited(seeds, edit, apply) },
    { weight: 6, arbitrary: edited(seeds, exchange, exchanged) },
    { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 200 }) },
    { weight: 1, arbitrary: fc.array(word, { maxLength: 60 }).map((words) => words.join(" ")) },
  );

/** A seed with a few edits done to it. */
const edited = <E>(
  seeds: readonly string[],
  one: fc.Arbitrary<E>,
  how: (text: string, edit: E) => string,
): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom(...seeds), fc.array(one, { minLength: 1, maxLength: 4 }))
    .map(([text, edits]) => edits.reduce(how, text));

/** One word or number in the place of another: most such texts still parse, and the checker has to find what is wrong. */
const exchange = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  from: fc.double({ min: 0, max: 1, noNaN: true }),
  number: fc.option(fc.constantFrom("0", "1", "2", "3", "7", "64", "1000000", "0.5")),
});

function exchanged(
  text: string,
  { at, from, number }: typeof exchange extends fc.Arbitrary<infer T> ? T : never,
): string {
  const tokens = [...text.matchAll(/\w+/g)];
  const target = tokens[Math.floor(at * (tokens.length - 1))];
  if (!target) return text;
  const other = /^\d+$/.test(target[0]) && number ? number : tokens[Math.floor(from * (tokens.length - 1))]![0];
  return text.slice(0, target.index) + other + text.slice(target.index + target[0].length);
}

const words = [
  ..."net block const weights return if else as rgb gray scale normalize conv fc relu maxpool avgpool batchnorm concat add".split(
    " ",
  ),
  ..."-> + - * / ^ ( ) { } [ ] , ; : = == != < <= && || ! // 3x3 1x28x28 0x0 5 0 -1 1.5 1e999 9007199254740993 2^1000".split(
    " ",
  ),
  ..."__proto__ constructor toString vec4f fn main var<storage> ../../etc/passwd \u202e \u0000 → × “x” ​ 𝒳 Conv2d padding= kernel_size=".split(
    " ",
  ),
  '"',
  "'",
  "`",
  "$" + "{x}",
  "*/",
  "\n",
  "\t",
  "\r\n",
  "\\",
];
const word = fc.constantFrom(...words);

const edit = fc.record({
  kind: fc.constantFrom("delete", "double", "insert", "replace", "swap", "repeat"),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.nat({ max: 40 }),
  to: fc.double({ min: 0, max: 1, noNaN: true }),
  word,
});
type Edit = typeof edit extends fc.Arbitrary<infer T> ? T : never;

function apply(text: string, { kind, at, length, to, word: inserted }: Edit): string {
  const start = Math.floor(at * text.length);
  const piece = text.slice(start, start + length);
  const [before, after] = [text.slice(0, start), text.slice(start + length)];
  switch (kind) {
    case "delete":
      return before + after;
    case "double":
      return before + piece + piece + after;
    case "insert":
      return before + inserted + text.slice(start);
    case "replace":
      return before + inserted + after;
    case "repeat":
      return before + inserted.repeat(length) + text.slice(start);
    default: {
      const target = Math.floor(to * text.length);
      return text.slice(0, target) + piece + text.slice(target);
    }
  }
}
