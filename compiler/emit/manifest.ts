import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { Variant } from "../../runtime/program.ts";
import type { Parts } from "./parts.ts";

export type Content = string | Uint8Array;

/** What is known of a file. */
export interface Fingerprint {
  readonly bytes: number;
  /** In hexadecimal. */
  readonly sha256: string;
}

/** `manifest.json`: what a program that ships the bundle may want to know of it, and the hash of each file. */
export function manifest(parts: Parts, source: string, files: ReadonlyMap<string, Content | Fingerprint>): string {
  const { program, sourceFile, compiler } = parts;
  const { format, name, inputs, outputs, parameters, variants } = program;
  const described = {
    format,
    name,
    compiler: `cnnc ${compiler}`,
    source: { file: sourceFile, ...fingerprintOf(source) },
    inputs,
    outputs,
    parameters,
    variants: variants.map((variant) => describe(variant, parts.kernelFiles)),
    files: Object.fromEntries([...files].map(([path, content]) => [path, fingerprintOf(content)])),
  };
  return `${JSON.stringify(described, undefined, 2)}\n`;
}

/** `limits` names only those beyond WebGPU's defaults; `bytes` are GPU memory, but for `weights` times the batch. */
function describe({ name, device, features, limits, buffers, entryPoints }: Variant, kernelFiles: readonly string[]) {
  const bytes: Record<string, number> = {};
  for (const buffer of buffers) bytes[buffer.kind] = (bytes[buffer.kind] ?? 0) + buffer.bytes;
  const dispatches = Object.entries(entryPoints).map(([entry, list]) => [
    entry,
    list.map(({ label, kernel }) => ({ label, kernel: `kernels/${kernelFiles[kernel]!}` })),
  ]);
  return { name, device, features, limits, bytes, dispatches: Object.fromEntries(dispatches) };
}

function fingerprintOf(content: Content | Fingerprint): Fingerprint {
  if (typeof content === "object" && "sha256" in content) return content;
  const bytes = typeof content === "string" ? utf8ToBytes(content) : content;
  return { bytes: bytes.length, sha256: bytesToHex(sha256(bytes)) };
}
