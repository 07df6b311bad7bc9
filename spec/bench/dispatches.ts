import { timesOf } from "./samples.ts";

/** What one dispatch needs; `groups` in x, y and z. */
export interface Dispatched {
  readonly pipeline: GPUComputePipeline;
  readonly group: GPUBindGroup;
  readonly groups: readonly [number, number, number];
}

/** Sends `times` repetitions of the dispatches in one pass, and waits until they are done. */
export async function submit(device: GPUDevice, dispatches: readonly Dispatched[], times: number): Promise<void> {
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  for (let i = 0; i < times; i++)
    for (const { pipeline, group, groups } of dispatches) {
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, group);
      pass.dispatchWorkgroups(...groups);
    }
  pass.end();
  device.queue.submit([encoder.finish()]);
  await device.queue.onSubmittedWorkDone();
}

/** How long a pass is made, in ms: noticing that it is done costs some tenths, on Chromium's clock up to two. */
const PASS = 15;
const MOST = 4096;

/**
 * Times dispatches by themselves: as many repetitions in one pass as take 15 ms. A repetition sees what the one before it
 * left behind; only what works in place computes other numbers.
 *
 * @returns measures a pass, in ms for one repetition; kernels are compiled and warm by then
 */
export async function repeated(
  device: GPUDevice,
  dispatches: readonly Dispatched[],
): Promise<() => Promise<readonly number[]>> {
  let times = 1;
  await submit(device, dispatches, times);
  for (;;) {
    const [ms = 0] = await timesOf(() => submit(device, dispatches, times), 0, 1);
    if (ms >= PASS || times >= MOST) break;
    times = Math.min(MOST, Math.max(times * 2, Math.ceil((times * PASS) / Math.max(ms, 0.1))));
  }
  return async () => (await timesOf(() => submit(device, dispatches, times), 0, 1)).map((ms) => ms / times);
}
