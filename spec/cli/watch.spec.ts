import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { cliPath, doubling, folderWith, plainEnvironment } from "./cli.ts";

/** A process that watches, and all that it has said. */
class Watching {
  said = "";
  readonly ended: Promise<number | null>;
  private seen = 0;
  private readonly child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.child = child;
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.on("data", (part: Buffer) => {
        this.said += part;
      });
    }
    this.ended = new Promise((done) => child.on("close", done));
    onTestFinished(() => void child.kill("SIGKILL"));
  }

  static async start(folder: string, ...words: string[]): Promise<Watching> {
    const command = [await cliPath(), ...words, "--watch"];
    return new Watching(spawn(process.execPath, command, { cwd: folder, env: plainEnvironment() }));
  }

  /** What has been said since the last time, once this is among it. */
  async until(text: string): Promise<string> {
    for (let i = 0; i < 400 && !this.said.includes(text, this.seen); i++) await setTimeout(25);
    const part = this.said.slice(this.seen);
    expect(part).toContain(text);
    this.seen = this.said.length;
    return part;
  }

  async interrupt(): Promise<number | null> {
    this.child.kill("SIGINT");
    return this.ended;
  }
}

test("check --watch: again after each change, past errors, a missing file and an editor's rename", async () => {
  const folder = folderWith({ "net.cnn": doubling, "other.cnn": doubling });
  const path = join(folder, "net.cnn");
  const watching = await Watching.start(folder, "check", "net.cnn", "other.cnn");
  expect(await watching.until("Ctrl-C ends it")).toContain("2 files: no problems");

  writeFileSync(path, "net Wrong(x: 4) { return y }");
  const wrong = await watching.until("Ctrl-C ends it");
  expect(wrong).toMatch(/^\n──── \d\d:\d\d:\d\d net\.cnn changed ─+\n\n/);
  expect(wrong).toContain("error[CNN0201]");

  rmSync(path);
  expect(await watching.until("Ctrl-C ends it")).toContain("error[no-such-file]");

  writeFileSync(join(folder, ".net.cnn.new"), doubling);
  renameSync(join(folder, ".net.cnn.new"), path);
  expect(await watching.until("Ctrl-C ends it")).toContain("2 files: no problems");

  // Several writes within a moment are one change, and other files are none.
  writeFileSync(join(folder, "letter.txt"), "dear");
  for (let i = 0; i < 5; i++) writeFileSync(join(folder, "other.cnn"), doubling);
  expect(await watching.until("Ctrl-C ends it")).toContain("other.cnn changed");
  await setTimeout(300);
  expect(watching.said.match(/changed ─/g)).toHaveLength(4);
  expect(await watching.interrupt()).toBe(0);
});

test("build --watch and run --watch write again what changes", async () => {
  const folder = folderWith({ "net.cnn": doubling, "in.json": "[[[1, 2, 3], [4, 5, 6]]]" });
  const build = await Watching.start(folder, "build", "net.cnn", "-o", "out");
  await build.until("Ctrl-C ends it");
  writeFileSync(join(folder, "net.cnn"), doubling.replace("Doubling", "Twice"));
  expect(await build.until("Ctrl-C ends it")).toContain("out: Twice, ");
  expect(await build.interrupt()).toBe(0);
  expect(existsSync(join(folder, "out/net.js"))).toBe(true);

  const run = await Watching.start(folder, "run", "net.cnn", "in.json", "-o", "out.json");
  await run.until("Ctrl-C ends it");
  writeFileSync(join(folder, "in.json"), "[[[0, 0, 0], [0, 0, 7]]]");
  expect(await run.until("Ctrl-C ends it")).toContain("in.json changed");
  expect(await run.interrupt()).toBe(0);
  expect(readdirSync(folder).sort()).toEqual(["in.json", "net.cnn", "out", "out.json"]);
});
