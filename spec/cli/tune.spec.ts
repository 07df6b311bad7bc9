import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { build } from "../../compiler/cli/build.ts";
import { version } from "../../compiler/cli/package.ts";
import { type TuneOptions, tune } from "../../compiler/cli/tune.ts";
import { contest } from "../../compiler/cli/tuning/contest.ts";
import { stopwatch } from "../../compiler/cli/tuning/stopwatch.ts";
import { entrants, worksOf } from "../../compiler/cli/tuning/works.ts";
import { variantName } from "../../compiler/lower/devices.ts";
import { lower } from "../../compiler/lower/lower.ts";
import { compiled, sourceOf } from "../compiled.ts";
import { testDevice } from "../device.ts";
import { called, cnnc, folderWith } from "./cli.ts";
import { naive, steps } from "./tuned-network.ts";

const read = (at: string) => JSON.parse(readFileSync(join(at, "steps.tune.json"), "utf8"));

/** `cnnc tune steps.cnn --most 2 --software`, in this process. */
const tuned = (at: string, options: Partial<TuneOptions> = {}) =>
  called(
    (output) => tune(join(at, "steps.cnn"), { fuse: true, most: 2, batch: 1, software: true, ...options }, output),
    {
      json: true,
    },
  );

test("what was measured is listed and written, is not measured again, and `build --schedule` takes it", async () => {
  const at = folderWith({ "steps.cnn": steps });
  const { code, stdout } = await cnnc(["tune", "steps.cnn", "--most", "2"], { cwd: at });
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^software-subgroups\n {2}layer +before +after +times as fast +kernel\n {2}conv1 \+ relu1 and 2 more +[\d.]+ [µm]s .*\n {2}fc1 .*\n {2}all of them .*\n\n2 kernels measured on google swiftshader \(software\), batch 1\nwrote steps\.tune\.json: `cnnc build steps\.cnn -o DIR --schedule steps\.tune\.json` takes it\n$/,
  );
  expect(readdirSync(at).sort()).toEqual(["steps.cnn", "steps.tune.json"]);
  const first = read(at);
  expect(first.tuned).toMatchObject({
    compiler: version(),
    adapter: { class: "software", vendor: "google" },
    batch: 1,
  });
  const again = await cnnc(["tune", "steps.cnn", "--format", "json"], { cwd: at });
  expect(JSON.parse(again.stdout)).toMatchObject({ ok: true, contests: [], left: [] });
  expect(read(at).tuned.works).toEqual(first.tuned.works);

  // So that it shows which kernels were taken, whatever this machine found to be the fastest. If that needs subgroups, the
  // file has nothing for the variant without them.
  const works = first.tuned.works["software-subgroups"];
  for (const work of Object.values<{ kernel: string }>(works)) work.kernel = naive;
  first.tuned.works = { software: works };
  writeFileSync(join(at, "steps.tune.json"), JSON.stringify(first));
  const options = { schedule: join(at, "steps.tune.json"), explain: true, fuse: true };
  const { stderr, data } = await called((output) => build(join(at, "steps.cnn"), options, output), { json: true });
  expect(stderr).toBe("");
  const software = data.choices.find(({ variant }: { variant: string }) => variant === "software");
  expect(software.layers.map(({ chosen, by }: { chosen: string; by: string }) => `${by} ${chosen}`)).toEqual(
    Array(4).fill(`work ${naive}`),
  );
});

/** The compiler with a bug in one schedule: what should be added is subtracted. */
const planted: typeof lower = (...given) => {
  const right = lower(...given);
  const wrong = (wgsl: string) => wgsl.replace("sum += ", "sum -= ");
  return {
    ...right,
    steps: right.steps.map((step) =>
      step.schedule === naive ? { ...step, kernel: { ...step.kernel, wgsl: wrong(step.kernel.wgsl) } } : step,
    ),
  };
};

test("a kernel that is wrong is said, never taken, and the exit code is 1", async () => {
  const at = folderWith({ "steps.cnn": steps });
  const { code, stderr, data } = await tuned(at, { lower: planted });
  expect([code, data.ok]).toEqual([1, false]);
  expect(stderr).toMatch(
    /WRONG, never taken: conv1 \+ relu1 as naive: one output at a time: at image 0, channel \d, .* it gives \S+, expected \S+; it must be equal\n/,
  );
  expect(stderr).toContain(`WRONG, never taken: fc1 as ${naive}`);
  for (const all of Object.values<object>(read(at).tuned.works))
    for (const work of Object.values(all)) {
      expect(work.kernel).not.toBe(naive);
      expect(work.predictedMs === undefined).toBe(work.predicted === naive);
    }
});

test("`--only` measures these again and keeps the others, and what was written by hand", async () => {
  const at = folderWith({ "steps.cnn": steps });
  await tuned(at);
  const file = { ...read(at), layers: { portable: { fc1: naive } } };
  writeFileSync(join(at, "steps.tune.json"), JSON.stringify(file));
  const { data } = await tuned(at, { only: ["fc1"] });
  expect(data.contests.map(({ labels }: { labels: string[] }) => labels)).toEqual([["fc1"]]);
  const now = read(at);
  expect(now.layers).toEqual(file.layers);
  for (const [variant, all] of Object.entries(file.tuned.works))
    expect(Object.keys(now.tuned.works[variant])).toEqual(Object.keys(all as object));
});

test("with no time left, one kernel is measured, and the next call goes on from there", async () => {
  const at = folderWith({ "steps.cnn": steps });
  const { code, stderr, data } = await tuned(at, { time: 1e-3 });
  expect([code, data.left]).toEqual([0, ["fc1"]]);
  expect(stderr).toContain("note: there was no time for 1 kernel: the same command goes on from here");
  const next = await tuned(at);
  expect(next.data.contests.map(({ labels }: { labels: string[] }) => labels)).toEqual([["fc1"]]);
  expect(next.data.works).toHaveLength(2);
});

test("a file from another adapter, and one that is no schedule, stay as they are; another version's is measured anew", async () => {
  const at = folderWith({ "steps.cnn": steps, "steps.tune.json": "{}" });
  const foreign = await tuned(at);
  expect([foreign.code, foreign.data.error.code]).toEqual([2, "schedule-format"]);
  expect(readFileSync(join(at, "steps.tune.json"), "utf8")).toBe("{}");
  await tuned(at, { output: join(at, "own.json") });
  const own = JSON.parse(readFileSync(join(at, "own.json"), "utf8"));
  const elsewhere = {
    ...own,
    tuned: { ...own.tuned, adapter: { ...own.tuned.adapter, vendor: "acme", architecture: "" } },
  };
  writeFileSync(join(at, "steps.tune.json"), JSON.stringify(elsewhere));
  const other = await tuned(at);
  expect([other.code, other.data.error.code]).toEqual([2, "tune-file"]);
  expect(other.data.error.message).toContain("was measured on acme, which is not this adapter");
  expect(read(at)).toEqual(elsewhere);
  writeFileSync(join(at, "steps.tune.json"), JSON.stringify({ ...own, tuned: { ...own.tuned, compiler: "0.0.9" } }));
  const old = await tuned(at);
  expect(old.stderr).toContain("was measured with cnnc 0.0.9: it is measured anew");
  expect(old.data.contests).toHaveLength(2);
});

test.each([
  [
    "a variant for other devices",
    { variant: "portable" },
    "tune-class",
    "variant `portable` is not for google swiftshader (software)",
  ],
  ["an unknown variant", { variant: "quantum" }, "unknown-variant", "programs have no variant `quantum`"],
  ["an unknown layer", { only: ["conv9"] }, "unknown-layer", "the network has no kernel for a layer `conv9`"],
])("%s is wrong usage, and nothing is written", async (_, options, code, message) => {
  const at = folderWith({ "steps.cnn": steps });
  const { code: exit, data } = await tuned(at, options);
  expect([exit, data.error.code]).toEqual([2, code]);
  expect(data.error.message).toContain(message);
  expect(readdirSync(at)).toEqual(["steps.cnn"]);
});

test("a wrong network gives exit code 1, and nothing is written", async () => {
  const at = folderWith({ "steps.cnn": "net Wrong(x: 4) { return x -> cnov(3) }" });
  expect((await tuned(at)).code).toBe(1);
  expect(readdirSync(at)).toEqual(["steps.cnn"]);
});

/** Blocks of four channels, a value that two kernels read, a fused sum, a view, weights in parts. */
const blocked = `net Blocked(picture: 5x6x6) {
  stem = picture -> conv(6, 3x3, pad=1) -> relu
  sum = stem -> conv(6, 3x3, pad=1) -> batchnorm -> add(stem) -> relu
  joined = concat(sum, stem) -> maxpool(2x2)
  return joined -> fc(3) -> softmax
}
`;

test.each(["software", "portable"])(
  "every kernel of every work is right by itself, for three images: %s",
  async (variant) => {
    const all = compiled(blocked);
    const base = all.lowered.find(({ model }) => variantName(model) === variant)!;
    const device = await testDevice();
    const ground = { device, clock: stopwatch(device), graph: all.graph, batch: 3 };
    const entries = entrants(all, sourceOf(blocked), base, { most: 3 });
    const works = worksOf(base);
    const layers = works.flatMap((work) => work.labels).join(" + ");
    expect(layers).toBe("conv1 + relu1 + conv2 + add1 + relu2 + concat1 + maxpool1 + fc1 + softmax1");
    for (const work of works) {
      const { results, winner } = await contest(entries(work), ground);
      expect(results.filter(({ wrong }) => wrong !== undefined)).toEqual([]);
      expect(winner?.ms).toBeGreaterThan(0);
    }
  },
);

test("kernels that differ at a place that nobody has judged are both refused", async () => {
  const wide = "net Wide(picture: 3x20x40) {\n  return picture -> conv(4, 3x3, pad=1)\n}\n";
  const all = compiled(wide);
  const base = all.lowered.find(({ model }) => variantName(model) === "software")!;
  const elsewhere: typeof lower = (...given) => {
    const right = lower(...given);
    const wrong = "return sum + select(0.0f, 1.0f, channel == 1u && oy == 13u && ox == 17u);";
    return {
      ...right,
      steps: right.steps.map((step) =>
        step.schedule === naive
          ? { ...step, kernel: { ...step.kernel, wgsl: step.kernel.wgsl.replace("return sum;", wrong) } }
          : step,
      ),
    };
  };
  const device = await testDevice();
  const entries = entrants(all, sourceOf(wide), base, { most: 3 }, elsewhere)(worksOf(base)[0]!);
  expect(entries.map(({ kernel }) => kernel)).toContain(naive);
  const { results, winner } = await contest(entries, { device, clock: stopwatch(device), graph: all.graph, batch: 1 });
  const place = 1 * 20 * 40 + 13 * 40 + 17;
  const wrong = results.flatMap(({ wrong }) => wrong ?? []);
  expect(wrong).toHaveLength(2);
  for (const each of wrong) expect(each).toContain(`at place ${place} it is not equal to `);
  expect(results.find(({ kernel }) => kernel === naive)!.wrong).toBeDefined();
  expect(winner?.wrong).toBeUndefined();
});
