import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { check } from "../../compiler/check/check.ts";
import { meet } from "../../compiler/cli/draw/blocks.ts";
import { lay } from "../../compiler/cli/draw/layout.ts";
import { modelOf } from "../../compiler/cli/draw/model.ts";
import { svgOf } from "../../compiler/cli/draw/svg.ts";
import { graph } from "../../compiler/cli/graph.ts";
import { parse } from "../../grammar/parser.ts";
import { launchChromium } from "../browser/chromium.ts";
import { compiled, sourceOf } from "../compiled.ts";
import { called, cnnc, folderWith } from "./cli.ts";

const branches = `net Branches(image: 3x32x32) {
  x = image -> conv(8, 3x3, pad=1) -> batchnorm -> relu -> maxpool(2x2)
  one = x -> conv(16, 1x1) -> relu
  three = x -> conv(8, 1x1) -> relu -> conv(16, 3x3, pad=1) -> relu
  mixed = concat(one, three, x) -> conv(16, 3x3, stride=2, pad=1) -> dropout -> leakyrelu
  skip = mixed -> conv(16, 3x3, pad=1) -> batchnorm
  both = skip + mixed -> relu
  scores = both -> flatten -> fc(10) -> softmax
  return scores, both
}
`;

const drawn = (text: string, options: { readonly fuse?: boolean } = {}) => {
  const path = join(folderWith({ "net.cnn": text }), "net.cnn");
  return called((output) => graph(path, { fuse: true, ...options }, output), { json: true });
};

test("what one kernel computes is in one box: epilogues, and what was folded into weights", async () => {
  const { code, data } = await drawn(branches);
  expect(code).toBe(0);
  expect(data.kernels).toEqual([
    ["conv1", "batchnorm1", "relu1"],
    ["conv2", "relu2"],
    ["conv3", "relu3"],
    ["conv4", "relu4"],
    ["conv5", "dropout1", "leakyrelu1"],
    ["conv6", "batchnorm2", "add1", "relu5"],
  ]);
  expect((await drawn(branches, { fuse: false })).data.kernels).toEqual([]);
});

test("values that leave a kernel are labelled with their shapes", async () => {
  const { data } = await drawn(branches);
  const between = (from: string, to: string) =>
    data.edges.find((edge: { from: string; to: string }) => edge.from === from && edge.to === to);
  expect(between("> image", "conv1")).toEqual({ from: "> image", to: "conv1", shape: "3x32x32" });
  expect(between("relu2", "concat1")).toEqual({ from: "relu2", to: "concat1", shape: "16x16x16" });
  expect(between("conv1", "batchnorm1")).toEqual({ from: "conv1", to: "batchnorm1" });
  expect(between("leakyrelu1", "add1").shape).toBe("16x8x8");
  expect(between("softmax1", "scores >").shape).toBe("10");
});

/** Blocks below each other, each around a shortcut. */
const tall = `net Tall(x: 8x16x16; N=20) {
  return x -> (residual(8)) * N -> conv(4, 1x1) -> (conv(4, 3x3, pad=1)) * 3
}

block residual(x, width) {
  main = x -> conv(width, 3x3, pad=1) -> batchnorm -> relu -> conv(width, 3x3, pad=1) -> sigmoid
  return main + x -> tanh
}
`;

const laid = (text: string) => lay(modelOf(check(parse(sourceOf(text)).file).graph!, compiled(text).graph));

test("the layers of a block are in one frame, under their names inside it", () => {
  const { boxes, blocks } = laid(tall.replace("N=20", "N=2"));
  expect(blocks.map(({ name }) => name)).toEqual(["residual1", "residual2"]);
  expect(boxes.map(({ name }) => name).slice(1, 4)).toEqual(["conv1", "batchnorm1", "relu1"]);
  for (const { id, at } of boxes) {
    const around = blocks.filter((block) => meet(block, at)).map(({ name }) => name);
    expect(around, id).toEqual([...(/^residual\d/.exec(id) ?? [])]);
  }
});

test("a layer that shares its kernel with a block leaves the block without a frame", () => {
  const { boxes, blocks } = laid(`net A(x: 8x16x16) { return x -> unit -> relu }
    block unit(x) { return x -> conv(8, 1x1) -> maxpool(3x3, stride=1) -> conv(8, 1x1) }`);
  expect(blocks).toEqual([]);
  expect(boxes.map(({ name }) => name)).toContain("unit1.conv2");
});

test("what is tall continues in columns, cut where one value goes on", () => {
  const { boxes, arrows, blocks, passages, width, height } = laid(tall);
  expect(blocks.map(({ name }) => name)).toEqual(Array.from({ length: 20 }, (_, i) => `residual${i + 1}`));
  expect(boxes.filter(({ kind }) => kind === "passage")).toHaveLength(2 * passages.length);
  expect(passages.length).toBeGreaterThan(0);
  expect(height).toBeLessThan(1.5 * 3000);
  for (const { x, y } of [
    ...boxes.map(({ at }) => at),
    ...arrows.flatMap(({ points }) => points),
    ...passages.flat(),
  ]) {
    expect(x > 0 && x < width).toBe(true);
    expect(y > 0 && y < height).toBe(true);
  }
  // Two columns' ends have the same name in both, and every other box is there once.
  const layers = boxes.filter(({ kind }) => kind !== "passage").map(({ id }) => id);
  expect(new Set(layers).size).toBe(layers.length);
  expect(layers).toHaveLength(20 * 7 + 4 + 2);
});

test("a network that no single value cuts stays in one column", () => {
  const { passages } = laid(`net A(x: 1x8x8) { a = x -> (conv(1, 1x1)) * 60 return x -> relu -> concat(a) }`);
  expect(passages).toEqual([]);
});

test("the drawing goes to a file, or to standard output and nothing else with it", async () => {
  const folder = folderWith({ "net.cnn": branches });
  const [piped, written] = await Promise.all([
    cnnc(["graph", "net.cnn"], { cwd: folder }),
    cnnc(["graph", "net.cnn", "-o", "net.svg"], { cwd: folder }),
  ]);
  expect([piped.code, piped.stderr, written.code]).toEqual([0, "", 0]);
  expect(piped.stdout).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 \d+ \d+"/);
  expect(readFileSync(join(folder, "net.svg"), "utf8")).toBe(piped.stdout);
  expect(written.stdout).toMatch(/^wrote net\.svg: 21 layers, [\d,]+ parameters, \d+ kernels\n$/);
});

test("a network that is too deep to draw is refused in words", async () => {
  const { code, data } = await drawn("net Deep(x: 1x1x1; N=3000) { return x -> (conv(1, 1x1)) * N }");
  expect([code, data.error.code, data.error.message]).toEqual([2, "too-deep", "a drawing of 3,000 layers is too tall"]);
});

test("names are text, whatever is in them", () => {
  const name = "</text><script>alert('&')</script>\u0000\u202e";
  const box = { id: name, kind: "view", title: name, detail: name, name, hint: name } as const;
  const model = { name, caption: name, boxes: [box], arrows: [{ from: name, to: name, label: name }], kernels: [] };
  const svg = svgOf(model, lay(model));
  expect(svg).not.toMatch(/<script|alert\('|[\p{Cc}\p{Cf}](?<!\n)/u);
  expect(svg).toContain("&#60;script&#62;alert(&#39;&#38;&#39;)&#60;/script&#62;\\u{0000}\\u{202E}");
});

const runs = process.platform === "linux" && process.arch === "x64"; // see launchChromium

const inBrowser = test.runIf(runs).each([
  ["one column", branches, 21 + 3],
  ["several columns", tall, 20 * 7 + 4 + 2],
]);

inBrowser(
  "in a browser, %s: it is well-formed, no text leaves its box, no box lies on another",
  async (_, net, count) => {
    const { data } = await drawn(net);
    const folder = folderWith({ "net.svg": data.svg });
    const browser = await launchChromium();
    try {
      const page = await browser.newPage({ colorScheme: "dark" });
      await page.goto(`file://${join(folder, "net.svg")}`);
      const found = await page.evaluate(() => {
        const places = [...document.querySelectorAll<SVGGElement>(".box")].map((group) => {
          const [box, ...texts] = [".body", ".title", ".name"].map((part) => {
            const { left, right, top, bottom } = group.querySelector(part)!.getBoundingClientRect();
            return { left, right, top, bottom };
          });
          return { name: group.querySelector(".name")!.textContent, box: box!, texts };
        });
        return {
          root: document.documentElement.tagName,
          page: getComputedStyle(document.querySelector(".page")!).fill,
          places,
        };
      });
      expect([found.root, found.page]).toEqual(["svg", "rgb(20, 23, 28)"]);
      expect(found.places).toHaveLength(count);
      for (const [i, { name, box, texts }] of found.places.entries()) {
        for (const text of texts) {
          const inside =
            text.left >= box.left && text.right <= box.right && text.top >= box.top && text.bottom <= box.bottom;
          expect(inside, name).toBe(true);
        }
        for (const other of found.places.slice(0, i)) {
          const apart =
            box.right <= other.box.left ||
            other.box.right <= box.left ||
            box.bottom <= other.box.top ||
            other.box.bottom <= box.top;
          expect(apart, `${name} and ${other.name}`).toBe(true);
        }
      }
    } finally {
      await browser.close();
    }
  },
);
