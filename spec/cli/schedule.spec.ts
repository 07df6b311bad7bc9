import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { build } from "../../compiler/cli/build.ts";
import { version } from "../../compiler/cli/package.ts";
import { workKey } from "../../compiler/lower/choices.ts";
import { variantName } from "../../compiler/lower/devices.ts";
import { scheduleName } from "../../compiler/lower/lower.ts";
import { compiled } from "../compiled.ts";
import { testDevice } from "../device.ts";
import { called, cnnc, folderWith } from "./cli.ts";
import { naive, steps, stepsWeights } from "./tuned-network.ts";

const byHand = (layers: object) => ({ format: "cnnc-schedule/1", layers });

/** As `cnnc tune` writes it. */
const measured = (works: object, other: object = {}) => ({
  format: "cnnc-schedule/1",
  tuned: {
    compiler: version(),
    adapter: { class: "software", vendor: "v", architecture: "a", device: "d", description: "e" },
    features: [],
    batch: 1,
    clock: "host",
    works: { software: works },
    ...other,
  },
});

const work = (kernel: string) => ({
  layers: ["conv1 + relu1"],
  kernel,
  ms: 1,
  predicted: "x: y",
  predictedMs: 2,
  measured: 2,
});

const folder = (file: object | string) =>
  folderWith({
    "steps.cnn": steps,
    "steps.safetensors": stepsWeights,
    "picks.json": typeof file === "string" ? file : JSON.stringify(file),
  });

/** `cnnc build --explain --schedule picks.json`, in this process. */
const explained = (file: object | string, json = true) => {
  const options = { schedule: join(folder(file), "picks.json"), explain: true, fuse: true };
  return called((output) => build(join(options.schedule, "../steps.cnn"), options, output), { json });
};

/** How the convolutions' kernel of the variant `software` was chosen. */
const { decision } = compiled(steps).lowered.find(({ model }) => variantName(model) === "software")!.steps[0]!;
/** One that the cost model does not take. */
const other = scheduleName(decision.candidates[1]!);
const convolutions = workKey(decision.work);

test("a kernel that is fixed is in the bundle, which computes and checks what it did before", async () => {
  const at = folder(byHand({ software: { conv3: other } }));
  const picture = [0, 1, 2, 3].map((c) => [...Array(36).keys()].map((i) => (i * 7 + c) % 5));
  writeFileSync(
    join(at, "picture.json"),
    JSON.stringify(picture.map((c) => [0, 6, 12, 18, 24, 30].map((y) => c.slice(y, y + 6)))),
  );
  const built = await cnnc(["build", "steps.cnn", "-o", "out", "--schedule", "picks.json"], { cwd: at });
  expect([built.code, built.stderr]).toEqual([0, ""]);
  await cnnc(["build", "steps.cnn", "-o", "free"], { cwd: at });
  const kernels = (bundle: string, variant: string) => readFileSync(join(at, bundle, `kernels/${variant}.js`), "utf8");
  expect(kernels("out", "software")).not.toBe(kernels("free", "software"));
  expect(kernels("out", "portable")).toBe(kernels("free", "portable"));
  const run = (to: string, ...words: string[]) =>
    cnnc(["run", "steps.cnn", "picture.json", "--variant", "software", "-o", to, ...words], { cwd: at });
  const runs = [await run("free.json"), await run("fixed.json", "--schedule", "picks.json")];
  expect(runs.map(({ code }) => code)).toEqual([0, 0]);
  const expected = JSON.parse(readFileSync(join(at, "free.json"), "utf8"));
  expect(JSON.parse(readFileSync(join(at, "fixed.json"), "utf8"))).toEqual(expected);
  const { create } = await import(pathToFileURL(join(at, "out/steps.js")).href);
  const net = await create({ device: await testDevice(), weights: stepsWeights, variant: "software" });
  expect([...(await net.run({ picture: Float32Array.from(picture.flat()) })).values]).toEqual(expected);
  await net.dispose();
  const { verify } = await import(pathToFileURL(join(at, "out/verify.js")).href);
  expect((await verify({ device: await testDevice() })).passed).toBe(true);
});

test("`--explain` alone says what each layer could run as and why, and writes nothing", async () => {
  const at = folder(byHand({ software: { conv3: other } }));
  const { code, stdout } = await cnnc(["build", "steps.cnn", "--explain", "--schedule", "picks.json"], { cwd: at });
  expect(code).toBe(0);
  const [software] = stdout.split("\nportable");
  expect(software).toMatch(
    /^software(?:-subgroups)?\n {2}in multiply-adds: a load \d+, .*\n {2}conv1 \+ relu1 {2}steps\.cnn:3, contraction [0-9a-f]{16}\n/,
  );
  expect(software).toMatch(/\n {4}> {2}\S.*: .* k {2}fixed by the schedule file, [\d.]+ times the cheapest\n/);
  expect(software).toMatch(/\n {2}conv2 \+ relu2 {2}steps\.cnn:3, .*\n {4}the kernel of conv1 \+ relu1\n/);
  expect(software).toMatch(/\n {2}fc1 .*\n {4}> {2}\S.* the cheapest\n/);
  expect(software).toMatch(/\n {7}not here: .*broadcast-rows/);
  expect(readdirSync(at).sort()).toEqual(["picks.json", "steps.cnn", "steps.safetensors"]);
});

test("a choice for one layer is one for all that do the same work, in this variant alone", async () => {
  const { data } = await explained(byHand({ software: { relu2: other } }));
  const by = (variant: string) =>
    data.choices
      .find((each: { variant: string }) => each.variant === variant)
      .layers.map(({ by, chosen }: { by: string; chosen: string }) => `${by} ${chosen}`);
  expect(by("software").slice(0, 3)).toEqual(Array(3).fill(`layer ${other}`));
  expect(by("portable").filter((each: string) => each.startsWith("layer"))).toEqual([]);
});

test.each([
  [
    "an unknown variant",
    byHand({ sofware: {} }),
    "schedule-variant",
    "there is no variant `sofware`",
    "did you mean `software`?",
  ],
  [
    "an unknown layer",
    byHand({ software: { conv9: naive } }),
    "schedule-layer",
    "has no kernel for a layer `conv9`",
    "did you mean `conv1`?",
  ],
  [
    "an illegal choice",
    byHand({ software: { fc1: "register-tile: 5 along x, 4 channels" } }),
    "schedule-choice",
    "`fc1` cannot run as `register-tile: 5 along x, 4 channels` in variant `software`",
    "it can as `split-sum: 1 part, 1 block`, `naive: one output at a time`, `register-tile: 1 along x, 4 channels`",
  ],
  [
    "an unknown schedule, and more",
    byHand({ software: { fc1: "quantum: all at once", conv2: "x" } }),
    "schedule-choice",
    "`quantum: all at once` in variant `software` (and 1 other choice of it)",
    "it can as",
  ],
  [
    "two choices for one kernel",
    byHand({ software: { conv1: naive, conv2: "register-tile: 1 along x, 4 channels" } }),
    "schedule-conflict",
    "`conv2` and `conv1` do the same work in variant `software`, and share one kernel",
    "say it of one of them only",
  ],
  [
    "a field that is none",
    { ...byHand({}), layer: {} },
    "schedule-format",
    "expected `layers` or `tuned`, found `layer`",
    "by hand",
  ],
  [
    "another file",
    { format: "cnnc-fuzz/1" },
    "schedule-format",
    "expected the file.format to be `cnnc-schedule/1`",
    "cnnc tune",
  ],
  ["no text of its kind", "{", "json-format", "is not valid JSON", undefined],
  [
    "another version's measurements",
    measured({}, { compiler: "0.0.9" }),
    "schedule-version",
    `was measured with cnnc 0.0.9, and this is ${version()}`,
    "measure anew",
  ],
  [
    "measurements on another class of adapters",
    measured({}, { works: { portable: {} } }),
    "schedule-adapter",
    "for the variant `portable` that were made on a software adapter",
    "each class",
  ],
])("%s is refused", async (_, file, code, message, help) => {
  const { code: exit, data } = await explained(file);
  expect([exit, data.error.code]).toEqual([2, code]);
  expect(data.error.message).toContain(message);
  if (help !== undefined) expect(data.error.help).toContain(help);
});

test("what is refused writes nothing, and leaves an earlier bundle as it is", async () => {
  const at = folder(byHand({ software: { conv9: naive } }));
  const go = (...words: string[]) => cnnc(["build", "steps.cnn", "-o", "out", ...words], { cwd: at });
  expect((await go()).code).toBe(0);
  const before = readFileSync(join(at, "out/manifest.json"), "utf8");
  expect((await go("--schedule", "picks.json")).code).toBe(2);
  expect(readFileSync(join(at, "out/manifest.json"), "utf8")).toBe(before);
  expect(readdirSync(at).sort()).toEqual(["out", "picks.json", "steps.cnn", "steps.safetensors"]);
});

test("a measurement is taken by the kernel's work; one that this network has no use for is left out, and said", async () => {
  const of = (file: object) => explained(file);
  const right = await of(measured({ [convolutions]: work(naive) }));
  expect(right.stderr).toBe("");
  const layers = right.data.choices.find((each: { variant: string }) => each.variant === "software").layers;
  expect(layers.map(({ by }: { by: string }) => by)).toEqual(["work", "work", "work", "cost"]);
  const stale = await of(measured({ [convolutions]: work("naive: two at a time"), "0123456789abcdef": work(naive) }));
  expect(stale.code).toBe(0);
  expect(stale.stderr).toMatch(
    /^warning: `.*picks\.json` has 2 measured kernels that this network has no use for, left out:\n {2}software: conv1 \+ relu1 as naive: two at a time\n {2}software: conv1 \+ relu1 as naive: one output at a time\n$/,
  );
});

test("what is written by hand goes before what was measured", async () => {
  const file = {
    ...measured({ [convolutions]: work(naive) }),
    layers: { software: { conv1: "register-tile: 1 along x, 4 channels" } },
  };
  const { data } = await explained(file);
  const [first] = data.choices.find((each: { variant: string }) => each.variant === "software").layers;
  expect([first.by, first.chosen]).toEqual(["layer", "register-tile: 1 along x, 4 channels"]);
});
