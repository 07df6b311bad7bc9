import type { Program, Variant } from "../../runtime/program.ts";

/**
 * A file for each kernel of a program, by the kernels' indices.
 *
 *     software/2-avgpool1.wgsl          second dispatch; all variants for software adapters share it
 *     software/1-conv1.subgroups.wgsl   only the variant `software-subgroups` has it
 *     common/8-softmax1.wgsl            several classes of devices share it
 *
 * Names from the `.cnn` are reduced to letters, digits, `_`, `-` and `.`; two files differ by more than case.
 */
export function kernelFiles(program: Program): readonly string[] {
  const taken = new Set<string>();
  return program.kernels.map((kernel, index) => {
    const uses = usesOf(program, index);
    const [first] = uses;
    const classes = new Set(uses.map(({ variant }) => variant.device));
    const folder = classes.size === 1 ? first!.variant.device : "common";
    const only = uses.length === 1 ? first!.variant.name.slice(first!.variant.device.length + 1) : "";
    const name = [`${(first?.place ?? index) + 1}-${kernel.name}`, ...(only === "" ? [] : [only])].map(safe).join(".");
    return unique(`${folder}/${name}`, taken);
  });
}

/** The variants that run a kernel, each with the kernel's first place among its dispatches. */
function usesOf({ variants }: Program, kernel: number): { variant: Variant; place: number }[] {
  return variants.flatMap((variant) => {
    const place = Object.values(variant.entryPoints)
      .flat()
      .findIndex((dispatch) => dispatch.kernel === kernel);
    return place < 0 ? [] : [{ variant, place }];
  });
}

const safe = (text: string): string => text.replace(/[^A-Za-z0-9_.-]+/g, "_").slice(0, 80);

/** File systems of macOS and Windows do not tell `Conv1` from `conv1`. */
function unique(path: string, taken: Set<string>): string {
  let candidate = path;
  for (let n = 2; taken.has(candidate.toLowerCase()); n++) candidate = `${path}-${n}`;
  taken.add(candidate.toLowerCase());
  return `${candidate}.wgsl`;
}
