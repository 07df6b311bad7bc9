import { expect, test } from "vitest";
import { compile } from "../../compiler/compile.ts";
import { inputOperator, nodeById, showShape } from "../../compiler/graph/graph.ts";
import { renderAll } from "../../grammar/render.ts";
import { sourceOf } from "../compiled.ts";
import { checked } from "../laws/layer.ts";

/** The `unpool`s of a text, each with what the pool that it names reads. */
const undone = (text: string): string[] => {
  const graph = checked(text);
  const node = nodeById(graph);
  return graph.nodes
    .filter(({ operator }) => operator === "unpool")
    .map(({ name, inputs, shape }) => {
      const read = node(inputs[1]!);
      const from = read.operator === inputOperator ? "the input" : read.name;
      return `${name} ${showShape(shape)} from ${from}`;
    });
};

const net = (body: string, before = ""): string => `${before}net A(x: 2x16x16) {\n  ${body}\n}\n`;

test("a layer is named by its own name, a label, or a value that it is bound to", () => {
  expect(undone(net("return x -> maxpool(2x2) -> unpool(from=maxpool1)"))).toEqual(["unpool1 2x16x16 from the input"]);
  expect(undone(net("return x -> relu -> maxpool(2x2) as p -> tanh -> unpool(from=p)"))).toEqual([
    "unpool1 2x16x16 from relu1",
  ]);
  expect(undone(net("p = x -> relu -> maxpool(2x2)\n  return p -> tanh -> unpool(from=p)"))).toEqual([
    "unpool1 2x16x16 from relu1",
  ]);
});

test("an encoder's pools are undone in reverse, though they were made in rounds", () => {
  expect(
    undone(net("return x -> (relu -> maxpool(2x2)) * 2 -> unpool(from=maxpool2) -> tanh -> unpool(from=maxpool1)")),
  ).toEqual(["unpool1 2x8x8 from relu2", "unpool2 2x16x16 from relu1"]);
});

test("a block finds its own layers first, then those around it; what is in another block stands in quotes", () => {
  const own = "block both(x) {\n  return x -> tanh -> maxpool(2x2) -> relu -> unpool(from=maxpool1)\n}\n";
  expect(undone(net("return x -> maxpool(2x2) -> both -> unpool(from=maxpool1)", own))).toEqual([
    "both1.unpool1 2x8x8 from both1.tanh1",
    "unpool1 2x16x16 from the input",
  ]);
  const up = "block up(x) {\n  return x -> relu -> unpool(from=maxpool1)\n}\n";
  expect(undone(net("return x -> maxpool(2x2) -> up", up))).toEqual(["up1.unpool1 2x16x16 from the input"]);
  const down = "block down(x) {\n  return x -> tanh -> maxpool(2x2)\n}\n";
  expect(undone(net('return x -> down -> unpool(from="down1.maxpool1")', down))).toEqual([
    "unpool1 2x16x16 from down1.tanh1",
  ]);
});

test("a pool is passed to a block as a value or by its name", () => {
  const up = "block up(x, pool) {\n  return x -> relu -> unpool(from=pool)\n}\n";
  expect(undone(net("p = x -> maxpool(2x2)\n  return p -> up(p)", up))).toEqual(["up1.unpool1 2x16x16 from the input"]);
  expect(undone(net("return x -> maxpool(2x2) -> up(maxpool1)", up))).toEqual(["up1.unpool1 2x16x16 from the input"]);
});

test("a condition may measure what is undone", () => {
  expect(
    undone(
      net(
        "return x -> maxpool(2x2) -> unpool(from=maxpool1) if width(x -> maxpool(4x4) -> unpool(from=maxpool1)) == 16",
      ),
    ),
  ).toEqual(["unpool1 2x16x16 from the input"]);
});

const shown = (body: string): string => `\n${renderAll(compile(sourceOf(net(body))).diagnostics, sourceOf(net(body)))}`;

test("mistakes, as the person who made them reads them", () => {
  expect(shown("return x -> maxpool(2x2) -> unpool(from=maxpol1)")).toMatchInlineSnapshot(`
    "
    error[CNN0231]: there is no layer called \`maxpol1\` above
      --> test.cnn:2:43
      2 |   return x -> maxpool(2x2) -> unpool(from=maxpol1)
        |                                           ^^^^^^^
    help: did you mean \`maxpool1\`?"
  `);
  expect(shown("p = x -> maxpool(2x2) -> relu\n  return p -> unpool(from=p)")).toMatchInlineSnapshot(`
    "
    error[CNN0232]: expected a layer of \`maxpool\` or \`globalmaxpool\`, but \`p\` is made by \`relu\`
      --> test.cnn:3:27
      2 |   p = x -> maxpool(2x2) -> relu
        |                            ---- \`p\` comes from here
      3 |   return p -> unpool(from=p)
        |                           ^"
  `);
  expect(shown("p = x -> maxpool(3x3, stride=2, pad=1)\n  return p -> unpool(from=p)")).toMatchInlineSnapshot(`
    "
    error[CNN0331]: cannot undo a pool whose windows overlap: they are 3x3, 2x2 apart
      --> test.cnn:3:22
      2 |   p = x -> maxpool(3x3, stride=2, pad=1)
        |            ------- this pool
      3 |   return p -> unpool(from=p)
        |                      ^^^^^^
    help: with \`stride=3x3\` its windows lie apart"
  `);
  expect(shown("p = x -> maxpool(2x2)\n  return p -> maxpool(2x2) -> unpool(from=p)")).toMatchInlineSnapshot(`
    "
    error[CNN0332]: expected 2x8x8, which the pool gives, but found 2x4x4
      --> test.cnn:3:38
      2 |   p = x -> maxpool(2x2)
        |            ------- this gives 2x8x8
      3 |   return p -> maxpool(2x2) -> unpool(from=p)
        |                                      ^^^^^^
        |               ------- this is 2x4x4
    help: pools are undone from the last to the first, each with what has been computed from its own output"
  `);
  expect(shown("return x -> maxpool(2x2) -> unpool(from=2)")).toMatchInlineSnapshot(`
    "
    error[CNN0206]: \`from\` must be the name of a max pool above, such as \`maxpool1\`, or a value that one gives, but is the number 2
      --> test.cnn:2:43
      2 |   return x -> maxpool(2x2) -> unpool(from=2)
        |                                           ^"
  `);
  expect(shown("return x -> unpool")).toMatchInlineSnapshot(`
    "
    error[CNN0205]: \`unpool\` needs \`from\`
      --> test.cnn:2:15
      2 |   return x -> unpool
        |               ^^^^^^
    help: \`from\`, the max pool that is undone: the name of a max pool above, such as \`maxpool1\`, or a value that one gives"
  `);
});
