import type { DeviceModel } from "../kernels/family.ts";

const software = {
  device: "software",
  layout: "nchw",
  load: 16,
  loadVector: 64,
  compile: 35_000,
  width: 16,
  barriers: false,
  dispatch: 40_000,
} as const;
const portable = {
  device: "portable",
  layout: "nhwc4",
  load: 4,
  loadVector: 4,
  compile: 500,
  width: 4096,
  barriers: true,
  dispatch: 40_000_000,
} as const;

/**
 * The device classes that programs are made for; a variant each, with subgroups and without. Of a class the variant with
 * subgroups comes first, and is left out where no kernel uses them.
 *
 * `software`: SwiftShader, measured on 2 cores. A load costs like 16 adds, but for schedules with prices of their own;
 * barriers cost far more than they save, there are 4 lanes on each core, and a statement of a loop body takes half a
 * millisecond to compile: as long as 3.5 million multiply-adds, which a hundred runs are to pay back.
 * `portable`: any GPU. A vector loads like a number, and some thousand lanes want work; in the 10 µs that a dispatch takes
 * where the queue is full they would do forty million multiply-adds.
 */
export const deviceModels: readonly DeviceModel[] = [software, portable].flatMap((model) => [
  { ...model, subgroups: true },
  { ...model, subgroups: false },
]);

/** `software-subgroups`, `portable`. */
export const variantName = (model: DeviceModel): string => `${model.device}${model.subgroups ? "-subgroups" : ""}`;
