/** The same for a network that has a picture for an input. */
import { type CreateOptions, create as createAny, type Network } from "./executor.ts";
import { pictureValues } from "./pictures.ts";
import type { Shipped } from "./program.ts";

export * from "./bundle.ts";

export const create = (program: Shipped, options?: CreateOptions): Promise<Network> =>
  createAny({ ...program, pictures: pictureValues }, options);
