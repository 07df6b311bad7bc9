import { expect, test } from "vitest";
import { printGraph } from "../../compiler/graph/print.ts";
import { compiled } from "../compiled.ts";

const graph = (body: string, input = "4x8x8", fuse = true): string =>
  printGraph(compiled(`net A(x: ${input}) {\n${body}\n}`, { fuse }).graph);

test("an activation runs in its convolution's registers", () => {
  expect(graph("return x -> conv(4, 3x3, pad=1) -> relu -> maxpool(2x2)")).toMatchInlineSnapshot(`
    "x: 4x8x8
    conv1(x) + relu1: 4x8x8
    maxpool1(relu1): 4x4x4
    return output = maxpool1"
  `);
});

test("a residual join is folded into the branch that is made last", () => {
  expect(
    graph("a = x -> conv(4, 3x3, pad=1) -> relu\nb = a -> conv(4, 3x3, pad=1)\nreturn a + b -> relu"),
  ).toMatchInlineSnapshot(`
    "x: 4x8x8
    conv1(x) + relu1: 4x8x8
    conv2(relu1) + add1(relu1) + relu2: 4x8x8
    return output = relu2"
  `);
});

test("a value that is read twice keeps its own kernel", () => {
  expect(graph("a = x -> conv(4, 3x3, pad=1)\nreturn (a -> relu) + (a -> tanh)")).toMatchInlineSnapshot(`
    "x: 4x8x8
    conv1(x): 4x8x8
    relu1(conv1): 4x8x8
    tanh1(conv1) + add1(relu1): 4x8x8
    return output = add1"
  `);
});

test("a value that is returned as well is not folded away", () => {
  expect(graph("a = x -> conv(4, 3x3)\nb = a -> relu\nreturn a, b")).toMatchInlineSnapshot(`
    "x: 4x8x8
    conv1(x): 4x6x6
    relu1(conv1): 4x6x6
    return a = conv1, b = relu1"
  `);
});

test("flatten before fc costs nothing", () => {
  expect(graph("return x -> flatten -> fc(10)")).toMatchInlineSnapshot(`
    "x: 4x8x8
    fc1(x): 10
    return output = fc1"
  `);
});

test("an input that is returned gets a copy, and so does a value that is returned twice", () => {
  expect(graph("a = x -> relu\nb = a\nreturn x, a, b")).toMatchInlineSnapshot(`
    "x: 4x8x8
    relu1(x): 4x8x8
    copy1(x): 4x8x8
    copy2(relu1): 4x8x8
    return x = copy1, a = relu1, b = copy2"
  `);
});

test("without fusion every operator has a kernel", () => {
  expect(graph("return x -> conv(4, 3x3, pad=1) -> relu -> flatten -> fc(10)", "4x8x8", false)).toMatchInlineSnapshot(`
    "x: 4x8x8
    conv1(x): 4x8x8
    relu1(conv1): 4x8x8
    flatten1(relu1): 256
    fc1(flatten1): 10
    return output = fc1"
  `);
});
