import { type Capabilities, type Choice, chooseOffer, limitsOf, requestDevice as requestAny } from "./device.ts";
import { type CreateOptions, create as createAny, type Network } from "./executor.ts";
import { needsOf } from "./needs.ts";
import { pictureValues } from "./pictures.ts";
import type { DeviceClass, Offer, Program, Shipped, Variant } from "./program.ts";

/** A whole program in the form of a shipped one. */
export function shipped({ kernels, variants, ...rest }: Program): Shipped {
  const offer = (variant: Variant): Offer => {
    const { name, device, features } = variant;
    const limits = needsOf({ kernels }, variant);
    return { name, device, features, limits, load: async () => ({ kernels, variant }) };
  };
  return { ...rest, variants: variants.map(offer), pictures: pictureValues };
}

/** The limits that a variant needs for a batch. */
export const limitsFor = (program: Program, variant: Variant, batch: number): Record<string, number> =>
  limitsOf({ limits: needsOf(program, variant) }, batch);

/** The variant that `create` takes. @throws CnncError as `create` where none fits */
export function chooseVariant(program: Program, device: Capabilities, kind: DeviceClass, choice?: Choice): Variant {
  const { name } = chooseOffer(shipped(program), device, choice ?? {}, kind);
  return program.variants.find((variant) => variant.name === name)!;
}

/** As `create`, of a whole program. */
export const create = (program: Program, options?: CreateOptions): Promise<Network> =>
  createAny(shipped(program), options);

/** As `requestDevice`, for a whole program. */
export const requestDevice = (program: Program, options?: Parameters<typeof requestAny>[1]): Promise<GPUDevice> =>
  requestAny(shipped(program), options);
