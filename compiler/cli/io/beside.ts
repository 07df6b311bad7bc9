import { realpathSync, statSync } from "node:fs";
import { dirname, isAbsolute, relative, resolve } from "node:path";
import { exists, readBytes } from "../files.ts";

/** Data files of a model: those in its folder, and nowhere else. A file that many tensors lie in is read once. */
export function filesBeside(model: string): (location: string) => Uint8Array | undefined {
  const files = new Map<string, Uint8Array | undefined>();
  const read = (location: string): Uint8Array | undefined => {
    const folder = realpathSync(dirname(resolve(model)));
    const path = resolve(folder, location);
    if (location === "" || isAbsolute(location) || !isInside(folder, path) || !exists(path)) return undefined;
    // A link may lead out of the folder as well.
    const real = realpathSync(path);
    return isInside(folder, real) && statSync(real).isFile() ? readBytes(real, "the model's data") : undefined;
  };
  return (location) => {
    if (!files.has(location)) files.set(location, location.includes("\0") ? undefined : read(location));
    return files.get(location);
  };
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== "" && way !== ".." && !/^\.\.[\\/]/.test(way) && !isAbsolute(way);
}
