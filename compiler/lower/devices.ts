import type { DeviceModel } from "../kernels/family.ts";

/**
 * The device classes that programs are made for; a variant each. Of a class the variant with subgroups comes first and
 * is left out where no kernel uses them.
 *
 * `software`: SwiftShader measured on 2 cores. Every load costs like 16 adds whatever its pattern, barriers cost far more
 * than they save, 4 lanes on each core. `portable`: any GPU; a vector loads like a number, some thousand lanes.
 */
export const deviceModels: readonly DeviceModel[] = [
  { device: "software", subgroups: true, layout: "nchw", load: 16, loadVector: 64, width: 16, barriers: false },
  { device: "software", subgroups: false, layout: "nchw", load: 16, loadVector: 64, width: 16, barriers: false },
  { device: "portable", subgroups: true, layout: "nhwc4", load: 4, loadVector: 4, width: 4096, barriers: true },
  { device: "portable", subgroups: false, layout: "nhwc4", load: 4, loadVector: 4, width: 4096, barriers: true },
];

/** `software-subgroups`, `portable`. */
export const variantName = (model: DeviceModel): string => `${model.device}${model.subgroups ? "-subgroups" : ""}`;
