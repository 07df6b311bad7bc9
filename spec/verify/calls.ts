/** A device that does one or the other call in its own way, and all else as the device it stands before. */
export function before(device: GPUDevice, own: Readonly<Record<PropertyKey, unknown>>): GPUDevice {
  return new Proxy(device, {
    get(target, name) {
      if (name in own) return own[name];
      const value = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

/** The device, and how often each of its `create…` methods has been called through it. */
export function counting(device: GPUDevice): { device: GPUDevice; made: Map<string, number> } {
  const made = new Map<string, number>();
  const counted = new Proxy(device, {
    get(target, name) {
      const value = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      if (!String(name).startsWith("create")) return value.bind(target);
      return (...given: unknown[]) => {
        made.set(String(name), (made.get(String(name)) ?? 0) + 1);
        return value.apply(target, given);
      };
    },
  });
  return { device: counted, made };
}
