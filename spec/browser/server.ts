import { readFile, realpath, stat } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, sep } from "node:path";
import { text } from "node:stream/consumers";

const MIME_TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".png": "image/png",
  ".safetensors": "application/octet-stream",
  ".wgsl": "text/plain; charset=utf-8",
};

/** The strictest policy that a bundle claims to work under. Workers fall under `script-src`. */
const CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self'";

/**
 * Serves the files of a folder on a free port of 127.0.0.1, under a strict Content-Security-Policy. A path that ends
 * in `/` means its `index.html`; one that is no file, or leaves the folder (symbolic links included), is 404.
 *
 * @param onPost given the body of every POST: how a page that nobody drives reports
 * @returns `url` without a slash at its end; `close` ends open connections too
 * @throws Error when the folder does not exist
 */
export async function serveFolder(
  folder: string,
  onPost?: (body: string) => void,
): Promise<{ url: string; close(): Promise<void> }> {
  const root = await realpath(folder);
  const server = createServer((request, response) => {
    if (onPost && request.method === "POST") void take(request, response, onPost);
    else void answer(root, request, response);
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(root: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  response.setHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
  response.setHeader("X-Content-Type-Options", "nosniff");
  try {
    const file = await locate(root, request.url ?? "/");
    const body = await readFile(file);
    response.setHeader("Content-Type", MIME_TYPES[extname(file)] ?? "application/octet-stream");
    response.end(body);
  } catch {
    response.writeHead(404).end();
  }
}

async function take(request: IncomingMessage, response: ServerResponse, onPost: (body: string) => void): Promise<void> {
  try {
    onPost(await text(request));
    response.writeHead(204).end();
  } catch {
    response.writeHead(400).end();
  }
}

/** @throws Error when the request's path is malformed, names no file, or leaves `root` */
async function locate(root: string, url: string): Promise<string> {
  // not `new URL`: it would quietly fold `..` away, and decoding must come before the check
  const path = decodeURIComponent(url.split("?", 1)[0]!);
  const file = await realpath(join(root, path.endsWith("/") ? `${path}index.html` : path));
  if (!file.startsWith(root + sep) || !(await stat(file)).isFile()) throw new Error(`${path} is not in ${root}`);
  return file;
}
