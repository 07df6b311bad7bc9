import type { Buffer, Kernel, Program, Slot, Variant } from "../../runtime/program.ts";

/** Between any two images, and after every packed weight. */
const guardBytes = 256;

/**
 * The program with guard bands: its kernels declare every bound array longer than it is, and change in nothing else.
 *
 * WebGPU holds an index that leaves its array back to the array's last element, which hides a read too many behind a
 * value that looks fine. With a band inside the declared range the same read finds what the verifier put there, and a
 * write too many can be seen. A negative index, far too large as a u32, is held back into the band as well.
 */
export function withGuards(program: Program): Program {
  return { ...program, kernels: program.kernels.map(guardKernel), variants: program.variants.map(guardVariant) };
}

/** `array<array<vec4f, 98>>` and `array<f32, 12>` of a binding. */
const declared = /^(@group\(0\) @binding\(\d+\) var<storage[^>]*> \w+: (?:array<)?array<(vec4f|f32), )(\d+)(?=>)/gm;

function guardKernel(kernel: Kernel): Kernel {
  let found = 0;
  const wgsl = kernel.wgsl.replace(declared, (_, head: string, element: string, length: string) => {
    found++;
    return `${head}${Number(length) + guardBytes / (element === "f32" ? 4 : 16)}`;
  });
  if (found !== kernel.bindings.length) throw new Error(`internal: ${kernel.name} has bindings without a length`);
  return { ...kernel, wgsl };
}

/** Every slot grows by a band and gets a place of its own in its buffer. */
function guardVariant(variant: Variant): Variant {
  const sizes = variant.buffers.map(() => 0);
  const slots = variant.slots.map((slot): Slot => {
    const [bytes, offset] = [slot.bytes + guardBytes, sizes[slot.buffer]!];
    sizes[slot.buffer] = offset + Math.ceil(bytes / 256) * 256;
    return { ...slot, bytes, offset };
  });
  const buffers = variant.buffers.map((buffer, i): Buffer => ({ ...buffer, bytes: Math.max(256, sizes[i]!) }));
  return { ...variant, slots, buffers };
}
