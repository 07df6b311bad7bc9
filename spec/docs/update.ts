import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "vitest";

const root = join(import.meta.dirname, "../..");

export const readPage = (path: string): string => readFileSync(join(root, path), "utf8");

/** Fails where a committed file is not what is made now; `UPDATE_DOCS=1` writes it instead. */
export function expectUpToDate(path: string, content: string): void {
  const file = join(root, path);
  if (process.env.UPDATE_DOCS) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  const hint = `${path}: if the change is meant: UPDATE_DOCS=1 npx vitest run spec/language spec/docs`;
  expect(content, hint).toBe(readPage(path));
}
