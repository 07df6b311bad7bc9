import { type Range, scoped } from "./buffers.ts";
import { CnncError } from "./errors.ts";
import type { Network } from "./executor.ts";
import { record } from "./instance.ts";
import type { Dispatch } from "./program.ts";

/** Runs a network dispatch by dispatch, with a hand on every slot between them. */
export interface Stepper {
  readonly dispatches: readonly Dispatch[];
  /** Runs dispatch k alone, on what now lies in its slots. */
  run(k: number): Promise<void>;
  /** Runs all dispatches before k. */
  runTo(k: number): Promise<void>;
  /** All words of a slot's bound range, batch × bytes (bytes alone in a weights buffer), in physical order. */
  read(slot: number): Promise<Float32Array<ArrayBuffer>>;
  /** Overwrites a slot's bound range, or its first words. */
  write(slot: number, words: Float32Array | Uint32Array): void;
  /** A whole buffer, with what lies between its slots. */
  readBuffer(buffer: number): Promise<Float32Array<ArrayBuffer>>;
  writeBuffer(buffer: number, words: Float32Array | Uint32Array): void;
}

/**
 * Step mode. No run may be under way meanwhile.
 *
 * @throws CnncError `validation` for an index that is not there, `input-length` for more words than there is room for
 */
export function stepper(network: Network, entry = "run"): Stepper {
  const { instance } = network;
  const { device, memory, variant, batch } = instance;
  const steps = instance.steps.get(entry) ?? [];
  const dispatches = variant.entryPoints[entry] ?? [];
  const slot = (i: number) => at(memory.slots, i, "slot");
  const buffer = (i: number) => whole(at(memory.buffers, i, "buffer"));

  const run = async (from: number, to: number) => {
    await scoped(device, `dispatches ${from} to ${to} of ${entry}`, () => {
      const encoder = device.createCommandEncoder();
      record(encoder, steps.slice(from, to), batch);
      device.queue.submit([encoder.finish()]);
    });
    await device.queue.onSubmittedWorkDone();
  };

  return {
    dispatches,
    run: async (k) => {
      at(dispatches, k, "dispatch");
      await run(k, k + 1);
    },
    runTo: (k) => run(0, k),
    read: async (i) => read(device, slot(i)),
    write: (i, words) => write(device, slot(i), words),
    readBuffer: async (i) => read(device, buffer(i)),
    writeBuffer: (i, words) => write(device, buffer(i), words),
  };
}

function at<T>(items: readonly T[], i: number, what: string): T {
  const item = items[i];
  if (item === undefined) throw new CnncError("validation", `no ${what} ${i}: expected 0 to ${items.length - 1}`);
  return item;
}

const whole = (buffer: GPUBuffer): Range => ({ buffer, offset: 0, size: buffer.size });

async function read(device: GPUDevice, { buffer, offset, size }: Range): Promise<Float32Array<ArrayBuffer>> {
  const usage = 1 | 8; // GPUBufferUsage.MAP_READ | COPY_DST
  const staging = await scoped(device, "reading a slot", () => {
    const made = device.createBuffer({ label: "step", size, usage });
    const encoder = device.createCommandEncoder();
    encoder.copyBufferToBuffer(buffer, offset, made, 0, size);
    device.queue.submit([encoder.finish()]);
    return made;
  });
  try {
    await staging.mapAsync(1);
    return new Float32Array(staging.getMappedRange()).slice();
  } finally {
    staging.destroy();
  }
}

function write(device: GPUDevice, { buffer, offset, size }: Range, words: Float32Array | Uint32Array): void {
  if (words.byteLength > size) {
    throw new CnncError("input-length", `expected at most ${size / 4} words, found ${words.length}`);
  }
  device.queue.writeBuffer(buffer, offset, words as Float32Array<ArrayBuffer>);
}
