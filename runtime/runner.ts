import { CnncError, checkAborted, reason } from "./errors.ts";
import { type Exit, exits, type Fed, feed, isGpuBuffer } from "./inputs.ts";
import { type Instance, lossError, record, type Step } from "./instance.ts";
import type { Shipped } from "./program.ts";

/** Each output's values in logical order, images one after the other. */
export type Outputs = Record<string, Float32Array<ArrayBuffer>>;

/** How long a failed mapping waits for the device to say that it is lost, in ms. */
const LOSS_GRACE = 1000;

/**
 * Browsers look for finished work at times of their own, Chromium every 2 ms and Firefox every 100. A submission makes them
 * look: an empty one after 1 ms, then after 2, 4, 8. A run of 1 ms takes 1.5 instead of 2.7 in Chromium.
 */
function nudge(queue: GPUQueue, staging: GPUBuffer, wait = 1, elapsed = wait): void {
  setTimeout(() => {
    if (staging.mapState !== "pending") return;
    queue.submit([]);
    nudge(queue, staging, elapsed, 2 * elapsed);
  }, wait);
}

/**
 * Runs an instance: as many runs overlap as there are staging buffers, the others wait in order. A run makes no
 * WebGPU object but its encoder, pass and command buffer.
 */
export class Runner {
  readonly instance: Instance;
  readonly #program: Shipped;
  readonly #exits: readonly Exit[];
  readonly #free: GPUBuffer[];
  readonly #waiting: ((staging: GPUBuffer) => void)[] = [];
  #closed = false;

  constructor(program: Shipped, instance: Instance) {
    this.instance = instance;
    this.#program = program;
    this.#exits = exits(program, instance);
    this.#free = [...instance.memory.staging];
  }

  /**
   * One run with checked inputs. Arrays are read before this returns, or copied if the run must wait.
   *
   * @throws CnncError `aborted`, `disposed`, `device-lost`, `input-type`
   */
  run(inputs: Fed, steps: readonly Step[], signal: AbortSignal | undefined): Promise<Outputs> {
    const staging = this.#free.pop();
    if (staging) return this.#start(staging, inputs, steps, signal);
    const copies = Object.entries(inputs).map(([name, input]) => [name, isGpuBuffer(input) ? input : input.slice()]);
    const held: Fed = Object.fromEntries(copies);
    return new Promise((resolve) => {
      this.#waiting.push((next) => resolve(this.#start(next, held, steps, signal)));
    });
  }

  async #start(staging: GPUBuffer, inputs: Fed, steps: readonly Step[], signal: AbortSignal | undefined) {
    try {
      this.check();
      checkAborted(signal);
      const verdict = this.#submit(staging, inputs, steps);
      try {
        const mapped = staging.mapAsync(1 /* GPUMapMode.READ */);
        nudge(this.instance.device.queue, staging);
        await mapped;
      } catch (error) {
        throw await this.#explain(error);
      }
      try {
        const refused = await verdict;
        if (refused) throw new CnncError("input-type", `the GPU refuses an input's buffer: ${refused.message}`);
        checkAborted(signal);
        return this.#read(staging);
      } finally {
        staging.unmap();
      }
    } finally {
      // Not at once: a long queue of aborted runs would recurse.
      queueMicrotask(() => this.#release(staging));
    }
  }

  /** Sends the work off. Only a caller's own buffers can make it invalid: then the verdict is worth a scope. */
  #submit(staging: GPUBuffer, inputs: Fed, steps: readonly Step[]): Promise<GPUError | null> | undefined {
    const { device, memory, batch } = this.instance;
    const foreign = Object.values(inputs).some(isGpuBuffer);
    if (foreign) device.pushErrorScope("validation");
    let verdict: Promise<GPUError | null> | undefined;
    try {
      const encoder = device.createCommandEncoder();
      feed(this.#program, this.instance, encoder, inputs);
      record(encoder, steps, batch);
      for (const { slot, offset, size } of this.#exits) {
        const range = memory.slots[slot]!;
        encoder.copyBufferToBuffer(range.buffer, range.offset, staging, offset, size);
      }
      device.queue.submit([encoder.finish()]);
    } finally {
      // A lost device may refuse its verdict; the mapping tells of the loss.
      if (foreign) verdict = device.popErrorScope().catch(() => null);
    }
    return verdict;
  }

  #read(staging: GPUBuffer): Outputs {
    const mapped = staging.getMappedRange();
    const outputs = this.#exits.map(({ name, length, offset, spans }) => {
      const values = new Float32Array(length);
      for (const span of spans) values.set(new Float32Array(mapped, offset + span.offset, span.length), span.host);
      return [name, values] as const;
    });
    return Object.fromEntries(outputs);
  }

  #release(staging: GPUBuffer): void {
    const next = this.#waiting.shift();
    if (next) next(staging);
    else this.#free.push(staging);
  }

  /** Why a mapping failed: nothing but the end of the network or of its device makes it. */
  async #explain(error: unknown): Promise<CnncError> {
    const grace = new Promise<void>((resolve) => setTimeout(resolve, LOSS_GRACE));
    if (!this.#closed) await Promise.race([this.instance.device.lost, grace]);
    try {
      this.check();
    } catch (known) {
      return known as CnncError;
    }
    return new CnncError("validation", `the outputs could not be read back: ${reason(error)}`, error);
  }

  /** @throws CnncError `disposed`, `device-lost` */
  check(): void {
    const { lost } = this.instance;
    if (this.#closed) throw new CnncError("disposed", `${this.#program.name} is disposed of: create it anew`);
    if (lost) throw lossError(lost);
  }

  /** Ends all runs and frees the memory. */
  close(): void {
    this.#closed = true;
    this.instance.memory.destroy();
  }
}
