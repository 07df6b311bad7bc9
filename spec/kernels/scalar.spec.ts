import fc from "fast-check";
import { expect, test } from "vitest";
import { tanh } from "../../compiler/kernels/intrinsics/squashing.ts";
import {
  add,
  argument,
  constant,
  div,
  enclose,
  evaluate,
  exp,
  max,
  mul,
  print,
  sub,
} from "../../compiler/kernels/scalar.ts";
import { wgsl } from "../../compiler/kernels/wgsl.ts";
import { create } from "../../runtime/index.ts";
import { compiled, sourceOf } from "../compiled.ts";
import { testDevice } from "../device.ts";
import { seeded } from "../random.ts";

const [x, y] = [argument(0), argument(1)];

test("a formula prints with parentheses only where they are needed", () => {
  const code = (tree: Parameters<typeof print>[0]) => print(tree, "f32", wgsl`a`, wgsl`b`).text;
  expect(code(add(mul(x, y), sub(x, y)))).toBe("a * b + (a - b)");
  expect(code(mul(add(x, y), x))).toBe("(a + b) * a");
  expect(code(div(x, mul(x, y)))).toBe("a / (a * b)");
  expect(code(sub(sub(x, y), constant(1)))).toBe("a - b - 1.0f");
  expect(code(max(add(x, y), constant(0)))).toBe("max(a + b, 0.0f)");
});

test("sums and products that f32 holds are known to be exact, and no others", () => {
  const error = (tree: Parameters<typeof enclose>[0], ...values: number[]) =>
    enclose(tree, ...values.map((value) => ({ value, error: 0 }))).error;
  expect(error(add(x, y), 2 ** 23, 1)).toBe(0);
  expect(error(mul(x, y), 3, 0.125)).toBe(0);
  expect(error(add(x, y), 2 ** 24, 1)).toBeGreaterThan(0);
  expect(error(add(x, y), 1, 2 ** -60)).toBeGreaterThan(0);
  expect(error(max(x, y), 5, 7)).toBe(0);
});

test("an error of the input is carried through a formula", () => {
  fc.assert(
    fc.property(
      fc.double({ min: -20, max: 20, noNaN: true }),
      fc.double({ min: 0, max: 0.5, noNaN: true }),
      fc.double({ min: -1, max: 1, noNaN: true }),
      (value, error, part) => {
        for (const tree of [tanh(x), exp(x), mul(x, x), sub(constant(1), x), max(x, constant(0))]) {
          const enclosed = enclose(tree, { value, error });
          const moved = evaluate(tree, value + part * error);
          expect(Math.abs(moved - enclosed.value)).toBeLessThanOrEqual(enclosed.error + Math.abs(moved) * 2 ** -50);
        }
      },
    ),
    { seed: 3 },
  );
});

test("tanh on the device stays within its bound over the whole range of f32", async () => {
  const random = seeded(11);
  const values = Float32Array.from({ length: 20_000 }, () => (random() < 0.5 ? -1 : 1) * 2 ** (random() * 250 - 125));
  const text = "net T(x: 20000) { y = x -> tanh return y }";
  const network = await create(compiled(text).program, { device: await testDevice() });
  const { y: got } = await network.run({ x: values });
  network.dispose();
  expect(sourceOf(text).name).toBe("test.cnn");
  const ratios = [...values].map((value, i) => {
    const { value: expected, error } = enclose(tanh(x), { value, error: 0 });
    return Math.abs(got![i]! - expected) / error;
  });
  expect(Math.max(...ratios)).toBeLessThanOrEqual(1);
});
