/**
 * What every engine runs: `verify.js` of each network, in every variant. Plain JavaScript, since it runs where it lies.
 *
 * @param {readonly string[]} networks folders, each a bundle of that name
 * @param {(path: string) => Promise<any>} load imports a module of the site
 * @param {(bundle: any, variant: string) => Promise<GPUDevice>} [deviceFor] for engines without `navigator.gpu`
 */
export async function checkAll(networks, load, deviceFor) {
  const runs = [];
  for (const network of networks) {
    const bundle = await load(`./${network}/${network}.js`);
    const { verify } = await load(`./${network}/verify.js`);
    for (const { name: variant } of bundle.program.variants) runs.push(await check(bundle, verify, network, variant));
  }
  return runs;

  async function check(bundle, verify, network, variant) {
    let device;
    try {
      device = await deviceFor?.(bundle, variant);
      const { adapter, layers, failure } = await verify({ device, variant });
      return { network, variant, adapter, kernels: layers.length, ...(failure ? { failure } : {}) };
    } catch (error) {
      // What a device lacks is no disagreement.
      const lacks = error.code === "missing-feature" || error.code === "missing-limit";
      return { network, variant, kernels: 0, [lacks ? "lacks" : "failure"]: String(error.message ?? error) };
    } finally {
      device?.destroy();
    }
  }
}

/** The same from a page or from Deno, with what the adapter says of itself. */
export async function checkHere(networks) {
  const adapter = await globalThis.navigator?.gpu?.requestAdapter();
  if (!adapter) return { noAdapter: globalThis.navigator?.gpu ? "WebGPU found no adapter" : "no `navigator.gpu`" };
  const { vendor, architecture, device, description } = adapter.info ?? {};
  // Some give a PCI number for a name.
  const said = [vendor, architecture, device, description].filter((word) => word && !/^\d+$/.test(word));
  return { adapter: [...new Set(said)].join(" ") || "unknown", runs: await checkAll(networks, (path) => import(path)) };
}
