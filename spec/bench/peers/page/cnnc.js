/** A bundle as anybody would load it. */
export async function open({ folder, model }) {
  const at = (file) => new URL(`${folder}${file}`, location.href);
  const { create, inputs, outputs } = await import(at(`${model}.js`).href);
  const [[input], [output]] = [Object.keys(inputs), Object.keys(outputs)];
  const network = await create({ weights: at("weights.safetensors") });
  return { layout: "chw", run: async (x) => (await network.run({ [input]: x }))[output] };
}
