import { writeSafetensors } from "../../runtime/safetensors.ts";
import { integers, seeded } from "../random.ts";

/** Three convolutions that do the same work, and one that is another: `conv1`, `conv2` and `conv3` share a kernel. */
export const steps = `net Steps(picture: 4x6x6) {
  weights "steps.safetensors"
  values = picture -> (conv(4, 3x3, pad=1) -> relu) * 3 -> fc(3)
  return values
}
`;

const random = seeded(1);
const tensor = (name: string, shape: number[]) => {
  const size = shape.reduce((a, b) => a * b, 1);
  return [name, { shape, data: integers(random, size, 2) }] as const;
};

/** Whole numbers, so that every kernel gives the same bits. */
export const stepsWeights = writeSafetensors([
  ...[1, 2, 3].flatMap((i) => [tensor(`conv${i}.weight`, [4, 4, 3, 3]), tensor(`conv${i}.bias`, [4])]),
  tensor("fc1.weight", [3, 144]),
  tensor("fc1.bias", [3]),
]);

export const naive = "naive: one output at a time";
