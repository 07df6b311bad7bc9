import { test } from "vitest";
import { parse } from "../../grammar/parser.ts";
import { print } from "../../grammar/print.ts";
import { renderAll } from "../../grammar/render.ts";

const bodies = [
  "  return if N > 1 { x -> relu }",
  "  y = if N > 1 x -> relu else x\n  return y",
  "  y = if N > 1 { x -> relu } else x -> tanh\n  return y",
  "  y = if (N > 1) x else y\n  return y",
  "  if N > 1 {\n    y = x -> relu\n    z = y\n  } else {\n    y = x\n  }\n  return y",
  "  a = x -> relu\n  if N > 1 { a -> relu } else { a }\n  return a",
  "  a = x -> relu\n  if N > 1 {\n    b = a -> relu\n  }\n  return a",
  "  return if N > 1 { return x -> relu } else { return x }",
  "  return x -> relu if 0 < N < 3",
  "  return if N = 1 && M = 2 { x } else { x -> relu }",
  "  return if (N = 1) { x } else { x -> relu }",
  "  return x -> relu if N = 1",
  "  return x -> conv(3, 3x3) * 2",
  "  return x -> conv(3, 3x3) -> relu * N as i -> tanh",
  "  return x -> (conv(3, 3x3) * 2 -> relu) * 3",
  "  return x -> (conv(3, 3x3) -> relu) as i",
  "  return x -> (conv(3, 3x3) -> relu * 3",
  "  return x -> (x -> relu) * 3 * 2",
  "  return x -> () * 3",
  "  return x -> (relu tanh) * 3",
  "  return x -> (relu + x) * 3",
  "  return x -> (3 -> relu)",
  "  return x -> relu as\n  y = 3",
  "  return x -> relu as 3",
  "  a = x as y\n  return a",
  "  return if N > 1 { x -> relu } else { x } + x",
  "  return x + if N > 1 { x -> relu } else { x }",
  "  skip = if N > 1 {\n    x -> relu\n  } else {\n    x\n  return skip",
  "  skip = if N > 1 { x -> relu else { x }\n  return skip",
  "  skip = if N > 1 { } else { x }\n  return skip",
  "  skip = if x -> relu { x } else { x }\n  return skip",
  "  skip = if { x } else { x }\n  return skip",
  "  a = f(x; 3);\n  return a",
  "  block r(x) {\n    return x -> relu\n  }\n  return x -> r",
  "  net r(x: 3) {\n    return x -> relu\n  }\n  return x -> r",
  "  return x -> relu if",
  "  return x -> relu if N > 1 && -> tanh",
  "  return if a & b { x } else if a | !c { x } else { x }",
  "  return if a and b { x } else { x }",
  "  return if not a { x } else { x }",
  "  return if a ≤ b { x } else { x }",
  "  return if a { x } elif b { x } else { x }",
  "  return a ? x : y",
  "  return x -> maxpool(2x2) as p1 if N > 1 as q",
  "  return if a { x } else if b { x }",
];
const files = [
  "net A(x: 10; N) {\n  return x\n}\n",
  "net A(x: 10; N: 2; M=3) {\n  return x\n}\n",
  "net A(x: bgr 3x8x8) {\n  return x\n}\n",
  "net A(x: rgb) {\n  return x\n}\n",
  "net A(x: rgb 3x8x8 normalize(mean=[1]) scale 1/255) {\n  return x\n}\n",
  "net A(x: rgb 3x8x8, scale) {\n  return x\n}\n",
  "net A(x: rgb 3x8x8 scal 2) {\n  return x\n}\n",
  "net A(x: rgb 3x8x8 normalize) {\n  return x\n}\n",
  'block r(x: 3x8x8; y) {\n  weights "a"\n  return x -> relu\n}\n',
  "block r {\n  return x -> relu\n}\n",
  "block (x) {\n  return x -> relu\n}\n",
  "block r(x,, y) {\n  return x -> relu\n}\n",
  "block r(x) {\n  return x -> relu\n\nnet A(x: 3) {\n  return x\n}\n",
  "block r(x\n  return x -> relu\n\nnet A(x: 3) {\n  return x\n}\n",
  "net A(x: 3) {\n  return x\n\n  block r(x) {\n    return x\n  }\n",
  "net A(x: 3) {\n  y = f(x\n\n  block r(x) {\n    return x\n  }\n  return y\n}\n",
];
test("tmp", () => {
  let out = "";
  for (const b of [...bodies.map((b) => `net A(x: 1x28x28; N=2) {\n${b}\n}\n`), ...files]) {
    const s = { name: "a", text: b };
    const { file, diagnostics } = parse(s);
    out += `==================\n${b}--\n${renderAll(diagnostics, s)}\n-- kept: ${file.items.map((i) => `${i.kind} ${i.name.text}${i.kind === "const" ? "" : `{${i.body.map((x) => ("name" in x ? x.name.text : x.kind))}}`}`)}\n`;
    try {
      out += `-- printed: ${print(file)}`;
    } catch (e) {
      out += e;
    }
  }
  console.log(out);
});
