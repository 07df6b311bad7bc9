/** Calls of WebGPU by name. */
export type Calls = Readonly<Record<string, number>>;

/** Interfaces whose methods are counted; those that only describe (`getBindGroupLayout`) are cheap and left out. */
const counted: Readonly<Record<string, RegExp>> = {
  GPUDevice: /^(create|push|pop)/,
  GPUQueue: /./,
  GPUBuffer: /^(mapAsync|getMappedRange|unmap)$/,
  GPUCommandEncoder: /./,
  GPUComputePassEncoder: /./,
};

/**
 * Counts the calls of WebGPU's methods while `work` runs, by wrapping the methods of its interfaces. They are put back.
 */
export async function countCalls(work: () => Promise<unknown>): Promise<Calls> {
  const calls: Record<string, number> = {};
  const restored = Object.entries(counted).flatMap(([name, methods]) => wrap(name, methods, calls));
  try {
    await work();
  } finally {
    for (const restore of restored) restore();
  }
  return calls;
}

function wrap(name: string, methods: RegExp, calls: Record<string, number>): (() => void)[] {
  const { prototype } = (globalThis as unknown as Record<string, { prototype: object }>)[name]!;
  return Object.entries(Object.getOwnPropertyDescriptors(prototype)).flatMap(([key, descriptor]) => {
    const { value } = descriptor;
    if (typeof value !== "function" || key === "constructor" || !methods.test(key)) return [];
    const wrapped = function (this: unknown, ...args: unknown[]) {
      calls[key] = (calls[key] ?? 0) + 1;
      return value.apply(this, args);
    };
    Object.defineProperty(prototype, key, { ...descriptor, value: wrapped });
    return [() => Object.defineProperty(prototype, key, descriptor)];
  });
}

export const total = (calls: Calls): number => Object.values(calls).reduce((a, b) => a + b, 0);

/** Objects that the garbage collector has to find: a run should make an encoder and a command buffer only. */
export const created = (calls: Calls): number =>
  Object.entries(calls).reduce((sum, [name, n]) => sum + (name.startsWith("create") ? n : 0), 0);
