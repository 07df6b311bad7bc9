import { expect, test } from "vitest";
import { closest } from "../../grammar/suggest.ts";

const operators = ["conv", "deconv", "maxpool", "avgpool", "relu", "tanh", "softmax", "fc", "x"];

test("a slip of one letter or two swapped ones finds its word", () => {
  expect(closest("sofmax", operators)).toBe("softmax");
  expect(closest("con", operators)).toBe("conv");
  expect(closest("rleu", operators)).toBe("relu");
  expect(closest("MaxPool", operators)).toBe("maxpool");
  expect(closest("averagpool", ["avgpool", "averagepool"])).toBe("averagepool");
});

test("a word that resembles none gets no suggestion, since a wrong one misleads", () => {
  expect(closest("linear", operators)).toBeUndefined();
  expect(closest("y", operators)).toBeUndefined();
  expect(closest("", operators)).toBeUndefined();
  expect(closest("conv", [])).toBeUndefined();
});

test("of several the nearest wins, and the first of equals", () => {
  expect(closest("convs", ["cons", "conv", "convx"])).toBe("cons");
  expect(closest("maxpol", operators)).toBe("maxpool");
});
