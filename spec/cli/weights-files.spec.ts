import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { checkWeights } from "../../compiler/cli/check-weights.ts";
import { writeNpy } from "../../compiler/cli/io/npy.ts";
import { f32 } from "../../runtime/safetensors.ts";
import { called, folderWith, learning } from "./cli.ts";
import { checked, f32s, npy, npz, random, stored } from "./weights-fixtures.ts";

describe("npz", () => {
  const arrays = (): Record<string, Uint8Array> => ({
    "fc1.weight": writeNpy(f32s([3, 2], Float32Array.of(1, 2, 3, 4, 5, 6))),
    "fc1.bias": writeNpy(f32s([3])),
  });
  const read = async (file: Uint8Array) => {
    const { code, stdout, stderr, written } = await checked(
      { "l.cnn": learning, "a.npz": file },
      { output: "b.safetensors" },
    );
    return { code, stdout, stderr, written };
  };

  test.each([[0], [6]] as const)("as NumPy saves them, level %i", async (level) => {
    const { code, written } = await read(npz(arrays(), level));
    expect(code).toBe(0);
    expect([...f32("", written().get("fc1.weight")!)]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test("an array in Fortran's order is the same array", async () => {
    const weight = npy("<f4", "(3, 2)", Float32Array.of(1, 3, 5, 2, 4, 6), "True");
    const { written } = await read(npz({ ...arrays(), "fc1.weight": weight }));
    expect([...f32("", written().get("fc1.weight")!)]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test("big-endian numbers are refused, with a way out", async () => {
    const { code, stdout } = await read(npz({ ...arrays(), "fc1.bias": npy(">f4", "(3,)", new Uint8Array(12)) }));
    expect(code).toBe(1);
    expect(stdout).toContain("found `>f4`\nhelp: `array.astype(np.float32)` makes them so");
  });

  test("names with dots and slashes are names only", async () => {
    const { code, stdout } = await read(
      npz({ ...arrays(), "../../etc/passwd": writeNpy(f32s([1])), "\u001b[31m": writeNpy(f32s([1])) }),
    );
    expect(code).toBe(0);
    expect(stdout).toContain("surplus: 2 not used: `../../etc/passwd`, `\\u{001B}[31m`\n");
  });

  const whole = npz(arrays(), 6);
  const changed = (change: (view: DataView, directory: number) => void) => {
    const file = whole.slice();
    const view = new DataView(file.buffer);
    change(view, view.getUint32(file.length - 6, true));
    return file;
  };
  test.each([
    ["cut off", whole.subarray(0, whole.length - 30), "its directory is missing"],
    ["empty", new Uint8Array(0), "its directory is missing"],
    [
      "a bomb by what it declares",
      changed((view, at) => view.setUint32(at + 24, 4_000_000_000, true)),
      "declares 4000000000 bytes",
    ],
    [
      "longer than its data",
      changed((view, at) => view.setUint32(at + 20, 1_000_000, true)),
      "it ends inside `fc1.weight.npy`",
    ],
    [
      "without its parts",
      changed((view, at) => view.setUint32(at + 42, 5, true)),
      "`fc1.weight.npy` is not where its directory says",
    ],
    ["pointing out of itself", changed((view, at) => view.setUint32(at + 42, 4e9, true)), "it ends too early"],
    ["of many entries", changed((view) => view.setUint16(whole.length - 12, 60_000, true)), "its directory is damaged"],
    ["encrypted", changed((view, at) => view.setUint16(at + 8, 1, true)), "`fc1.weight.npy` is encrypted"],
    [
      "packed otherwise",
      changed((view, at) => view.setUint16(at + 10, 12, true)),
      "is packed by method 12, not by deflate",
    ],
    ["damaged", changed((view, at) => view.setUint32(at + 16, 1, true)), "`fc1.weight.npy` is damaged"],
  ])("%s: refused with a code", async (_, file, message) => {
    const { code, stderr } = await read(file);
    expect([code, stderr.split(":")[0]]).toEqual([2, "error[zip-format]"]);
    expect(stderr).toContain(message);
  });

  test("whatever bytes are damaged, it is read as it is or refused with a code", async () => {
    const files = [npz(arrays(), 6), npz(arrays(), 0)];
    const folder = folderWith({ "l.cnn": learning });
    for (let i = 0; i < 1000; i++) {
      const file = files[i % 2]!.slice(0, random() < 0.2 ? Math.floor(random() * files[i % 2]!.length) : undefined);
      for (let n = 0; n < 1 + 3 * random(); n++) file[Math.floor(random() * file.length)] = Math.floor(random() * 256);
      writeFileSync(join(folder, "a.npz"), file);
      const { code, stderr } = await called((output) => checkWeights(`${folder}/l.cnn`, `${folder}/a.npz`, {}, output));
      expect([0, 1, 2], stderr).toContain(code);
    }
  });

  test("zeros without end are not unpacked: no more than a header, unless it is wanted", async () => {
    // 40 MB of nothing in 40 KB.
    const start = npy("<f4", "(10000000,)", new Uint8Array(0));
    const bomb = new Uint8Array(start.length + 40_000_000);
    bomb.set(start);
    const file = zipSync({ "fc1.weight.npy": bomb, "fc1.bias.npy": writeNpy(f32s([3])), "zeros.npy": bomb });
    const before = process.memoryUsage().arrayBuffers;
    const { code, stdout } = await read(file);
    expect(code).toBe(1);
    expect(stdout).toContain("`fc1.weight`: expected 3x2, found 10000000");
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10_000_000);
  });

  test("an array that is not as long as it says is refused", async () => {
    const { code, stderr } = await read(npz({ ...arrays(), "fc1.bias": npy("<f4", "(3,)", new Uint8Array(16)) }));
    expect(code).toBe(2);
    expect(stderr).toContain("error[npy-truncated]: `");
    expect((await read(npz({ ...arrays(), "fc1.bias": Uint8Array.of(1, 2, 3) }))).stderr).toContain(
      "error[npy-format]",
    );
  });

  test("a zip of something else is refused", async () => {
    const { code, stderr } = await read(zipSync({ "archive/data.pkl": new Uint8Array(4) }));
    expect(code).toBe(2);
    expect(stderr).toContain(
      "is not a valid .npz file: it holds `archive/data.pkl`\nhelp: save it with `np.savez(file, **arrays)`",
    );
  });
});

describe("files that are not read", () => {
  const bytes = (text: string) => Uint8Array.from(text, (c) => c.charCodeAt(0));
  test.each([
    ["model.pth", bytes("PK\u0003\u0004anything"), "is a PyTorch checkpoint: it is a pickle, which can run code"],
    ["model.safetensors", bytes("\u0080\u0002\u008a\nl\u00fc"), "is a PyTorch checkpoint"],
    ["weights.h5", bytes("\u0089HDF\r\n\u001a\n"), "is a Keras model"],
    ["model.onnx", bytes("\u0008\u0007"), "is an ONNX model"],
    ["one.npy", writeNpy(f32s([1])), "is a single NumPy array: it has no name"],
    ["weights.zip", bytes("PK\u0003\u0004"), "is a zip file"],
    ["weights.txt", bytes("1 2 3"), "expected a .safetensors or .npz file"],
  ])("%s: said what it is", async (name, file, message) => {
    const { code, stderr } = await checked({ "l.cnn": learning, [name]: file });
    expect([code, stderr.split(":")[0]]).toEqual([2, "error[weights-kind]"]);
    expect(stderr).toContain(message);
  });

  test("how to convert one is two lines of Python", async () => {
    const { stderr } = await checked({ "l.cnn": learning, "model.pth": bytes("PK") });
    expect(stderr).toContain(
      'help: convert it in Python: `import torch; from safetensors.torch import save_file`, then `d = torch.load("model.pth"',
    );
  });

  test("a safetensors file may begin as a pickle does: its header is 640 bytes long", async () => {
    const header = JSON.stringify({
      "fc1.weight": { dtype: "F32", shape: [3, 2], data_offsets: [0, 24] },
      "fc1.bias": { dtype: "F32", shape: [3], data_offsets: [24, 36] },
    });
    const file = Buffer.concat([
      Uint8Array.of(0x80, 2, 0, 0, 0, 0, 0, 0),
      Buffer.from(header.padEnd(640)),
      new Uint8Array(36),
    ]);
    expect((await checked({ "l.cnn": learning, "a.safetensors": file })).code).toBe(0);
  });

  test("a length that its type does not have is refused", async () => {
    const file = stored([
      ["fc1.weight", "F16", [3, 2], new Uint8Array(10)],
      ["fc1.bias", "F32", [3], new Uint8Array(12)],
    ]);
    const { code, stderr } = await checked({ "l.cnn": learning, "a.safetensors": file });
    expect([code, stderr.split(":")[0]]).toEqual([2, "error[weights-length]"]);
  });
});
