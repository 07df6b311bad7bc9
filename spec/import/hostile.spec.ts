import fc from "fast-check";
import { expect, test } from "vitest";
import { compile } from "../../compiler/compile.ts";
import {
  BrokenFile,
  decodeTensor,
  type Imported,
  type ImportOptions,
  importOnnx,
} from "../../compiler/import/index.ts";
import { encode, type GraphText, ramp, whole } from "./encode.ts";
import { encoded, files } from "./models.ts";

// An ONNX file may come from anywhere. Whatever is in it, the importer answers with diagnostics, in bounded time.

/** Either a text that compiles, or errors that say why there is none: never both, never neither. */
function expectAnswer(bytes: Uint8Array, options: ImportOptions = {}): Imported {
  const answer = importOnnx(bytes, options);
  const errors = answer.diagnostics.filter(({ severity }) => severity === "error");
  if (answer.source) {
    expect(errors).toEqual([]);
    expect(compile(answer.source, { devices: [] }).compiled).toBeDefined();
  } else {
    expect(errors.length).toBeGreaterThan(0);
    expect(answer.weights.size).toBe(0);
  }
  // Nothing that a terminal obeys.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  expect(JSON.stringify(answer.diagnostics)).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
  return answer;
}

const model = fc.constantFrom(...encoded);

test("a file that ends too early", () => {
  fc.assert(
    fc.property(model, fc.double({ min: 0, max: 1, noNaN: true }), (bytes, share) => {
      expectAnswer(bytes.slice(0, Math.floor(bytes.length * share)));
    }),
    { numRuns: 200 },
  );
});

test("a file with bytes changed", () => {
  const change = fc.record({ at: fc.nat(), to: fc.nat(255) });
  fc.assert(
    fc.property(model, fc.array(change, { minLength: 1, maxLength: 8 }), (bytes, changes) => {
      const damaged = bytes.slice();
      for (const { at, to } of changes) damaged[at % damaged.length] = to;
      expectAnswer(damaged);
    }),
    { numRuns: 1500 },
  );
});

test("any bytes", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      expectAnswer(bytes);
      try {
        decodeTensor(bytes).values();
      } catch (error) {
        expect(error).toBeInstanceOf(BrokenFile);
      }
    }),
    { numRuns: 500 },
  );
});

/** Any names, operators and attributes, wired at random. */
const graph = fc.record({
  nodes: fc.array(
    fc.record({
      op: fc.constantFrom(
        ..."Conv ConvTranspose MaxPool AveragePool Gemm MatMul Add Mul Sub Div Concat Reshape Slice Split Pad Resize Transpose Flatten Softmax LRN Clip LayerNormalization GroupNormalization BatchNormalization Gather Range Expand ConstantOfShape Squeeze Unsqueeze ReduceMean PRelu DepthToSpace SpaceToDepth Shape Size Tile".split(
          " ",
        ),
      ),
      inputs: fc.array(fc.constantFrom("x", "w", "v", "k", "z", "a0", "a1", "a2", "a3", ""), { maxLength: 5 }),
      attributes: fc.dictionary(
        fc.constantFrom(
          ..."axis axes pads kernel_shape strides dilations group perm split blocksize alpha size ceil_mode keepdims num_groups mode auto_pad output_shape output_padding epsilon".split(
            " ",
          ),
        ),
        fc.oneof(
          fc.integer({ min: -3, max: 9 }),
          fc.constantFrom(2 ** 31, -(2 ** 31), Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER),
          fc.array(fc.oneof(fc.integer({ min: -2, max: 4 }), fc.constantFrom(2 ** 40, -1)), { maxLength: 6 }),
          fc.constantFrom("SAME_UPPER", "VALID", "edge", "linear", "\u0000"),
          fc.record({ f: fc.constantFrom(0, 1, -1, 1e30, Number.NaN, Number.POSITIVE_INFINITY) }),
        ),
        { maxKeys: 4 },
      ),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  shape: fc.array(fc.oneof(fc.integer({ min: 1, max: 6 }), fc.constantFrom(0, -1, 2 ** 31, 2 ** 52)), {
    minLength: 0,
    maxLength: 5,
  }),
});

test("absurd attributes, shapes and wiring", () => {
  fc.assert(
    fc.property(graph, fc.constantFrom("first", "none"), ({ nodes, shape }, batch) => {
      const text: GraphText = {
        inputs: { x: shape },
        outputs: { [`a${nodes.length - 1}`]: undefined },
        constants: {
          w: ramp(2, 3, 3, 3),
          v: ramp(3),
          k: whole(1, -1, 0, 2),
          z: { shape: [], values: [2 ** 40], whole: true },
        },
        nodes: nodes.map((node, i) => ({ ...node, outputs: [`a${i}`] })),
      };
      expectAnswer(encode(text), { batch: batch as "first" });
    }),
    { numRuns: 3000 },
  );
});

test.each(["Identity", "Cast", "CastLike", "Shape", "Size", "Transpose"])("%s of an input that is left out", (op) => {
  const text: GraphText = {
    inputs: { x: [1, 3] },
    outputs: { a: undefined },
    nodes: [{ op, inputs: ["", "x"], outputs: ["a"], attributes: op === "Cast" ? { to: 1 } : {} }],
  };
  expect(expectAnswer(encode(text)).diagnostics.map(({ message }) => message)).toEqual(["input 1 is left out"]);
});

test("a circle of nodes", () => {
  const circle: GraphText = {
    inputs: { x: [1, 3] },
    outputs: { a: [1, 3] },
    nodes: [
      { op: "Add", inputs: ["x", "b"], outputs: ["a"] },
      { op: "Relu", inputs: ["a"], outputs: ["b"] },
    ],
  };
  expect(expectAnswer(encode(circle)).diagnostics.map(({ message }) => message)).toEqual([
    "it needs its own output, through node 2",
  ]);
});

test("a long chain is no deeper than the stack", () => {
  const length = 5000;
  const nodes = Array.from({ length }, (_, i) => ({
    op: "Relu",
    inputs: [i === 0 ? "x" : `a${i - 1}`],
    outputs: [`a${i}`],
  }));
  const long: GraphText = { inputs: { x: [1, 3] }, outputs: { [`a${length - 1}`]: [1, 3] }, nodes };
  expect(importOnnx(encode(long)).diagnostics).toEqual([]);
});

test("a constant that doubles itself takes no longer than it looks", () => {
  const nodes = Array.from({ length: 200 }, (_, i) => ({
    op: "Add",
    inputs: [`c${i}`, `c${i}`],
    outputs: [`c${i + 1}`],
  }));
  const doubling: GraphText = {
    inputs: { x: [1, 3] },
    outputs: { y: [1, 3] },
    constants: { c0: ramp(3) },
    nodes: [...nodes, { op: "Add", inputs: ["x", "c200"], outputs: ["y"] }],
  };
  expectAnswer(encode(doubling));
});

test("sizes that would fill the memory", () => {
  const huge: GraphText = {
    inputs: { x: [1, 3] },
    outputs: { y: [1, 3] },
    constants: { n: whole(2 ** 20, 2 ** 20), m: whole(2 ** 30) },
    nodes: [
      { op: "ConstantOfShape", inputs: ["n"], outputs: ["a"] },
      { op: "Expand", inputs: ["a", "n"], outputs: ["b"] },
      { op: "MatMul", inputs: ["x", "b"], outputs: ["y"] },
    ],
  };
  expect(expectAnswer(encode(huge)).diagnostics[0]!.message).toMatch("too");
});

test("names are text and nothing else", () => {
  const name = '"\u001b[31m\n} net Evil(x: 1) { return x } // ';
  const { residual } = files;
  const renamed: GraphText = {
    ...residual,
    inputs: { [name]: residual.inputs.image! },
    nodes: residual.nodes.map((node) => ({
      ...node,
      name,
      inputs: node.inputs.map((each) => (each === "image" ? name : each)),
    })),
  };
  const { source } = expectAnswer(encode(renamed), { name });
  expect(source!.text.match(/^ *net /gm)).toHaveLength(1);
});

test("data that lies in other files is asked for by its location, and must be as long as it says", () => {
  const asked: string[] = [];
  const external = (location: string) => {
    asked.push(location);
    return location === "weights.bin" ? new Uint8Array(24) : undefined;
  };
  const graphOf = (location: string, offset: string): GraphText => ({
    inputs: { x: [1, 3] },
    outputs: { y: [1, 2] },
    constants: { w: { shape: [2, 3], values: [], external: { location, offset } } },
    nodes: [{ op: "Gemm", inputs: ["x", "w"], outputs: ["y"], attributes: { transB: 1 } }],
  });
  expect(expectAnswer(encode(graphOf("weights.bin", "0")), { external }).source).toBeDefined();
  for (const [location, offset] of [
    ["weights.bin", "8"],
    ["weights.bin", "-4"],
    ["weights.bin", "x"],
    ["../secret", "0"],
  ] as const)
    expect(expectAnswer(encode(graphOf(location, offset)), { external }).diagnostics[0]!.code).toBe("broken");
  expect(asked).toContain("../secret");
  expect(expectAnswer(encode(graphOf("weights.bin", "0"))).diagnostics[0]!.message).toMatch("which is not here");
});
