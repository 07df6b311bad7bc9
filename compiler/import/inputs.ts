import { decode } from "./decode.ts";

/**
 * The names of the inputs that so many tensors, in their order, are meant for: all that the graph lists, or where those
 * are more, the ones that the file itself has no value for.
 *
 * @throws BrokenFile
 */
export function inputNames(bytes: Uint8Array, count: number): string[] {
  // Data files beside the model hold no names.
  const { inputs, constants } = decode(bytes, () => new Uint8Array(0));
  const names = inputs.map(({ name }) => name);
  return names.length === count ? names : names.filter((name) => !constants.has(name));
}
