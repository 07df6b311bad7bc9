// LeNet5, compiled from lenet5.cnn by cnnc 0.1.0
// Checks the kernels on this machine's GPU, each by itself, against exact cases made when they were compiled.

import type { VerifyOptions as AnyOptions, VerifyReport } from "./self-check.js";

export type { LayerReport, Misfit, VerifyReport } from "./self-check.js";

/** Where and what to check. */
export interface VerifyOptions extends AnyOptions {
  /** The kernels to check, instead of the first that fit the device. */
  readonly variant?: "software-subgroups" | "software" | "portable" | undefined;
}

/**
 * Runs every kernel once on data of its own, with poison around it. No run of a network of yours is touched. The report
 * names the first layer that is wrong.
 *
 * @throws CnncError `no-webgpu`, `missing-feature`, `missing-limit`, `unknown-variant`, `out-of-memory`, `shader`,
 *   `device-lost`
 */
export declare function verify(options?: VerifyOptions): Promise<VerifyReport>;
