import { expect, test } from "vitest";
import { verifyCases } from "../../compiler/cli/verify-cases.ts";
import { encode, encodeTensor, type GraphText, type Numbers } from "../import/encode.ts";
import { called, folderWith } from "./cli.ts";

const numbers = (shape: readonly number[], ...values: number[]): Numbers => ({ shape, values });
const stored = (tensor: Numbers): Uint8Array => encodeTensor(tensor).finish();

/** A folder as ONNX's backend tests have it. */
const caseOf = (dir: string, graph: GraphText, inputs: readonly Numbers[], outputs: readonly Numbers[]) => ({
  [`${dir}/model.onnx`]: encode(graph),
  ...Object.fromEntries(inputs.map((each, i) => [`${dir}/test_data_set_0/input_${i}.pb`, stored(each)])),
  ...Object.fromEntries(outputs.map((each, i) => [`${dir}/test_data_set_0/output_${i}.pb`, stored(each)])),
});

const unary = (op: string): GraphText => ({
  nodes: [{ op, inputs: ["x"], outputs: ["y"] }],
  inputs: { x: [2, 3] },
  outputs: { y: [2, 3] },
});
const x = numbers([2, 3], -1, 2, -3, 4, -5, 6);

/** A filter that is an input: ONNX's tests of layers pass theirs so. */
const convolution: GraphText = {
  nodes: [{ op: "Conv", inputs: ["x", "w"], outputs: ["y"], attributes: { kernel_shape: [2] } }],
  inputs: { x: [2, 1, 3], w: [1, 1, 2] },
  outputs: { y: [2, 1, 2] },
};

const files = {
  ...caseOf("node/test_relu", unary("Relu"), [x], [numbers([2, 3], 0, 2, 0, 4, 0, 6)]),
  ...caseOf("node/test_relu_wrong", unary("Relu"), [x], [numbers([2, 3], 0, 2, 0, 4, 0.5, 6)]),
  ...caseOf("node/test_nonzero", unary("NonZero"), [x], [x]),
  ...caseOf(
    "node/test_conv",
    convolution,
    [numbers([2, 1, 3], 1, 2, 3, 4, 5, 6), numbers([1, 1, 2], 10, 1)],
    [numbers([2, 1, 2], 12, 23, 45, 56)],
  ),
  "node/test_torn/model.onnx": encode(unary("Relu")).subarray(0, 20),
  "node/test_torn/test_data_set_0/input_0.pb": stored(x),
  "node/test_empty/model.onnx": encode(unary("Relu")),
};

test("each case by itself: one that breaks does not take the others with it", async () => {
  const folder = folderWith(files);
  const run = (json: boolean) => called((output) => verifyCases({ cases: [folder], software: true }, output), { json });
  const { code, stdout } = await run(false);
  expect(code).toBe(1);
  expect(stdout.replaceAll(`${folder}/`, "").replace(/ on .*\(software\)/, "")).toMatchInlineSnapshot(`
    "fail         node/test_empty       it has no \`test_data_set_0\`
    unsupported  node/test_nonzero     NonZero: no operator of a \`.cnn\` does what \`NonZero\` does here
    fail         node/test_relu_wrong  \`y\` at [1,1]: expected 0.5, found 0, off by 0.5 where 0.0005001 is allowed (onnx/backend/test/runner)
    fail         node/test_torn        it is no ONNX file, or only a part of one (premature EOF)
    failed: 2 pass, 3 fail, 1 unsupported of 6 cases, within 1e-7 + 0.001 · |expected| (onnx/backend/test/runner)
    "
  `);
  const { stdout: json } = await run(true);
  const { cases, totals } = JSON.parse(json) as { cases: { dir: string; status: string }[]; totals: unknown };
  expect(totals).toEqual({ pass: 2, fail: 3, unsupported: 1 });
  expect(cases.map(({ dir, status }) => `${dir.split("/").at(-1)} ${status}`)).toEqual([
    "test_conv pass",
    "test_empty fail",
    "test_nonzero unsupported",
    "test_relu pass",
    "test_relu_wrong fail",
    "test_torn fail",
  ]);
});

test("a folder without cases is said to be one", async () => {
  const { code, stderr } = await called((output) => verifyCases({ cases: [folderWith({ "a.txt": "" })] }, output));
  expect([code, stderr]).toEqual([2, expect.stringContaining("error[no-cases]: ")]);
});
