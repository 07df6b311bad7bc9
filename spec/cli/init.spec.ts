import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, expect, test } from "vitest";
import { init } from "../../compiler/cli/init.ts";
import { filters } from "../../compiler/cli/templates/filters.ts";
import { lenet } from "../../compiler/cli/templates/lenet.ts";
import { mlp } from "../../compiler/cli/templates/mlp.ts";
import { parse } from "../../grammar/parser.ts";
import { print } from "../../grammar/print.ts";
import { launchChromium } from "../browser/chromium.ts";
import { serveFolder } from "../browser/server.ts";
import { called, cliPath, cnnc, folderWith, runNode } from "./cli.ts";

const templates = { lenet, filters, mlp };
const made = (folder: string, template: keyof typeof templates = "mlp") =>
  called((output) => init(folder, { template }, output));

const hasChromium = process.platform === "linux" && process.arch === "x64"; // see launchChromium
let browser: Promise<Browser> | undefined;
afterAll(async () => (await browser)?.close());

/** What `npm install` would put there: cnnc's own adapter for Node. */
async function install(folder: string): Promise<void> {
  const place = join(folder, "node_modules/cnnc");
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, "package.json"), '{ "type": "module", "exports": { "./node": "./node.js" } }');
  const adapter = join(dirname(await cliPath()), "node.js");
  writeFileSync(join(place, "node.js"), `export * from ${JSON.stringify(adapter)};`);
}

/** What the page says in the end. */
async function shown(folder: string): Promise<string> {
  browser ??= launchChromium();
  const [page, server] = await Promise.all([(await browser).newPage(), serveFolder(folder)]);
  try {
    const wrong: string[] = [];
    page.on("pageerror", (error) => wrong.push(error.message));
    await page.goto(`${server.url}/index.html`);
    await page
      .waitForFunction(() => document.querySelector("#out")?.childNodes.length)
      .catch((error) => wrong.push(error));
    expect(wrong).toEqual([]);
    return await page.evaluate(() => document.querySelector("#out")!.textContent ?? "");
  } finally {
    await Promise.all([page.close(), server.close()]);
  }
}

test.each([
  ["lenet", /^UNTRAINED weights.*\n(?:\d 0\.\d{3} █*\n){10}$/, /^0 {2}0\.\d{3}/],
  ["filters", /^(?:[.#]{64}\n){24}$/, /^pictureblurredsharpedges$/],
  [
    "mlp",
    /^0 xor 0 = 0\n0 xor 1 = 1\n1 xor 0 = 1\n1 xor 1 = 0\n$/,
    /^0 xor 0 = 0\n0 xor 1 = 1\n1 xor 0 = 1\n1 xor 1 = 0$/,
  ],
] as const)("%s: the folder builds, runs in Node, and its page shows the answer", async (name, inNode, inPage) => {
  const folder = join(folderWith({}), "net");
  expect((await made(folder, name)).code).toBe(0);
  await install(folder);
  const { scripts } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const built = await cnnc(scripts.build.replace(/^cnnc /, "").split(" "), { cwd: folder });
  expect([built.code, built.stderr]).toEqual([0, ""]);
  const ran = await runNode([scripts.start.match(/\S+\.mjs$/)[0]], { cwd: folder });
  expect([ran.code, ran.stderr.replace(/^as asked:.*\n/, "")]).toEqual([0, ""]);
  expect(ran.stdout).toMatch(inNode);
  if (hasChromium) expect(await shown(folder)).toMatch(inPage);
});

test.each(Object.entries(templates))(
  "%s.cnn is in canonical form, and every file ends with a line break",
  async (name, { cnn }) => {
    expect(print(parse({ name: "a.cnn", text: cnn }).file)).toBe(cnn);
    const folder = join(folderWith({}), "net");
    await made(folder, name as keyof typeof templates);
    for (const file of readdirSync(folder).filter((each) => !each.endsWith(".safetensors"))) {
      expect(readFileSync(join(folder, file), "utf8"), file).toMatch(/[^\n]\n$/);
    }
  },
);

test("nothing is overwritten; an empty folder is filled", async () => {
  const folder = folderWith({ "letter.txt": "dear" });
  const full = await made(folder);
  expect(full.code).toBe(2);
  expect(full.stderr).toContain("holds `letter.txt` already");
  const file = await made(join(folder, "letter.txt"));
  expect(file.stderr).toContain("error[target-file]: expected a new folder, found the file");
  expect(readdirSync(folder)).toEqual(["letter.txt"]);
  mkdirSync(join(folder, "empty"));
  expect((await made(join(folder, "empty"))).code).toBe(0);
  expect(readdirSync(join(folder, "empty"))).toContain("xor.cnn");
  expect((await made(join(folder, "empty"))).code).toBe(2);
});

test.each([
  ["My Net!", "my-net"],
  ["../<script>", "script"],
  ["ÄÖ", "my-net"],
  ["node_modules", "my-net"],
  ["_.x_", "x"],
])("%s: the package is called %s", async (folder, name) => {
  const root = folderWith({});
  mkdirSync(join(root, "inner"));
  await made(join(root, "inner", folder));
  const place = join(root, "inner", folder);
  expect(JSON.parse(readFileSync(join(place, "package.json"), "utf8"))).toMatchObject({ name, private: true });
  expect(readFileSync(join(place, "index.html"), "utf8")).toContain(`<title>${name}</title>`);
});

test("it says what to do next, in words for a shell", async () => {
  const { stdout } = await cnnc(["init", "it's mine", "--template", "mlp"], { cwd: folderWith({}) });
  expect(stdout).toMatchInlineSnapshot(`
    "  xor.cnn
      run.mjs
      index.html
      main.js
      package.json
      README.md
      .gitignore
      xor.safetensors
    it's mine: a network, and programs that use it. Next:
      cd 'it'\\''s mine'
      npm install
      npm start
    "
  `);
});
