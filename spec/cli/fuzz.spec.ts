import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { commandLine } from "../../compiler/cli/commands.ts";
import { type FuzzOptions, fuzz } from "../../compiler/cli/fuzz.ts";
import { openOutput } from "../../compiler/cli/output.ts";
import { compile } from "../../compiler/compile.ts";
import { type FuzzReport, ratioBins } from "../fuzz/report.ts";
import { called, cnnc, folderWith } from "./cli.ts";

type Campaign = NonNullable<FuzzOptions["campaign"]>;

/** A campaign that only counts, and fails as it is told to. */
const counting =
  (failing: readonly number[] = []): Campaign =>
  async ({ seed, adapter, compiler, shard = { index: 1, of: 1 }, runs = 1, case: one, only = [] }) => ({
    ...empty,
    seed,
    compiler,
    adapters: [adapter],
    only,
    shards: [{ ...shard, cases: one === undefined ? runs : 1 }],
    cases: one === undefined ? runs : 1,
    failures: failing.map((index) => ({
      seed,
      index,
      text: "net Random(x: 3) {\n  return x -> relu\n}\n",
      batch: 1,
      fuse: true,
      law: "a law, held",
      message: "relu1 is wrong:\nit gives 1",
      replay: `cnnc fuzz --seed ${seed} --case ${index}`,
    })),
  });

const empty: FuzzReport = {
  format: "cnnc-fuzz/1",
  compiler: "",
  adapters: [],
  seed: 0,
  only: [],
  variant: "all",
  shards: [],
  cases: 0,
  kernels: 4,
  values: 12,
  pipelines: { asked: 4, compiled: 2 },
  seconds: 1,
  laws: [{ name: "a law, held", checked: 4, failed: 0, exempt: {} }],
  coverage: [{ name: "operators", about: "Operators of the table.", rows: { relu: 3, conv: 0 } }],
  ratios: { relu: ratioBins.map(() => 0).with(0, 4) },
  failures: [],
};

const fuzzed = (options: FuzzOptions, { json = false } = {}) =>
  called((output) => fuzz({ campaign: counting(), software: true, ...options }, output), { json });

test("a few real cases pass, and what they reached is told", async () => {
  const { code, stdout } = await cnnc(["fuzz", "--seed", "3", "--runs", "2", "--only", "relu,fc", "--format", "json"]);
  const { ok, report } = JSON.parse(stdout);
  expect([code, ok]).toEqual([0, true]);
  expect(report).toMatchObject({ format: "cnnc-fuzz/1", seed: 3, only: ["relu", "fc"], cases: 2, failures: [] });
  expect(report.shards).toEqual([{ index: 1, of: 1, cases: 2 }]);
}, 120_000);

test("without a seed it takes one and prints it; without a number of cases it takes 200", async () => {
  const { code, stdout, stderr } = await fuzzed({});
  expect(code).toBe(0);
  const [, seed] = /^seed (\d+)$/m.exec(stderr)!;
  expect(stdout).toMatch(new RegExp(`^passed: 200 cases, no disagreement, seed ${seed}$`, "m"));
});

test("the campaign is given what was said, and nothing else", async () => {
  const given: unknown[] = [];
  const campaign: Campaign = (options) => {
    const { device, adapter, compiler, signal, onProgress, ...rest } = options;
    given.push(rest);
    return counting()(options);
  };
  await fuzzed({ campaign, seed: 7, time: 600, only: ["conv"], variant: "portable", shard: { index: 2, of: 4 } });
  await fuzzed({ campaign, seed: 7, case: 42 });
  expect(given).toEqual([
    { seed: 7, seconds: 600, only: ["conv"], variant: "portable", shard: { index: 2, of: 4 } },
    { seed: 7, case: 42 },
  ]);
});

test("a disagreement is exit code 1, told in full, and kept as a .cnn that compiles", async () => {
  const folder = folderWith({});
  const corpus = join(folder, "corpus");
  const { code, stdout } = await fuzzed({ seed: 7, campaign: counting([42, 43]), corpus });
  expect(code).toBe(1);
  expect(stdout).toContain("disagrees: case 42, a law, held\n  relu1 is wrong:\n  it gives 1\n");
  expect(stdout).toContain("\nfailed: 2 disagreements in 200 cases, seed 7\n");
  expect(readdirSync(corpus)).toEqual(["seed7-case42-a-law-held.cnn", "seed7-case43-a-law-held.cnn"]);
  const text = readFileSync(join(corpus, "seed7-case42-a-law-held.cnn"), "utf8");
  expect(text).toMatchInlineSnapshot(`
    "// Seed 7, case 42, batch 1, fused: a law, held
    // relu1 is wrong:
    // it gives 1
    // cnnc fuzz --seed 7 --case 42
    net Random(x: 3) {
      return x -> relu
    }
    "
  `);
  expect(compile({ name: "kept.cnn", text }).diagnostics).toEqual([]);
});

test("the report is written as a page and as JSON, and shards are merged", async () => {
  const folder = folderWith({});
  const file = (name: string) => join(folder, "made", name);
  for (const index of [1, 2]) {
    const failing = index === 2 ? [5] : [];
    const shard = { index, of: 2 };
    await fuzzed({ seed: 7, runs: 10, shard, campaign: counting(failing), json: file(`${index}.json`) });
  }
  const merge = [file("2.json"), file("1.json")];
  const { code, stdout } = await fuzzed({ merge, report: file("all.html"), json: file("all.json") });
  expect(code).toBe(1);
  expect(stdout).toContain("failed: 1 disagreement in 20 cases, seed 7, all 2 shards\n");
  expect(stdout).toContain(`wrote ${file("all.json")}\nwrote ${file("all.html")}\n`);
  expect(readFileSync(file("all.html"), "utf8")).toContain("<h1>1 disagreement in 20 cases</h1>");
  const joined = JSON.parse(readFileSync(file("all.json"), "utf8"));
  expect(joined).toMatchObject({ cases: 20, kernels: 8, failures: [{ index: 5 }] });
  const asJson = await fuzzed({ merge }, { json: true });
  expect([asJson.code, asJson.data.ok, asJson.data.report]).toEqual([1, false, joined]);
});

test.each([
  [{ only: ["cnov"] }, "error[fuzz-operator]: there is no operator called `cnov`\nhelp: did you mean `conv`?"],
  [{ only: ["copy"] }, "error[fuzz-operator]: there is no operator called `copy`"],
  [{ variant: "portabel" }, "error[unknown-variant]: programs have no variant `portabel`\nhelp: did you mean"],
  [{ runs: 0 }, "error[fuzz-nothing]: no case was run, so nothing is shown"],
  [{ merge: ["/no/such.json"] }, "error[no-such-file]: cannot read the report: no such file: `/no/such.json`"],
  [{ report: "/proc/version/report.html" }, "error[unreadable]: cannot write: `/proc/version/report.html`"],
  [{ json: "/tmp" }, "error[unreadable]: cannot write: `/tmp`: it is a folder"],
])("%j is refused: exit code 2", async (options, message) => {
  const { code, stdout, stderr } = await fuzzed({ seed: 1, ...options });
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toContain(message);
});

test.each([
  ["no JSON", "{", "error[fuzz-report]: "],
  ["no report", "{}", "is no report: expected the report.format to be `cnnc-fuzz/1`\nhelp: `cnnc fuzz --json FILE`"],
])("%s is no report to merge", async (_, text, message) => {
  const { code, stderr } = await fuzzed({ merge: [join(folderWith({ "a.json": text }), "a.json")] });
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});

test("reports that do not belong together are not merged", async () => {
  const json = join(folderWith({}), "a.json");
  await fuzzed({ seed: 7, json });
  const { code, stderr } = await fuzzed({ merge: [json, json] });
  expect([code, stderr]).toEqual([2, "error[fuzz-merge]: shard 1/1 is there twice\n"]);
});

/** What commander says of these words, before anything runs. */
async function refused(words: readonly string[]): Promise<string> {
  let said = "";
  const program = commandLine(openOutput(true));
  const quiet = { writeErr: (part: string) => (said += part), writeOut: (part: string) => (said += part) };
  for (const each of program.commands) each.configureOutput(quiet);
  await expect(program.parseAsync(["node", "cnnc", "fuzz", ...words])).rejects.toThrow();
  return said;
}

test.each([
  [["--time", "10"], "Expected a time, such as 30s, 10m or 2h."],
  [["--time", "0s"], "Expected a time, such as 30s, 10m or 2h."],
  [["--shard", "5/4"], "Expected a shard, from 1/4 to 4/4 for example."],
  [["--shard", "0/4"], "Expected a shard, from 1/4 to 4/4 for example."],
  [["--runs", "0"], "Expected a whole number from 1."],
  [["--only", "conv,,fc"], "Expected names with commas between them."],
  [["--runs", "5", "--time", "1m"], "option '--runs <n>' cannot be used with option '--time <t>'"],
  [["--case", "5", "--shard", "1/2"], "option '--case <k>' cannot be used with option '--shard <i/n>'"],
  [["--merge", "a.json", "--seed", "1"], "option '--merge <files...>' cannot be used with option '--seed <n>'"],
])("%j is wrong usage", async (words, message) => {
  expect(await refused(words)).toContain(message);
});

test("the help shows examples", async () => {
  expect(await refused(["--help"])).toMatchInlineSnapshot(`
    "Usage: cnnc fuzz [options]

    Verifies random networks on this machine's GPU, and shrinks those that fail.

    Options:
      --format <how>      of what is printed (choices: "text", "json", default:
                          "text")
      --seed <n>          which cases; a random one if absent, which is printed
      --runs <n>          how many cases (default: 200)
      --time <t>          for how long: 30s, 10m, 2h
      --reach             then those alone that have a kind of attribute value not
                          seen yet
      --only <operators>  networks of these alone: conv,fc
      --variant <name>    one of the programs' variants; else all that this GPU can
                          run
      --shard <i/n>       the i-th of n parts of the cases
      --case <k>          one case of the seed alone: the replay
      --merge <files...>  joins reports of --json, and runs nothing
      --report <file>     writes the report as a page, a .html that stands alone
      --json <file>       writes the report for --merge and other programs
      --corpus <folder>   writes each failing network there, as a .cnn
      --software          on the CPU, even where there is a GPU
      -h, --help          display help for command

    A seed is an endless row of cases, the same ones everywhere. The i-th of n shards
    runs every n-th case, from the i-th on. Ctrl-C ends a campaign after its current
    case, and the report is written. The exit code is 1 if anything disagrees.

    Some kinds of attribute values occur once in ten thousand networks. With --reach,
    the seed's further cases are drawn too, and those run that have one not seen yet,
    however long --time was.

    Examples:
      $ cnnc fuzz
      $ cnnc fuzz --time 10m --only conv,fc --report report.html
      $ cnnc fuzz --seed 7 --runs 10000 --shard 1/4 --json shard1.json
      $ cnnc fuzz --merge shard1.json shard2.json --report report.html
      $ cnnc fuzz --seed 7 --case 42
    "
  `);
});

test("Ctrl-C ends a campaign early, and its report is written", async () => {
  const json = join(folderWith({}), "report.json");
  const campaign: Campaign = (options) => {
    const before = options.signal!.aborted;
    process.emit("SIGINT");
    expect([before, options.signal!.aborted]).toEqual([false, true]);
    return counting()({ ...options, runs: 3 });
  };
  const handlers = process.listenerCount("SIGINT");
  const { code, stderr } = await fuzzed({ seed: 1, time: 600, campaign, json });
  expect(code).toBe(0);
  expect(stderr).toMatch(/^ending early; the report follows$/m);
  expect(JSON.parse(readFileSync(json, "utf8")).cases).toBe(3);
  expect(process.listenerCount("SIGINT")).toBe(handlers);
});
