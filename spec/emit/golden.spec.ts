import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { exampleBundle, exampleNames, goldenFolder, writeFiles } from "./bundles.ts";

/** Bytes of code that a page downloads, compressed. Peers start at 158 KB. */
const budgets = [
  ["lenet5", 12 * 1024],
  ["squeezenet", 30 * 1024],
] as const;

const names = await exampleNames("bundle");
/** Those made with `verify.js`: the others are as `build --no-verify` makes them, so that both are golden. */
const verifiable = ["lenet5"];

test.each(names)("%s: the bundle is the golden one, file by file", async (name) => {
  const files = await exampleBundle(name, { verify: verifiable.includes(name) });
  const folder = goldenFolder(name);
  if (process.env.UPDATE_GOLDEN) {
    await rm(folder, { recursive: true, force: true });
    await writeFiles(folder, files);
  }
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1));
  const hint = "if the change is meant: UPDATE_GOLDEN=1 npx vitest run spec/emit/golden";
  expect(paths.sort(), hint).toEqual([...files.keys()].sort());
  for (const [path, content] of files) {
    expect(content, `${path}: ${hint}`).toBe(await readFile(join(folder, path), "utf8"));
  }
});

test("the same source gives the same bytes", async () => {
  const made = () => exampleBundle("lenet5", { verify: true });
  expect(await made()).toEqual(await made());
});

test.each(budgets)(
  "%s: the code that a page downloads keeps its budget, whichever the variant",
  async (name, budget) => {
    const files = await exampleBundle(name);
    const size = (path: string) => gzipSync(files.get(path)!, { level: 9 }).length;
    const variants = [...files.keys()].filter((path) => /^kernels\/[^/]+\.js$/.test(path)).map(size);
    expect(size(`${name}.js`) + size("runtime.js") + Math.max(...variants)).toBeLessThan(budget);
  },
);
