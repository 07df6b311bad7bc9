import { describe, expect, test } from "vitest";
import { nodeById } from "../../compiler/graph/graph.ts";
import { Grid } from "../../compiler/operators/grid.ts";
import { decodeBounds, decodeValues, draw, placesIn } from "../../runtime/self-check-data.ts";
import { compiled } from "../compiled.ts";
import { root } from "../interpreter.ts";
import { awkwardLayers, textOf } from "../kernels/awkward-layers.ts";
import { seeded } from "../random.ts";
import { exactCases } from "./cases.ts";

describe("the places that are looked at", () => {
  const shape = [37, 50, 60];
  const places = placesIn(shape, 1024, seeded(1)).map((offset) => [
    Math.floor(offset / 3000),
    Math.floor(offset / 60) % 50,
    offset % 60,
  ]);

  test("are all there are, or as many as were asked for, each once", () => {
    expect(placesIn([5, 3, 2], 1024, seeded(1))).toEqual([...new Array(30).keys()]);
    expect(new Set(places.map(String)).size).toBe(1024);
  });

  test("have every corner, and every residue of 16 and the last eight along every axis", () => {
    for (let corner = 0; corner < 8; corner++) {
      const at = shape.map((extent, axis) => ((corner >> axis) & 1) * (extent - 1));
      expect(places.map(String)).toContain(String(at));
    }
    for (const [axis, extent] of shape.entries()) {
      const seen = new Set(places.map((place) => place[axis]!));
      for (let i = 0; i < 16; i++) expect(seen, `axis ${axis}`).toContain(i);
      for (let i = 1; i <= 8; i++) expect(seen, `axis ${axis}`).toContain(extent - i);
    }
  });
});

test.each(awkwardLayers)("at chosen places the reference is what it is everywhere: %s: %s -> %s", (_, input, layer) => {
  const { graph } = compiled(textOf(input, layer));
  const random = seeded(1);
  const filled = (shape: readonly number[]) => new Grid(shape).map(() => random() * 2 - 1);
  for (const node of graph.nodes.filter(({ inputs }) => inputs.length > 0)) {
    const x = node.inputs.map((id) => filled(nodeById(graph)(id).shape));
    const parameters = new Map(node.parameters.map(({ role, shape }) => [role, filled(shape)]));
    const whole = root(node, x, (role) => parameters.get(role));
    const wanted = placesIn(node.shape, 7, random);
    const some = root(node, x, (role) => parameters.get(role), wanted);
    for (const offset of wanted) expect(some.values[offset]).toBe(whole.values[offset]);
  }
});

test("dispatches that do the same share a case, in one variant and across them", () => {
  const { cases, variants } = exactCases(
    compiled("net A(x: 8x6x6) { return x -> (conv(8, 3x3, pad=1) -> relu) * 3 -> conv(8, 3x3, pad=1) }", {
      apart: true,
    }),
  );
  expect(Object.values(variants)).toEqual(Object.keys(variants).map(() => [0, 0, 0, 1]));
  expect(cases.length).toBe(2);
});

test("a bound is rounded up, and what need not be exact carries one", () => {
  const { cases } = exactCases(
    compiled("net A(x: 3x9x9) { return x -> conv(4, 3x3) -> tanh -> softmax }", { apart: true }),
  );
  expect(cases.map(({ exact }) => exact)).toEqual(["intrinsic only", "does not apply"]);
  for (const [seed, test] of cases.entries()) {
    const { places } = draw(test, seed);
    const bounds = decodeBounds(test.bounds!);
    expect(decodeValues(test.expected).length).toBe(places.flat().length);
    expect(bounds.length).toBe(places.flat().length);
    for (const bound of bounds) expect(bound > 0 && bound < 1e-4).toBe(true);
  }
});
