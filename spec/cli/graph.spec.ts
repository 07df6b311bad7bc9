import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { lay } from "../../compiler/cli/draw/layout.ts";
import { svgOf } from "../../compiler/cli/draw/svg.ts";
import { graph } from "../../compiler/cli/graph.ts";
import { launchChromium } from "../browser/chromium.ts";
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

test.runIf(runs)("in a browser it is well-formed, no text leaves its box, and no box lies on another", async () => {
  const { data } = await drawn(branches);
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
    expect(found.places).toHaveLength(21 + 3);
    for (const { name, box, texts } of found.places) {
      for (const text of texts) {
        const inside =
          text.left >= box.left && text.right <= box.right && text.top >= box.top && text.bottom <= box.bottom;
        expect(inside, name).toBe(true);
      }
      for (const other of found.places) {
        const apart =
          box.right <= other.box.left ||
          other.box.right <= box.left ||
          box.bottom <= other.box.top ||
          other.box.bottom <= box.top;
        if (other.name !== name) expect(apart, `${name} and ${other.name}`).toBe(true);
      }
    }
  } finally {
    await browser.close();
  }
});
