import { extname } from "node:path";
import type { Port, Program } from "../../runtime/program.ts";
import { CliError } from "./errors.ts";
import { replaceFile } from "./files.ts";
import { nested } from "./io/json.ts";
import { writeNpy } from "./io/npy.ts";
import { imageOf, shapeText, type Tensor } from "./io/tensor.ts";
import type { Colors } from "./output.ts";
import { bar, columns, number } from "./text.ts";

export interface WriteOptions {
  readonly raw: boolean;
  readonly normalize: boolean;
}

/** A file to write, and the outputs that it takes: one, or all in a `.json`. */
export interface Destination {
  readonly path: string;
  readonly ports: readonly Port[];
}

/**
 * What `-o` says: `FILE`, or `name=FILE` for one of several outputs. Judged before anything runs.
 *
 * @throws CliError `output-unknown`, `output-which`, `output-kind`, `output-shape`
 */
export function destinations({ name: net, outputs }: Program, given: readonly string[], batch: number): Destination[] {
  const names = outputs.map(({ name }) => `\`${name}\``).join(", ");
  return given.map((argument) => {
    const [, name, file] = /^([A-Za-z_]\w*)=(.+)$/s.exec(argument) ?? [];
    const port = outputs.find((each) => each.name === name);
    if (name !== undefined && !port)
      throw new CliError("output-unknown", `${net} has no output \`${name}\`; it gives ${names}`);
    const path = file ?? argument;
    const kind = extname(path).toLowerCase();
    if (![".png", ".npy", ".json"].includes(kind))
      throw new CliError("output-kind", `expected a .png, .npy or .json file to write, found \`${path}\``);
    const ports = port ? [port] : outputs;
    if (ports.length > 1 && kind !== ".json") {
      throw new CliError(
        "output-which",
        `${net} gives ${names}: which one goes to \`${path}\`?`,
        `say \`-o ${outputs[0]!.name}=${path}\`; a .json takes all`,
      );
    }
    if (kind === ".png") checkPicture(ports[0]!, batch, path);
    return { path, ports };
  });
}

function checkPicture({ name, shape }: Port, batch: number, path: string): void {
  const help = "write a .npy or a .json file";
  if (batch > 1)
    throw new CliError("output-shape", `\`${path}\` takes one image of \`${name}\`, found a batch of ${batch}`, help);
  if (shape.length !== 3 || (shape[0] !== 1 && shape[0] !== 3)) {
    throw new CliError(
      "output-shape",
      `output \`${name}\`: expected 1xHxW or 3xHxW for a PNG, found ${shapeText(shape)}`,
      help,
    );
  }
}

/** Writes the file whole, or not at all. */
export async function writeOutput(
  { path, ports }: Destination,
  results: Results,
  options: WriteOptions,
): Promise<void> {
  const tensor = batched(results, ports[0]!);
  const kind = extname(path).toLowerCase();
  if (kind === ".png") replaceFile(path, (await import("./io/png.ts")).writePng(tensor, options));
  else if (kind === ".npy") replaceFile(path, writeNpy(tensor));
  else {
    const data = ports.length === 1 ? nested(tensor) : values(results, ports);
    replaceFile(path, `${JSON.stringify(data)}\n`);
  }
}

export interface Results {
  readonly batch: number;
  readonly outputs: Readonly<Record<string, Float32Array<ArrayBuffer>>>;
}

/** Nested arrays by output. */
export const values = (results: Results, ports: readonly Port[]) =>
  Object.fromEntries(ports.map((port) => [port.name, nested(batched(results, port))]));

/** With the batch in front, if there are several images. */
const batched = ({ batch, outputs }: Results, { name, shape }: Port): Tensor => ({
  shape: batch > 1 ? [batch, ...shape] : shape,
  data: outputs[name]!,
});

export interface Ranked {
  readonly index: number;
  readonly label: string | undefined;
  readonly value: number;
}

/** The `top` largest of a vector, the first of equals first. */
export function rank(vector: Float32Array, top: number, labels: readonly string[] | undefined): Ranked[] {
  const all = Array.from(vector, (value, index) => ({ index, label: labels?.[index], value }));
  return all.sort((a, b) => b.value - a.value || a.index - b.index).slice(0, top);
}

/** A vector as its largest values, any other output as its range; a block of lines for each image. */
export async function describeOutput(
  results: Results,
  port: Port,
  top: number,
  labels: readonly string[] | undefined,
  colors: Colors,
): Promise<string[]> {
  const { range } = await import("./io/png.ts");
  const lines: string[] = [];
  for (let n = 0; n < results.batch; n++) {
    const { data } = imageOf({ shape: port.shape, data: results.outputs[port.name]! }, n);
    const title = `${colors.bold(port.name)}${results.batch > 1 ? ` of image ${n + 1}` : ""}  ${colors.dim(shapeText(port.shape))}`;
    if (port.shape.length === 1) lines.push(title, ...table(rank(data, top, labels), colors));
    else {
      const { least, largest, mean } = range(data);
      lines.push(`${title}  from ${number(least)} to ${number(largest)}, mean ${number(mean)}`);
    }
  }
  return lines;
}

function table(ranked: readonly Ranked[], { cyan }: Colors): string[] {
  const most = ranked[0]?.value ?? 0;
  // Bars compare shares of a whole; of values below zero there is none.
  const shares = ranked.every(({ value }) => value >= 0);
  const rows = ranked.map(({ index, label, value }) => [
    `  ${index}`,
    ...(label === undefined ? [] : [label]),
    value.toPrecision(4),
    shares ? cyan(bar(value / most, 24)) : "",
  ]);
  return columns(rows, [0, ranked[0]?.label === undefined ? 1 : 2]);
}
