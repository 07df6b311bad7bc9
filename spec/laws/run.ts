import type { CompileOptions } from "../../compiler/compile.ts";
import { create, deviceClass, type Program } from "../../runtime/index.ts";
import { compiled } from "../compiled.ts";
import type { Run } from "./law.ts";

interface RunSettings {
  /** How to compile, beside what a law asks for. */
  readonly compile?: CompileOptions;
  /** Changes a text's program before it runs: with it one sees whether a law has teeth. */
  readonly damage?: (program: Program, text: string) => Program;
}

/** Runs texts on a device, for laws. Give it a device that shares pipelines: laws ask for the same kernels often. */
export function makeRun(device: GPUDevice, { compile, damage = (program) => program }: RunSettings = {}): Run {
  const devices = [deviceClass(device.adapterInfo)];
  return async (text, inputs, weights = new Map(), { batch = 1, fuse = true } = {}) => {
    const { program } = compiled(text, { devices, ...compile, fuse });
    const network = await create(damage(program, text), { device, weights: new Map(weights), batch });
    try {
      return await network.run(inputs);
    } finally {
      network.dispose();
    }
  };
}
