import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { create } from "../../runtime/index.ts";
import { writeSafetensors } from "../../runtime/safetensors.ts";
import { type LoadOptions, loadWeights, type Progress, type WeightsSource } from "../../runtime/weights.ts";
import { compiled } from "../compiled.ts";
import { testDevice } from "../device.ts";
import { failure } from "./device.ts";
import { tiny, w, weights } from "./tiny.ts";

/** All that a network needs, by name. */
async function load(source: WeightsSource, options: LoadOptions = {}, { parameters } = tiny) {
  const found = new Map<string, Float32Array>();
  const names = parameters.map(({ name }) => name);
  await loadWeights(parameters, source, names, (name, values) => found.set(name, values), options);
  return found;
}
const fileOf = (name: string, shape: number[], data: Float32Array) => writeSafetensors([[name, { shape, data }]]);

describe("weights come", () => {
  test.each<[string, () => WeightsSource]>([
    ["as bytes", () => weights],
    ["as an ArrayBuffer", () => weights.buffer],
    ["as a Node Buffer", () => Buffer.from(weights)],
    ["as a record", () => ({ w, other: new Float32Array(3) })],
    ["as a map", () => new Map([["w", w]])],
    ["as a Response", () => new Response(weights)],
    ["from a function", () => () => weights],
    ["from a promise of a Response", () => async () => new Response(weights)],
  ])("%s", async (_, source) => {
    expect((await load(source())).get("w")).toEqual(w);
  });

  test("from a file's URL, in Node", async () => {
    const folder = await mkdtemp(join(tmpdir(), "cnnc-weights-"));
    const path = join(folder, "w.safetensors");
    await writeFile(path, weights);
    expect((await load(pathToFileURL(path))).get("w")).toEqual(w);
    await rm(folder, { recursive: true });
    await failure("weights-source", () => load(pathToFileURL(path)), "ENOENT", "pass the file's bytes");
  });
});

describe("over HTTP", () => {
  let server: Server;
  let address: string;
  beforeAll(async () => {
    server = createServer(({ url }, response) => {
      if (url === "/missing") response.writeHead(404).end();
      else if (url === "/gzip") response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(weights));
      else if (url === "/chunked")
        response.writeHead(200).write(weights.subarray(0, 20), () => response.end(weights.subarray(20)));
      else if (url === "/cut")
        response.writeHead(200, { "content-length": 1000 }).write(weights, () => response.destroy());
      else if (url === "/slow") response.writeHead(200, { "content-length": 1000 }).write(weights);
      else response.writeHead(200, { "content-length": weights.length }).end(weights);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  test.each(["/plain", "/gzip", "/chunked"])("%s arrives whole, with progress in bytes", async (path) => {
    const seen: Progress[] = [];
    const found = await load(address + path, { onProgress: (p) => seen.push(p) });
    expect(found.get("w")).toEqual(w);
    const total = path === "/plain" ? weights.length : undefined;
    expect(seen.at(-1)).toEqual({ phase: "weights", loaded: weights.length, total });
  });

  test("a failure says where and why", async () => {
    await failure("weights-source", () => load(`${address}/missing`), "/missing", "404");
    await failure("weights-source", () => load(new URL("/cut", address)));
    await failure("weights-source", () => load("not an address"));
  });

  test("an abort ends the download", async () => {
    const stop = new AbortController();
    const options = { signal: stop.signal, onProgress: () => stop.abort() };
    await failure("aborted", () => load(`${address}/slow`, options));
  });
});

describe("weights are refused", () => {
  test("if one is missing, naming all that are, and what there is", async () => {
    const program = { ...tiny, parameters: [...tiny.parameters, { name: "b", shape: [1] }] };
    const other = fileOf("fc1.weight", [1], Float32Array.of(1));
    await failure("weights-missing", () => load(other, {}, program), "`w`, `b`", "`fc1.weight`");
  });

  test("in another shape, even with as many values", async () => {
    await failure("weights-shape", () => load(fileOf("w", [3, 2], w)), "`w`", "2x3", "3x2");
    await failure("weights-shape", () => load(fileOf("w", [6], w)), "2x3", "6");
    await failure("weights-shape", () => load({ w: new Float32Array(5) }), "6 (2x3)", "5");
  });

  test("with a NaN or an infinity, naming its place", async () => {
    for (const value of [NaN, Infinity, -Infinity]) {
      const bad = w.slice();
      bad[4] = value;
      await failure("weights-not-finite", () => load({ w: bad }), "`w`", `value 4 is ${value}`);
    }
  });

  test("if the function that should give them fails", async () => {
    const error = await failure("weights-source", () => load(() => Promise.reject(new Error("no disk"))), "no disk");
    expect(error.cause).toBeInstanceOf(Error);
  });
});

test.each([
  ["a negative variance", [1, 1], [-5, 1]],
  ["a factor beyond f32", [3e38, 1], [0, 1]],
])("finite weights that give what is not are refused: %s", async (_, weight, variance) => {
  const text = "net A(x: 2x1x1) {\n  return x -> batchnorm(eps=0.00001)\n}\n";
  const zeros = Float32Array.of(0, 0);
  const given = {
    "batchnorm1.weight": Float32Array.from(weight),
    "batchnorm1.bias": zeros,
    "batchnorm1.running_mean": zeros,
    "batchnorm1.running_var": Float32Array.from(variance),
  };
  const { program } = compiled(text);
  const made = async () => create(program, { device: await testDevice(), weights: given });
  await failure("weights-not-finite", made, "not a finite number");
});
