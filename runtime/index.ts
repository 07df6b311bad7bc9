/** The runtime as a library: what bundles have, of whole programs, and what tools need beside it. */
export { type Range, scoped } from "./buffers.ts";
export { type Capabilities, type Choice, deviceClass } from "./device.ts";
export { CnncError, type ErrorCode } from "./errors.ts";
export type { CreateOptions, Network, RunOptions } from "./executor.ts";
export type { Input, Inputs, Values } from "./inputs.ts";
export { type Instance, record, type Step } from "./instance.ts";
export { type Lying, lying, put, take } from "./layout.ts";
export type { Picture } from "./pictures.ts";
export type * from "./program.ts";
export { type Leaf, type Leaves, pack, sourceValues } from "./recipes.ts";
export type { Outputs } from "./runner.ts";
export { f32, readSafetensors, type StoredTensor, writeSafetensors } from "./safetensors.ts";
export { type Stepper, stepper } from "./step.ts";
export type { OnProgress, Progress, WeightsData, WeightsSource } from "./weights.ts";
export { chooseVariant, create, limitsFor, requestDevice } from "./whole.ts";
