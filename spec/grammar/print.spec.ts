import fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "../../grammar/parser.ts";
import { print } from "../../grammar/print.ts";
import { bare, files } from "./trees.ts";

/** The canonical form of a text that must be right. */
function format(text: string): string {
  const { file, diagnostics } = parse({ name: "a.cnn", text });
  expect(diagnostics).toEqual([]);
  return print(file);
}

test("a printed tree parses to the same tree", () => {
  fc.assert(
    fc.property(files, (file) => {
      const { file: again, diagnostics } = parse({ name: "a.cnn", text: print(file) });
      expect(diagnostics).toEqual([]);
      expect(bare(again)).toEqual(bare(file));
    }),
    { numRuns: 300 },
  );
});

test("printing a printed text changes nothing", () => {
  fc.assert(
    fc.property(files, (file) => {
      const once = print(file);
      expect(format(once)).toBe(once);
    }),
    { numRuns: 300 },
  );
});

/** Line breaks and comments between any two tokens, in strings nowhere. */
const scatter = fc.array(fc.constantFrom(" ", " ", " ", "\n", "\n\n", " // c\n", "\n// own\n", "\n\n\n  //\n"), {
  minLength: 10,
  maxLength: 40,
});

const everyToken = /"(?:[^"\\]|\\.)*"|\d+(?:\.\d+)?(?:e[+-]\d+|(?:x\d+)+)?|\w+|->|[=!<>]=|&&|\|\||[^\s\w]/g;

test("comments and line breaks anywhere are kept or moved once, and never lost", () => {
  fc.assert(
    fc.property(files, scatter, (file, gaps) => {
      let i = 0;
      const between = () => gaps[i++ % gaps.length]!;
      const tokens = print(file).match(everyToken) ?? [];
      const text = tokens.map((token) => token + between()).join("");
      const once = format(text);
      expect(format(once)).toBe(once);
      expect(bare(parse({ name: "a.cnn", text: once }).file)).toEqual(bare(file));
      const comments = (s: string) =>
        s.replace(/"(?:[^"\\]|\\.)*"/g, "").match(/(?<=\/\/.*)\b(c|own)$|(?<=\/\/.*)\b(c|own);/gm)?.length ?? 0;
      expect(comments(once)).toBe(comments(text));
    }),
    { numRuns: 200 },
  );
});

test("line breaks in chains and lists, blank lines and comments stay where the author put them", () => {
  const text = `// LeNet-5, LeCun et al. 1998
/// kept as it is

const k = [[0, -1, 0],
           [-1, 5, -1], // the middle
           // and last
           [0, -1, 0]]
const m = [
  1, 2,
  3,
]

net LeNet5(image: 1x28x28) { // begins
  weights "lenet5.safetensors"

  digit = image
    -> conv(6, 5x5, pad=2) -> tanh -> avgpool(2x2) // first
    // in the chain
    -> fc(120) -> tanh
  return digit, // one a line
         image
  // last
} // ends

// end of file
`;
  expect(format(text)).toBe(text);
});

test("spacing is made regular", () => {
  expect(
    format(`net A(x:1x8x8,y : 3 ,){a=x->conv( 6,3x3 , pad = {top:1,left : 2}, )
    return   a+-y*2,(x)}
  const k=[1,2 ,1 / 16]
  block  r ( x,y = 1 ){return if!x<=y{x}else{y}->(f as  a)*2 as i if i==1}
  net B(x:rgb 3x8x8 scale 1/255 normalize (mean=[ 1 ]);N=2,){}`),
  ).toBe(`net A(x: 1x8x8, y: 3) {
  a = x -> conv(6, 3x3, pad={top: 1, left: 2})
  return a + -y * 2, x
}

const k = [1, 2, 1/16]

block r(x, y=1) {
  return (if !x <= y { x } else { y }) -> (f as a) * 2 as i if i == 1
}

net B(x: rgb 3x8x8 scale 1/255 normalize(mean=[1]); N=2) {
}
`);
});

test("parentheses stay only where precedence needs them", () => {
  const printed = (text: string) => format(`const a = ${text}\n`).slice("const a = ".length, -1);
  expect(printed("((1 + (2 * 3)))")).toBe("1 + 2 * 3");
  expect(printed("(1 + 2) * 3 - (4 - 5)")).toBe("(1 + 2) * 3 - (4 - 5)");
  expect(printed("-(2^2) + (-2)^2")).toBe("-2^2 + (-2)^2");
  expect(printed("(2^3)^4 + 2^(3^4) + 2^(-3)")).toBe("(2^3)^4 + 2^3^4 + 2^-3");
  expect(printed("(a + b) -> f((c -> d), (e))")).toBe("a + b -> f(c -> d, e)");
  expect(printed("(a -> b) + c -> d")).toBe("(a -> b) + c -> d");
  expect(printed("((a + 1) < b) && (!(c == d) || (e))")).toBe("a + 1 < b && (!(c == d) || e)");
  expect(printed("(if (a) { (b) } else { if c { d } else { e } })")).toBe("if a { b } else if c { d } else { e }");
  expect(printed("if a { b } else { c } -> f")).toBe("(if a { b } else { c }) -> f");
  expect(printed("x -> ((f) * ((M - 1)) -> (g)) * (2^i) if (c)")).toBe("x -> ((f) * (M - 1) -> (g)) * 2^i if c");
});

test("a group or an `if` that is broken has its content on lines of its own", () => {
  expect(
    format(`block r(x, k) {
  a = x -> (conv(8, 3x3)
    -> relu) * 3 as i
  b = if k > 1 { a -> relu // the usual
  } else { // of one
    // nothing to do
    a } // and so on
  c = b -> ( // twice
    relu -> (tanh
    // own
    ) * k if k > 2) * 2
  return c
}`),
  ).toBe(`block r(x, k) {
  a = x -> (
    conv(8, 3x3)
      -> relu
  ) * 3 as i
  b = if k > 1 {
    a -> relu // the usual
  } else { // of one
    // nothing to do
    a
  } // and so on
  c = b -> ( // twice
    relu -> (
      tanh
      // own
    ) * k if k > 2
  ) * 2
  return c
}
`);
});

test("a group or an `if` that does not fit on a line is broken", () => {
  const stages = Array.from({ length: 4 }, (_, i) => `conv(${i}, 3x3, pad=1) -> relu`).join(" -> ");
  expect(format(`net A(x: 1x8x8; N=2) { return if N > 1 { x -> (${stages}) * N } else { x } }`)).toBe(
    `net A(x: 1x8x8; N=2) {
  return if N > 1 {
    x
      -> (
        conv(0, 3x3, pad=1) -> relu -> conv(1, 3x3, pad=1) -> relu -> conv(2, 3x3, pad=1) -> relu
          -> conv(3, 3x3, pad=1) -> relu
      ) * N
  } else {
    x
  }
}
`,
  );
});

test("a line longer than 100 columns is broken before an arrow or an argument", () => {
  const stages = Array.from({ length: 8 }, (_, i) => `conv(${i}, 3x3, pad=1)`).join(" -> ");
  expect(format(`net A(x: 1x8x8) { return x -> ${stages} }`)).toBe(`net A(x: 1x8x8) {
  return x -> conv(0, 3x3, pad=1) -> conv(1, 3x3, pad=1) -> conv(2, 3x3, pad=1)
    -> conv(3, 3x3, pad=1) -> conv(4, 3x3, pad=1) -> conv(5, 3x3, pad=1) -> conv(6, 3x3, pad=1)
    -> conv(7, 3x3, pad=1)
}
`);
});
