import { extname } from "node:path";
import { CliError } from "../errors.ts";

/** A file that holds weights and is not read here: what it is, and how Python makes one that is. */
interface Foreign {
  readonly what: string;
  readonly why: string;
  /** Python, a line each. */
  readonly convert: readonly string[];
}

const save = "from safetensors.numpy import save_file";

const pytorch: Foreign = {
  what: "a PyTorch checkpoint",
  why: "it is a pickle, which can run code when it is read; nothing here reads one",
  convert: [
    "import torch; from safetensors.torch import save_file",
    'd = torch.load("FILE", map_location="cpu", weights_only=True); d = d.get("state_dict", d); save_file({k: v.clone() for k, v in d.items()}, "OUT")',
  ],
};

const keras: Foreign = {
  what: "a Keras model",
  why: "it is HDF5, with layouts of its own: kernels are rows, columns, in, out, and must be transposed",
  convert: [
    `import keras; ${save}; m = keras.saving.load_model("FILE")`,
    'save_file({w.path.replace("/", "."): w.numpy() for w in m.weights}, "OUT")',
  ],
};

const onnx: Foreign = {
  what: "an ONNX model",
  why: "it holds a network beside its weights",
  convert: [
    `import onnx; from onnx.numpy_helper import to_array; ${save}`,
    'save_file({t.name: to_array(t) for t in onnx.load("FILE").graph.initializer}, "OUT")',
  ],
};

const tensorflow: Foreign = {
  what: "a TensorFlow checkpoint",
  why: "its kernels are rows, columns, in, out, and must be transposed",
  convert: [
    `import tensorflow as tf; ${save}; r = tf.train.load_checkpoint("FILE")`,
    'save_file({n: r.get_tensor(n) for n in r.get_variable_to_shape_map()}, "OUT")',
  ],
};

const array: Foreign = {
  what: "a single NumPy array",
  why: "it has no name",
  convert: ["import numpy as np", 'np.savez("OUT", **{"conv1.weight": np.load("FILE")})'],
};

const byExtension: Readonly<Record<string, Foreign>> = {
  ".pt": pytorch,
  ".pth": pytorch,
  ".bin": pytorch,
  ".ckpt": pytorch,
  ".pkl": pytorch,
  ".h5": keras,
  ".hdf5": keras,
  ".keras": keras,
  ".onnx": onnx,
  ".index": tensorflow,
  ".npy": array,
};

/** What files begin with, whatever they are called. */
const byStart: readonly (readonly [start: string, foreign: Foreign])[] = [
  ["\u0080\u0002", pytorch],
  ["\u0080\u0003", pytorch],
  ["\u0080\u0004", pytorch],
  ["\u0080\u0005", pytorch],
  ["\u0089HDF\r\n\u001a\n", keras],
  ["\u0093NUMPY", array],
];

/** @throws CliError `weights-kind` for what is neither a `.safetensors` nor an `.npz` file */
export function refuseForeign(file: string, bytes: Uint8Array): void {
  if (looksLikeSafetensors(bytes)) return;
  const extension = extname(file).toLowerCase();
  const start = String.fromCharCode(...bytes.subarray(0, 8));
  const zip = start.startsWith("PK\u0003\u0004");
  const known = byStart.find(([text]) => start.startsWith(text))?.[1] ?? byExtension[extension];
  if (known) {
    const out = known === array ? "weights.npz" : "weights.safetensors";
    const lines = known.convert.map((line) => line.replace('"FILE"', () => JSON.stringify(file)).replace("OUT", out));
    throw new CliError(
      "weights-kind",
      `\`${file}\` is ${known.what}: ${known.why}`,
      `convert it in Python: \`${lines[0]}\`, then \`${lines[1]}\``,
    );
  }
  if (zip && extension !== ".npz") throw new CliError("weights-kind", `\`${file}\` is a zip file`, zipHelp);
  if (extension !== ".safetensors" && extension !== ".npz")
    throw new CliError("weights-kind", `expected a .safetensors or .npz file, found \`${file}\``);
}

/** A length of less than 2³² and an object: the first bytes of the length may be those of a pickle. */
const looksLikeSafetensors = (bytes: Uint8Array): boolean =>
  bytes[8] === 0x7b && bytes.subarray(4, 8).every((byte) => byte === 0);

const zipHelp = "if NumPy wrote it, call it .npz; if PyTorch did, convert it: its pickles are not read here";
