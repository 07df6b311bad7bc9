import type { Range } from "../../runtime/buffers.ts";

/** Bytes of a staging buffer; what is longer gets one of its own. */
const chunkBytes = 1 << 18;

interface Chunk {
  readonly buffer: GPUBuffer;
  used: number;
  words?: Float32Array;
}

/** What a buffer held when it was read; there once the tape has been collected. */
export type Reading = () => Float32Array;

/**
 * Reads of GPU memory that wait for nobody: copies are recorded between dispatches, and all of them come back at once.
 * A wait for each would cost a verifier of small kernels most of its time.
 */
export class Tape {
  private chunks: Chunk[] = [];
  private readonly device: GPUDevice;

  constructor(device: GPUDevice) {
    this.device = device;
  }

  /** Bytes read and not yet collected. */
  get bytes(): number {
    return this.chunks.reduce((sum, { used }) => sum + used, 0);
  }

  copy(encoder: GPUCommandEncoder, { buffer, offset, size }: Range): Reading {
    let chunk = this.chunks.at(-1);
    if (!chunk || chunk.used + size > chunk.buffer.size) {
      const usage = 1 | 8; // GPUBufferUsage.MAP_READ | COPY_DST
      chunk = { buffer: this.device.createBuffer({ size: Math.max(size, chunkBytes), usage }), used: 0 };
      this.chunks.push(chunk);
    }
    const [from, held] = [chunk.used, chunk];
    encoder.copyBufferToBuffer(buffer, offset, chunk.buffer, from, size);
    chunk.used += size;
    return () => held.words!.subarray(from / 4, (from + size) / 4);
  }

  /** Waits for everything that was submitted. */
  async collect(): Promise<void> {
    const { chunks } = this;
    this.chunks = [];
    await Promise.all(
      chunks.map(async (chunk) => {
        await chunk.buffer.mapAsync(1, 0, chunk.used);
        chunk.words = new Float32Array(chunk.buffer.getMappedRange(0, chunk.used)).slice();
        chunk.buffer.destroy();
      }),
    );
  }
}
