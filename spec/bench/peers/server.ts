import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { gzipSync } from "node:zlib";

/** A file that a page has fetched. */
export interface Served {
  readonly path: string;
  readonly bytes: number;
}

export interface Site {
  readonly url: string;
  /** Everything that was fetched since the last call. */
  served(): Served[];
  /** Gzipped, level 9. */
  gzipped(path: string): Promise<number>;
  close(): void;
}

const types: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

/** A page that shares its process with no other site gets a clock of 5 µs instead of 100. */
const headers = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cache-Control": "no-store",
};

/** Serves the folder, and `packages/…` from the other one. A browser may keep nothing for later. */
export async function serve(folder: string, packages: string): Promise<Site> {
  let log: Served[] = [];
  const sizes = new Map<string, Promise<number>>();
  const locate = (path: string) =>
    path.startsWith("/packages/") ? join(packages, path.slice("/packages/".length)) : join(folder, path);
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname));
    readFile(locate(path)).then(
      (content) => {
        log.push({ path, bytes: content.length });
        const type = types[extname(path)] ?? "application/octet-stream";
        response.writeHead(200, { ...headers, "Content-Type": type, "Content-Length": content.length });
        response.end(content);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    served: () => {
      const all = log;
      log = [];
      return all;
    },
    gzipped: (path) => {
      const known = sizes.get(path) ?? readFile(locate(path)).then((content) => gzipSync(content, { level: 9 }).length);
      sizes.set(path, known);
      return known;
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
