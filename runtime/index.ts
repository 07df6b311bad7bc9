/** The runtime as a library: what bundles have, and what tools need beside it. */
export type { Range } from "./buffers.ts";
export * from "./bundle.ts";
export { type Capabilities, type Choice, chooseVariant, limitsFor } from "./device.ts";
export type { Instance, Step } from "./instance.ts";
export { fromLayout, toLayout } from "./layout.ts";
export type * from "./program.ts";
export { type Leaf, type Leaves, sourceValues } from "./recipes.ts";
export { f32, readSafetensors, type StoredTensor, writeSafetensors } from "./safetensors.ts";
export { type Stepper, stepper } from "./step.ts";
