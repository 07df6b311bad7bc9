import type { PackedWeight } from "../family.ts";
import type { Tensor } from "../tensor.ts";

/** A parameter with a number for each channel of a tensor, in blocks as the tensor's channels are; or one for all of them. */
export function perChannel(role: string, { shape, layout }: Tensor, shared = false, name = role): PackedWeight {
  const count = shape[0]!;
  const vectors = layout === "nhwc4";
  const length = vectors ? Math.ceil(count / 4) : count;
  const step = shared ? 0 : 1;
  return {
    role,
    packed: {
      name,
      element: vectors ? "vec4f" : "f32",
      length,
      meaning: vectors ? "[channel / 4]" : "[channel]",
    },
    recipe: {
      extents: [shared ? 1 : count],
      start: [0],
      dims: [{ size: vectors ? length * 4 : count, axis: 0, step }],
    },
  };
}
