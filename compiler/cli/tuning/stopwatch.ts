import { performance } from "node:perf_hooks";

/** Work that can be repeated: one dispatch. */
export interface Timed {
  readonly pipeline: GPUComputePipeline;
  readonly group: GPUBindGroup;
  readonly workgroups: readonly [x: number, y: number, z: number];
}

/** Measures how long a device works. */
export interface Stopwatch {
  /** Whose time it is: the device's own, or the host's around a submit. */
  readonly clock: "timestamps" | "host";
  /** Milliseconds for all of so many repetitions in one pass. */
  time(work: Timed, repeats: number): Promise<number>;
}

/** By timestamps if the device was made with `timestamp-query`. Some drivers write none: then by the host's clock after all. */
export const stopwatch = (device: GPUDevice): Stopwatch =>
  device.features.has("timestamp-query") ? new DeviceClock(device) : new HostClock(device);

class HostClock implements Stopwatch {
  readonly clock = "host";
  private readonly device: GPUDevice;

  constructor(device: GPUDevice) {
    this.device = device;
  }

  async time(work: Timed, repeats: number): Promise<number> {
    const { queue } = this.device;
    const encoder = this.device.createCommandEncoder();
    record(encoder.beginComputePass(), work, repeats);
    const commands = encoder.finish();
    const start = performance.now();
    queue.submit([commands]);
    await queue.onSubmittedWorkDone();
    return performance.now() - start;
  }
}

/** So many dispatches move any clock. */
const certainly = 1024;

class DeviceClock implements Stopwatch {
  private readonly device: GPUDevice;
  private readonly host: HostClock;
  private readonly queries: GPUQuerySet;
  private readonly resolved: GPUBuffer;
  private readonly mapped: GPUBuffer;
  private broken = false;

  constructor(device: GPUDevice) {
    this.device = device;
    this.host = new HostClock(device);
    this.queries = device.createQuerySet({ type: "timestamp", count: 2 });
    const { QUERY_RESOLVE, COPY_SRC, COPY_DST, MAP_READ } = GPUBufferUsage;
    this.resolved = device.createBuffer({ size: 16, usage: QUERY_RESOLVE | COPY_SRC });
    this.mapped = device.createBuffer({ size: 16, usage: MAP_READ | COPY_DST });
  }

  get clock(): Stopwatch["clock"] {
    return this.broken ? "host" : "timestamps";
  }

  async time(work: Timed, repeats: number): Promise<number> {
    if (this.broken) return this.host.time(work, repeats);
    const ms = await this.read(work, repeats);
    this.broken = !(ms > 0) && repeats >= certainly;
    return this.broken ? this.host.time(work, repeats) : Math.max(0, ms);
  }

  private async read(work: Timed, repeats: number): Promise<number> {
    const encoder = this.device.createCommandEncoder();
    const timestampWrites = { querySet: this.queries, beginningOfPassWriteIndex: 0, endOfPassWriteIndex: 1 };
    record(encoder.beginComputePass({ timestampWrites }), work, repeats);
    encoder.resolveQuerySet(this.queries, 0, 2, this.resolved, 0);
    encoder.copyBufferToBuffer(this.resolved, 0, this.mapped, 0, 16);
    this.device.queue.submit([encoder.finish()]);
    await this.mapped.mapAsync(GPUMapMode.READ);
    const [begin, end] = new BigInt64Array(this.mapped.getMappedRange());
    const nanoseconds = Number(end! - begin!);
    this.mapped.unmap();
    return nanoseconds / 1e6;
  }
}

function record(pass: GPUComputePassEncoder, { pipeline, group, workgroups }: Timed, repeats: number): void {
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, group);
  for (let i = 0; i < repeats; i++) pass.dispatchWorkgroups(...workgroups);
  pass.end();
}
