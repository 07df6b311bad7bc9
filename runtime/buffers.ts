import { slotBytes, stagingBytes } from "./device.ts";
import { CnncError } from "./errors.ts";
import type { Variant } from "./program.ts";

/** A slot's range for the whole batch, in bytes; usable as a bind group's resource. */
export interface Range {
  readonly buffer: GPUBuffer;
  readonly offset: number;
  readonly size: number;
}

/** Runs in flight at most: while one is read back, the next are computed. */
const RING = 3;

// GPUBufferUsage is a global that Node lacks.
const MAP_READ = 1;
const COPY_SRC = 4;
const COPY_DST = 8;
const STORAGE = 128;

/** All GPU memory of one network on one device: made once, at once. */
export class Memory {
  /** By the variant's buffers. */
  readonly buffers: GPUBuffer[] = [];
  /** By the variant's slots. */
  readonly slots: Range[] = [];
  /** Each takes all outputs of one run, in their order, each from a multiple of 8. */
  readonly staging: GPUBuffer[] = [];
  bytes = 0;

  allocate(device: GPUDevice, variant: Variant, batch: number): void {
    for (const { name: label, bytes, perImage } of variant.buffers) {
      const size = bytes * (perImage ? batch : 1);
      this.buffers.push(this.#make(device, label, size, STORAGE | COPY_SRC | COPY_DST));
    }
    variant.slots.forEach(({ buffer, offset }, slot) => {
      const scale = variant.buffers[buffer]!.perImage ? batch : 1;
      this.slots.push({
        buffer: this.buffers[buffer]!,
        offset: offset * scale,
        size: slotBytes(variant, slot, batch),
      });
    });
    const size = stagingBytes(variant, batch);
    for (let i = 0; i < RING; i++) this.staging.push(this.#make(device, `staging ${i}`, size, MAP_READ | COPY_DST));
  }

  #make(device: GPUDevice, label: string, bytes: number, usage: GPUBufferUsageFlags): GPUBuffer {
    const size = Math.max(4, Math.ceil(bytes / 4) * 4);
    this.bytes += size;
    return device.createBuffer({ label, size, usage });
  }

  destroy(): void {
    for (const buffer of [...this.buffers, ...this.staging]) buffer.destroy();
    this.bytes = 0;
  }
}

/**
 * Calls `work` and waits for WebGPU's verdict on it, which otherwise comes later and to nobody.
 *
 * @throws CnncError `out-of-memory`, `validation`
 */
export async function scoped<T>(device: GPUDevice, what: string, work: () => T): Promise<T> {
  device.pushErrorScope("out-of-memory");
  device.pushErrorScope("validation");
  let verdicts: Promise<(GPUError | null)[]>;
  let result: T;
  try {
    result = work();
  } finally {
    // A lost device may refuse its verdict; the loss is found elsewhere.
    verdicts = Promise.all([device.popErrorScope(), device.popErrorScope()]).catch(() => []);
  }
  const [invalid, memory] = await verdicts;
  if (memory) throw new CnncError("out-of-memory", `${what}: the device is out of memory: ${memory.message}`);
  if (invalid) throw new CnncError("validation", `${what}: ${invalid.message}`);
  return result;
}
