/** The package's `./verify`: proof that the kernels on this device compute what the `.cnn` says. */
export { interpret } from "../interpreter.ts";
export {
  describeFailure,
  type Failure,
  type KernelLaw,
  kernelLaws,
  type LayerReport,
  type VariantReport,
  type VerifyReport,
} from "./report.ts";
export { type VerifyOptions, verify } from "./verify.ts";
