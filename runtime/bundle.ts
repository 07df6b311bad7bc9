/** What a shipped bundle takes along: all that it needs to run a network, and what its `self-check.js` builds on. */
export { scoped } from "./buffers.ts";
export { requestDevice } from "./device.ts";
export { CnncError, type ErrorCode } from "./errors.ts";
export { type CreateOptions, create, type Network, type RunOptions } from "./executor.ts";
export type { Input, Inputs, Values } from "./inputs.ts";
export { record } from "./instance.ts";
export type { Picture } from "./pictures.ts";
export type { Part, Shipped } from "./program.ts";
export { pack } from "./recipes.ts";
export type { Outputs } from "./runner.ts";
export type { OnProgress, Progress, WeightsData, WeightsSource } from "./weights.ts";
