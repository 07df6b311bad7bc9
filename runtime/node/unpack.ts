import { createReadStream, createWriteStream, readFileSync } from "node:fs";
import { lstat, mkdtemp, rename, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir, userInfo } from "node:os";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress } from "node:zlib";
import { extract } from "tar-fs";

/**
 * Unpacks archives of the npm package `@sparticuz/chromium` into a folder under `os.tmpdir()`, once per package
 * version and user. The folder appears by one rename, so several processes may call this at once.
 *
 * @param name names the folder: `cnnc-<name>-<package version>-<user id>`
 * @param archives file names in the package's `bin`: a `.tar.br` is unpacked as a tree, a plain `.br` as one executable
 * @param files paths, relative to the folder, that the caller needs: where one is absent, the folder is made anew
 * @returns the folder's absolute path
 * @throws Error when not on linux-x64 (the package holds nothing else), when the package is not installed, or when
 *   the folder cannot be written
 */
export async function unpackOnce(name: string, archives: readonly string[], files: readonly string[]): Promise<string> {
  const { bin, version } = locatePackage();
  const folder = join(tmpdir(), `cnnc-${name}-${version}-${userInfo().uid}`);
  if (await isIntact(folder, files)) return folder;

  const fresh = await mkdtemp(`${folder}-`);
  try {
    await Promise.all(archives.map((archive) => unpack(join(bin, archive), fresh)));
    await publish(fresh, folder, files);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  return folder;
}

/** Where `@sparticuz/chromium` keeps its archives; its `exports` hide `package.json`, so the path starts at its entry. */
function locatePackage(): { bin: string; version: string } {
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new Error(`\`@sparticuz/chromium\` runs on linux-x64, not on ${process.platform}-${process.arch}`);
  }
  const entry = createRequire(import.meta.url).resolve("@sparticuz/chromium");
  const root = join(entry, "..", "..", "..");
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  return { bin: join(root, "bin"), version };
}

/**
 * Whether the folder may be used. Its name can be guessed and its libraries are executed, so it must belong to this
 * user and be writable by no other; a cleaner of `/tmp` may have swept single files from it.
 */
async function isIntact(folder: string, files: readonly string[]): Promise<boolean> {
  try {
    const entry = await lstat(folder);
    if (!entry.isDirectory() || entry.uid !== userInfo().uid || (entry.mode & 0o022) !== 0) return false;
    await Promise.all(files.map((file) => lstat(join(folder, file))));
    return true;
  } catch {
    return false;
  }
}

async function unpack(archive: string, folder: string): Promise<void> {
  const stem = basename(archive, ".br");
  // for root, tar-fs would hand the files to the user id that packed them
  const { uid, gid } = userInfo();
  const target = stem.endsWith(".tar")
    ? extract(folder, { map: (header) => ({ ...header, uid, gid }) })
    : createWriteStream(join(folder, stem), { mode: 0o700 });
  await pipeline(createReadStream(archive), createBrotliDecompress({ chunkSize: 1 << 20 }), target);
}

/** Gives `fresh` its final name, unless another process was quicker; what a cleaner left there is moved aside. */
async function publish(fresh: string, folder: string, files: readonly string[]): Promise<void> {
  try {
    await rename(fresh, folder);
  } catch {
    if (await isIntact(folder, files)) return;
    const swept = `${fresh}-swept`;
    await rename(folder, swept);
    await rename(fresh, folder);
    await rm(swept, { recursive: true, force: true });
  }
}
