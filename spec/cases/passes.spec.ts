import { describe, expect, test } from "vitest";
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

describe("a layer with more weights than a kernel may bind is computed in parts", () => {
  const sharded = (body: string, mostWeights: number, input = "4x8x8") =>
    printGraph(compiled(`net A(x: ${input}) {\n${body}\n}`, { mostWeights }).graph);

  test("that are alike where channels divide, and joined under its name with what was fused into it", () => {
    expect(sharded("return x -> conv(32, 3x3, pad=1) -> relu -> maxpool(2x2)", 16 * 144)).toMatchInlineSnapshot(`
      "x: 4x8x8
      conv1 part 1(x): 16x8x8
      conv1 part 2(x): 16x8x8
      conv1(conv1 part 1, conv1 part 2) + relu1: 32x8x8
      maxpool1(relu1): 32x4x4
      return output = maxpool1"
    `);
  });

  test("the last of which is smaller where they do not", () => {
    expect(sharded("return x -> fc(37) -> tanh", 16 * 4 * 256)).toMatchInlineSnapshot(`
      "x: 4x8x8
      fc1 part 1(x): 16
      fc1 part 2(x): 16
      fc1 part 3(x): 5
      fc1(fc1 part 1, fc1 part 2, fc1 part 3) + tanh1: 37
      return output = tanh1"
    `);
  });

  test("that come before a residual join", () => {
    expect(
      sharded("y = x -> conv(8, 1x1)\nreturn y + (y -> conv(8, 3x3, pad=1)) -> relu", 4 * 8 * 9 * 4),
    ).toMatchInlineSnapshot(`
      "x: 4x8x8
      conv1(x): 8x8x8
      conv2 part 1(conv1): 4x8x8
      conv2 part 2(conv1): 4x8x8
      conv2(conv2 part 1, conv2 part 2) + add1(conv1) + relu1: 8x8x8
      return output = relu1"
    `);
  });

  test("joined step by step where they are more than a kernel may bind", () => {
    expect(sharded("return x -> fc(40)", 4 * 4 * 256)).toMatchInlineSnapshot(`
      "x: 4x8x8
      fc1 part 1(x): 4
      fc1 part 2(x): 4
      fc1 part 3(x): 4
      fc1 part 4(x): 4
      fc1 part 5(x): 4
      fc1 part 6(x): 4
      fc1 part 7(x): 4
      fc1 part 8(x): 4
      fc1 part 9(x): 4
      fc1 part 10(x): 4
      fc1 join 1(fc1 part 1, fc1 part 2): 8
      fc1 join 2(fc1 part 3, fc1 part 4): 8
      fc1 join 3(fc1 part 5, fc1 part 6): 8
      fc1 join 4(fc1 part 7, fc1 part 8): 8
      fc1 join 5(fc1 part 9, fc1 part 10): 8
      fc1(fc1 join 1, fc1 join 2, fc1 join 3, fc1 join 4, fc1 join 5): 40
      return output = fc1"
    `);
  });

  test("but not with groups, nor where four channels are too much", () => {
    expect(sharded("return x -> conv(16, 3x3, groups=2)", 4 * 144)).toMatchInlineSnapshot(`
      "x: 4x8x8
      conv1(x): 16x6x6
      return output = conv1"
    `);
    expect(sharded("return x -> fc(16)", 4 * 4 * 256 - 1)).toMatchInlineSnapshot(`
      "x: 4x8x8
      fc1(x): 16
      return output = fc1"
    `);
  });

  test("and takes its own slices of the weights, whatever was folded into them", () => {
    const { graph } = compiled("net A(x: 3x4x4) { return x -> conv(8, 1x1, bias=false) -> batchnorm(eps=0.5) }", {
      mostWeights: 64,
    });
    const [, second] = graph.nodes.filter(({ partOf }) => partOf === "conv1");
    expect(second!.parameters.map(({ shape }) => shape)).toEqual([[4, 3, 1, 1], [4]]);
    expect(JSON.stringify(second!.parameters[0]!.source)).toMatchInlineSnapshot(
      `"{"op":"mul","of":[{"name":"conv1.weight","from":12,"to":24},{"op":"div","of":[{"name":"batchnorm1.weight","from":4,"to":8},{"op":"sqrt","of":[{"op":"add","of":[{"name":"batchnorm1.running_var","from":4,"to":8},[0.5]]}]}]}]}"`,
    );
  });
});

test("weights that fill a binding stay whole: WebGPU's default limit, 128 MiB", () => {
  const parts = (features: number) =>
    compiled(`net A(x: 16384) { return x -> fc(${features}) }`, { devices: [] }).graph.nodes.filter(
      ({ partOf }) => partOf === "fc1",
    ).length;
  expect([2048, 2049, 4096, 4097].map(parts)).toEqual([0, 2, 2, 3]);
});

test("no binding of VGG-16's fully connected layer is larger than every device allows", () => {
  const { program } = compiled("net A(x: 512x7x7) { return x -> fc(4096) -> relu }");
  for (const { limits, slots, recipes, buffers, entryPoints } of program.variants) {
    expect(limits).toEqual({});
    expect(recipes.map(({ slot }) => slots[slot]!.bytes).filter((bytes) => bytes > 2 ** 20)).toEqual(
      Array(4).fill(1024 * 25088 * 4),
    );
    expect(Math.max(...buffers.map(({ bytes }) => bytes))).toBeLessThanOrEqual(2 ** 28);
    // Four equal parts share one kernel.
    expect(new Set(entryPoints.run!.map(({ kernel }) => kernel)).size).toBe(2);
  }
});
