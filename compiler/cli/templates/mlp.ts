import type { Template } from "./template.ts";

/** The smallest network that no single layer can replace, with weights that are exact. */
export const mlp: Template = {
  stem: "xor",
  summary: "Exclusive or by two layers: what a single one cannot compute (Minsky and Papert 1969).",
  cnn: `// Exclusive or by two layers: what a single one cannot compute (Minsky and Papert 1969).
net Xor(bits: 2) {
  // Beside this file, with PyTorch's names: fc1.weight, fc1.bias, fc2.weight, fc2.bias.
  weights "xor.safetensors"

  // How many bits are set, and how many more than one; the sum, less twice the excess.
  result = bits -> fc(2) -> relu -> fc(1)

  return result
}
`,
  run: `for (const bits of [[0, 0], [0, 1], [1, 0], [1, 1]]) {
  const { result } = await net.run({ bits: Float32Array.from(bits) });
  console.log(bits.join(" xor "), "=", result[0]);
}
`,
  body: '  <pre id="out"></pre>',
  page: `const net = await create();
const lines = [];
for (const bits of [[0, 0], [0, 1], [1, 0], [1, 1]]) {
  const { result } = await net.run({ bits: Float32Array.from(bits) });
  lines.push(bits.join(" xor ") + " = " + result[0]);
}
document.querySelector("#out").textContent = lines.join("\\n");
`,
  weights: () =>
    new Map([
      ["fc1.weight", Float32Array.of(1, 1, 1, 1)],
      ["fc1.bias", Float32Array.of(0, -1)],
      ["fc2.weight", Float32Array.of(1, -2)],
      ["fc2.bias", Float32Array.of(0)],
    ]),
  next: `\`xor.safetensors\` holds weights that make the answer exact. For a network of your own, change the sizes in \`xor.cnn\`,
train the same layers in PyTorch, and save them with \`safetensors.torch.save_file(model.state_dict(), "xor.safetensors")\`.`,
};
