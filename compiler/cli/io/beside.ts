import { realpathSync } from "node:fs";
import { dirname, isAbsolute, join, relative } from "node:path";
import { readBytes } from "../files.ts";

/** The data files that a model names: those in its folder and below, read once; undefined for any other. */
export function filesBeside(model: string): (location: string) => Uint8Array | undefined {
  const read = new Map<string, Uint8Array | undefined>();
  return (location) => {
    if (!read.has(location)) read.set(location, bytesBeside(dirname(model), location));
    return read.get(location);
  };
}

function bytesBeside(folder: string, location: string): Uint8Array | undefined {
  try {
    const root = realpathSync(folder);
    // Links are followed first: one that leads out of the folder leaves it too.
    const path = realpathSync(join(root, location));
    const inside = relative(root, path);
    return inside.startsWith("..") || isAbsolute(inside) ? undefined : readBytes(path, "the model's data");
  } catch {
    return undefined;
  }
}
