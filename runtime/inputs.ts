import { slotBytes } from "./device.ts";
import { CnncError, list } from "./errors.ts";
import { type Instance, type Span, spans } from "./instance.ts";
import type { Picture } from "./pictures.ts";
import type { Port, Shipped } from "./program.ts";
import { volume } from "./shape.ts";
import { checkFinite } from "./weights.ts";

/** Values in logical order, images one after the other; a GPU buffer holds the same as f32. */
export type Values = Float32Array | GPUBuffer;
/** Values, or where the `.cnn` says `rgb` or `gray` a picture of the input's very size (several for a batch). */
export type Input = Values | Picture | readonly Picture[];
export type Inputs = Readonly<Record<string, Input>>;
/** Inputs with their pictures read. */
export type Fed = Readonly<Record<string, Values>>;

/**
 * Checks a run's inputs before anything reaches the GPU, and reads pictures.
 *
 * @throws CnncError `input-missing`, `input-unknown`, `input-type`, `input-length`, `input-picture`, `input-not-finite`
 */
export function takeInputs(program: Shipped, batch: number, inputs: Inputs, gpuOnly = false): Fed {
  const names = program.inputs.map((port) => port.name);
  const given = Object.keys(inputs);
  const missing = names.filter((name) => !given.includes(name));
  if (missing.length > 0) {
    throw new CnncError("input-missing", `${program.name}: missing input ${list(missing)}; given ${list(given)}`);
  }
  const unknown = given.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    throw new CnncError("input-unknown", `${program.name}: unknown input ${list(unknown)}; it takes ${list(names)}`);
  }
  const fed = program.inputs.map((port) => {
    const input = inputs[port.name]!;
    const pictures = gpuOnly ? [] : [input].flat();
    const values = arePictures(pictures) ? readPictures(program, port, pictures, batch) : (input as Values);
    checkInput(port, batch, values, gpuOnly);
    return [port.name, values] as const;
  });
  return Object.fromEntries(fed);
}

const arePictures = (values: readonly unknown[]): values is readonly Picture[] =>
  values.length > 0 && values.every((each) => isObject(each) && "width" in each && "height" in each && "data" in each);

function readPictures({ pictures: read }: Shipped, port: Port, pictures: readonly Picture[], batch: number): Values {
  if (port.mode && read) return read(port, pictures, batch);
  const hint = "say `rgb` or `gray` before its shape in the .cnn";
  throw new CnncError("input-type", `input \`${port.name}\`: expected values, found a picture; ${hint}`);
}

function checkInput({ name, shape }: Port, batch: number, input: Values, gpuOnly: boolean): void {
  const length = volume(shape) * batch;
  if (isGpuBuffer(input)) {
    if (input.size < length * 4) {
      throw new CnncError("input-length", `input \`${name}\`: expected ${length * 4} bytes, found ${input.size}`);
    }
    if (!(input.usage & 4)) {
      throw new CnncError("input-type", `input \`${name}\`: the GPU buffer needs usage COPY_SRC`);
    }
    return;
  }
  if (gpuOnly || typeName(input) !== "Float32Array") {
    const wanted = gpuOnly ? "a GPUBuffer: arrays are for `run`" : "a Float32Array or a GPUBuffer";
    throw new CnncError("input-type", `input \`${name}\`: expected ${wanted}, found ${typeName(input)}`);
  }
  if (input.length !== length) {
    const expected = `${length} values (batch ${batch} of ${shape.join("x")})`;
    throw new CnncError("input-length", `input \`${name}\`: expected ${expected}, found ${input.length}`);
  }
  checkFinite("input-not-finite", `input \`${name}\``, input);
}

/** Writes or copies checked inputs to their slots. */
export function feed(program: Shipped, instance: Instance, encoder: GPUCommandEncoder, inputs: Fed): void {
  const { device, variant, memory } = instance;
  program.inputs.forEach(({ name }, i) => {
    const { buffer, offset } = memory.slots[variant.inputs[i]!]!;
    const input = inputs[name]!;
    for (const span of instance.inputs[i]!) {
      const to = offset + span.offset;
      if (isGpuBuffer(input)) encoder.copyBufferToBuffer(input, span.host * 4, buffer, to, span.length * 4);
      else device.queue.writeBuffer(buffer, to, input, span.host, span.length);
    }
  });
}

/** An output's place in a staging buffer, and how its images lie there. */
export interface Exit {
  readonly name: string;
  readonly slot: number;
  readonly length: number;
  readonly offset: number;
  readonly size: number;
  readonly spans: readonly Span[];
}

/** Where `Memory.staging` takes each output. */
export function exits(program: Shipped, { variant, batch }: Instance): Exit[] {
  let offset = 0;
  return program.outputs.map(({ name, shape }, i) => {
    const slot = variant.outputs[i]!;
    const size = slotBytes(variant, slot, batch);
    const length = volume(shape);
    const exit = { name, slot, length: length * batch, offset, size, spans: spans(variant, slot, length, batch) };
    offset += Math.ceil(size / 8) * 8;
    return exit;
  });
}

export function isGpuBuffer(value: unknown): value is GPUBuffer {
  return isObject(value) && "mapAsync" in value;
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

/** Of another realm too, such as a frame's. */
const typeName = (value: unknown): string => Object.prototype.toString.call(value).slice(8, -1);
