import type { FileTensor } from "../../compiler/weights/layers.ts";

// State dicts of torchvision's models (0.20): the names that its modules give, the shapes, and the order of definition,
// which a `.safetensors` file does not keep.

const f32 = (name: string, ...shape: number[]): FileTensor => ({ name, shape, dtype: "F32" });

export const conv = (name: string, out: number, into: number, window: number): FileTensor =>
  f32(`${name}.weight`, out, into, window, window);

export const batchnorm = (name: string, channels: number): FileTensor[] => [
  ...["weight", "bias", "running_mean", "running_var"].map((role) => f32(`${name}.${role}`, channels)),
  { name: `${name}.num_batches_tracked`, shape: [], dtype: "I64" },
];

export const linear = (name: string, out: number, into: number): FileTensor[] => [
  f32(`${name}.weight`, out, into),
  f32(`${name}.bias`, out),
];

const unit = (a: string, b: string, out: number, into: number, window: number): FileTensor[] => [
  conv(a, out, into, window),
  ...batchnorm(b, out),
];

/** torchvision.models.resnet18 */
export function resnet18(): FileTensor[] {
  const all = unit("conv1", "bn1", 64, 3, 7);
  let into = 64;
  for (const [i, width] of [64, 128, 256, 512].entries())
    for (const block of [0, 1]) {
      const at = `layer${i + 1}.${block}`;
      all.push(
        ...unit(`${at}.conv1`, `${at}.bn1`, width, into, 3),
        ...unit(`${at}.conv2`, `${at}.bn2`, width, width, 3),
      );
      if (into !== width) all.push(...unit(`${at}.downsample.0`, `${at}.downsample.1`, width, into, 1));
      into = width;
    }
  return [...all, ...linear("fc", 1000, 512)];
}

/** torchvision.models.resnet50 */
export function resnet50(): FileTensor[] {
  const all = unit("conv1", "bn1", 64, 3, 7);
  let into = 64;
  for (const [i, blocks] of [3, 4, 6, 3].entries())
    for (let block = 0; block < blocks; block++) {
      const [at, width] = [`layer${i + 1}.${block}`, 64 * 2 ** i];
      all.push(
        ...unit(`${at}.conv1`, `${at}.bn1`, width, into, 1),
        ...unit(`${at}.conv2`, `${at}.bn2`, width, width, 3),
        ...unit(`${at}.conv3`, `${at}.bn3`, width * 4, width, 1),
      );
      if (block === 0) all.push(...unit(`${at}.downsample.0`, `${at}.downsample.1`, width * 4, into, 1));
      into = width * 4;
    }
  return [...all, ...linear("fc", 1000, 2048)];
}

/** torchvision.models.mobilenet_v2 */
export function mobilenetV2(): FileTensor[] {
  const all = unit("features.0.0", "features.0.1", 32, 3, 3);
  let [into, n] = [32, 1];
  for (const [expansion, width, count] of [
    [1, 16, 1],
    [6, 24, 2],
    [6, 32, 3],
    [6, 64, 4],
    [6, 96, 3],
    [6, 160, 3],
    [6, 320, 1],
  ] as const)
    for (let i = 0; i < count; i++) {
      const [at, inside, wide] = [`features.${n++}.conv`, into * expansion, expansion > 1 ? 1 : 0];
      if (wide) all.push(...unit(`${at}.0.0`, `${at}.0.1`, inside, into, 1));
      all.push(...unit(`${at}.${wide}.0`, `${at}.${wide}.1`, inside, 1, 3));
      all.push(...unit(`${at}.${wide + 1}`, `${at}.${wide + 2}`, width, inside, 1));
      into = width;
    }
  return [...all, ...unit("features.18.0", "features.18.1", 1280, 320, 1), ...linear("classifier.1", 1000, 1280)];
}

/** MobileNet as examples/mobilenet has it, with the names that torchvision gives to its second version. */
export function mobilenet(): FileTensor[] {
  const all = unit("features.0.0", "features.0.1", 32, 3, 3);
  let into = 32;
  for (const [i, width] of [64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024].entries()) {
    const at = `features.${i + 1}.conv`;
    all.push(...unit(`${at}.0.0`, `${at}.0.1`, into, 1, 3), ...unit(`${at}.1`, `${at}.2`, width, into, 1));
    into = width;
  }
  return [...all, ...linear("classifier.1", 1000, 1024)];
}

/** torchvision.models.googlenet, with the auxiliary classifiers that it is trained with. */
export function googlenet(): FileTensor[] {
  const basic = (name: string, out: number, into: number, window: number) =>
    unit(`${name}.conv`, `${name}.bn`, out, into, window);
  const all = [...basic("conv1", 64, 3, 7), ...basic("conv2", 64, 64, 1), ...basic("conv3", 192, 64, 3)];
  for (const [name, into, one, reduce3, three, reduce5, five, pooled] of [
    ["3a", 192, 64, 96, 128, 16, 32, 32],
    ["3b", 256, 128, 128, 192, 32, 96, 64],
    ["4a", 480, 192, 96, 208, 16, 48, 64],
    ["4b", 512, 160, 112, 224, 24, 64, 64],
    ["4c", 512, 128, 128, 256, 24, 64, 64],
    ["4d", 512, 112, 144, 288, 32, 64, 64],
    ["4e", 528, 256, 160, 320, 32, 128, 128],
    ["5a", 832, 256, 160, 320, 32, 128, 128],
    ["5b", 832, 384, 192, 384, 48, 128, 128],
  ] as const) {
    const at = `inception${name}`;
    all.push(...basic(`${at}.branch1`, one, into, 1));
    all.push(...basic(`${at}.branch2.0`, reduce3, into, 1), ...basic(`${at}.branch2.1`, three, reduce3, 3));
    all.push(...basic(`${at}.branch3.0`, reduce5, into, 1), ...basic(`${at}.branch3.1`, five, reduce5, 3));
    all.push(...basic(`${at}.branch4.1`, pooled, into, 1));
  }
  for (const [name, into] of [
    ["aux1", 512],
    ["aux2", 528],
  ] as const)
    all.push(
      ...basic(`${name}.conv`, 128, into, 1),
      ...linear(`${name}.fc1`, 1024, 2048),
      ...linear(`${name}.fc2`, 1000, 1024),
    );
  return [...all, ...linear("fc", 1000, 1024)];
}

/** As `safetensors` writes them: by type, then by the bytes of the name. */
export const asSaved = (tensors: readonly FileTensor[]): FileTensor[] =>
  [...tensors].sort((a, b) => (a.dtype === b.dtype ? (a.name < b.name ? -1 : 1) : a.dtype === "I64" ? -1 : 1));
