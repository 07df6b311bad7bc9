import { join } from "node:path";
import { expect, test } from "vitest";
import { surfaceOperators } from "../../compiler/operators/index.ts";
import { launchChromium } from "../browser/chromium.ts";
import { seeded } from "../random.ts";
import { page } from "./html.ts";
import { bins, failure, hostile, small } from "./made-up.ts";
import { type FuzzReport, ratioBins } from "./report.ts";

test("everything from a report is escaped", () => {
  const word = "</pre><script>alert(1)</script><img src=x onerror='a' \"b\">&";
  const written = page(hostile(word));
  expect(written).not.toContain("<script");
  expect(written).not.toContain("<img");
  expect(written.split("&#60;script&#62;").length).toBeGreaterThan(12);
  expect(written).toContain("&#39;a&#39; &#34;b&#34;&#62;&#38;");
});

test("it stands alone: no script, nothing from elsewhere", () => {
  const written = page(large());
  expect(written).not.toMatch(/<script|<link|<img|\bsrc=|href=|url\(|@import|https?:/);
  expect(written).toContain("default-src 'none'");
});

test("the headline says what matters, and what was never reached comes first", () => {
  expect(page(small)).toContain("<h1>100 cases, no disagreement</h1>");
  const written = page({ ...small, failures: [failure] });
  expect(written).toContain("<h1>1 disagreement in 100 cases</h1>");
  expect(written.indexOf("Never reached")).toBeLessThan(written.indexOf("Reached, the rarest first"));
  expect(written).toContain("<pre>cnnc fuzz --seed 7 --case 42</pre>");
  expect(written).toContain("fn main(@builtin(global_invocation_id)");
});

// CNNC_LOOK=folder keeps a picture of each part.
test("nothing leaves its page at any width, with everything open", async () => {
  const browser = await launchChromium();
  for (const [width, colorScheme] of [
    [1200, "dark"],
    [820, "light"],
    [390, "light"],
    [320, "dark"],
  ] as const) {
    const tab = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    await tab.setContent(page(large()));
    await tab.locator("details").evaluateAll((all) => {
      for (const each of all) (each as HTMLDetailsElement).open = true;
    });
    const scrolled = await tab.evaluate(() => document.documentElement.scrollWidth);
    expect(scrolled, `at a width of ${width}`).toBe(width);
    for (const [i, part] of (process.env.CNNC_LOOK ? await tab.locator("body > *").all() : []).entries())
      await part.screenshot({ path: join(process.env.CNNC_LOOK!, `${width}-${i}.png`) });
  }
  await browser.close();
});

/** As a night of fuzzing would give it. */
function large(): FuzzReport {
  const random = seeded(5);
  const upTo = (most: number) => Math.floor(random() ** 3 * most);
  const names = surfaceOperators.map(({ name }) => name);
  const falling = (from: number, to: number) =>
    bins(...ratioBins.map((_, i) => (i > to ? 0 : Math.round(from / 2.6 ** Math.abs(i - to + 4) + random() * 3))));
  const pairs = names.flatMap((a) => names.map((b) => [`${a} → ${b}`, random() < 0.06 ? 0 : upTo(900) + 1]));
  const exempt = { "not a sliding window": 18_204, "stride beyond 1": 6_120, "no spatial axis": 2_417 };
  return {
    ...small,
    adapters: ["google swiftshader (software)", "nvidia h200"],
    shards: [1, 2, 3, 4].map((index) => ({ index, of: 4, cases: 5_120 })),
    cases: 20_480,
    kernels: 71_344,
    values: 214_806_113,
    pipelines: { asked: 163_840, compiled: 48_912 },
    seconds: 15_342,
    laws: [
      { name: "a kernel stays within its bound", checked: 71_344, failed: 1, exempt: {} },
      {
        name: "on exact data a kernel is equal, bit for bit",
        checked: 64_902,
        failed: 1,
        exempt: { "no data make softmax exact": 6_442 },
      },
      { name: "a dilated filter is one with zeros between its taps", checked: 9_412, failed: 0, exempt },
      {
        name: "a shifted input gives a shifted output",
        checked: 11_087,
        failed: 0,
        exempt: { "not a sliding window": 18_204, "stride beyond 1": 6_120 },
      },
      { name: "a batch is its images one by one", checked: 20_480, failed: 0, exempt: {} },
      {
        name: "a permutation of channels permutes the output",
        checked: 0,
        failed: 0,
        exempt: { "groups couple channels": 20_480 },
      },
      { name: "fused agrees with unfused", checked: 20_480, failed: 0, exempt: {} },
    ],
    coverage: [
      {
        name: "operators",
        about: "Operators of the table, each with how many cases contain it.",
        rows: Object.fromEntries(names.map((name) => [name, 400 + upTo(9_000)])),
      },
      {
        name: "schedules by device class",
        about: "Ways to run a family of work, by the device class whose cost model chose it.",
        rows: {
          "register-tile on portable": 20_113,
          "register-tile on software": 14_870,
          "naive on portable": 812,
          "naive on software": 4_117,
          "rows-tree on portable": 1_913,
          "rows-serial on software": 2_004,
          "window-direct on portable": 6_120,
          "window-direct on software": 6_004,
          "rows-tree on software": 0,
        },
      },
      {
        name: "pairs of operators",
        about: "An operator whose value flows into another, by how many cases have them so.",
        rows: Object.fromEntries(pairs),
      },
      {
        name: "channels mod 4, in and out",
        about: "Residues decide over tails of vectors and tiles.",
        rows: Object.fromEntries(
          [0, 1, 2, 3].flatMap((a) => [0, 1, 2, 3].map((b) => [`${a} → ${b}`, 300 + upTo(4_000)])),
        ),
      },
      {
        name: "fused epilogues",
        about: "What was written into the kernel before it.",
        rows: {
          "conv + relu": 3_140,
          "conv + tanh": 2_871,
          "fc + sigmoid": 640,
          "add + relu": 1_204,
          "depthwise + leakyrelu": 3,
          "maxpool + affine": 0,
        },
      },
    ],
    ratios: Object.fromEntries(
      names.map((name, i) => [
        name,
        name === "conv"
          ? bins(211, 5, 62, 840, 3_120, 6_033, 4_218, 911, 90, 11, 2, 1)
          : i % 4 === 0
            ? bins(1_200 + upTo(3_000))
            : falling(2_000 + upTo(9_000), 4 + (i % 5)),
      ]),
    ),
    failures: [
      failure,
      {
        ...failure,
        index: 17_302,
        law: "on exact data a kernel is equal, bit for bit",
        batch: 1,
        fuse: false,
        replay: "cnnc fuzz --seed 7 --case 17302",
      },
    ],
  };
}
