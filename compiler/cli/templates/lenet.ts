import { randomWeights } from "../io/weights.ts";
import type { Template } from "./template.ts";

/** A classifier of drawn digits, untrained. */
export const lenet: Template = {
  stem: "lenet",
  summary: "A classifier of 28x28 pictures of digits, after LeNet-5 (LeCun et al. 1998).",
  cnn: `// A classifier of 28x28 pictures of digits, after LeNet-5 (LeCun et al. 1998).
net LeNet(image: 1x28x28) {
  // Beside this file, with PyTorch's names: conv1.weight, conv1.bias, and so on.
  weights "lenet.safetensors"

  // Twice: filters, then the largest value of each 2x2 window, which halves the picture.
  maps = image
    -> conv(6, 5x5, pad=2) -> relu -> maxpool(2x2)
    -> conv(16, 5x5) -> relu -> maxpool(2x2)

  // How likely the picture holds each of the ten digits; the numbers add up to 1.
  digit = maps -> fc(120) -> relu -> fc(84) -> relu -> fc(10) -> softmax

  return digit
}
`,
  run: `// A white bar on black: not quite a 1.
const [, height, width] = inputs.image.shape;
const image = new Float32Array(inputs.image.length);
for (let y = 4; y < height - 4; y++) image.fill(1, y * width + 13, y * width + 16);

const { digit } = await net.run({ image });
console.log("UNTRAINED weights: the answer means nothing yet");
digit.forEach((likely, i) => console.log(i, likely.toFixed(3), "█".repeat(Math.round(40 * likely))));
`,
  body: `  <p>Draw a digit. The weights are <strong>untrained</strong>: the answer means nothing yet.</p>
  <canvas id="pad" width="280" height="280"></canvas>
  <button id="clear">Clear</button>
  <pre id="out"></pre>`,
  page: `const net = await create();
const out = document.querySelector("#out");
const pad = document.querySelector("#pad").getContext("2d", { willReadFrequently: true });
const [, height, width] = inputs.image.shape;
const small = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });

function clear() {
  pad.fillStyle = "black";
  pad.fillRect(0, 0, 280, 280);
  show();
}

/** Shrinks the drawing to the network's size, runs it, and lists what comes out. */
async function show() {
  small.drawImage(pad.canvas, 0, 0, width, height);
  const { data } = small.getImageData(0, 0, width, height);
  const image = Float32Array.from({ length: width * height }, (_, i) => data[4 * i] / 255);
  const { digit } = await net.run({ image });
  out.textContent = [...digit]
    .map((likely, i) => i + "  " + likely.toFixed(3) + "  " + "█".repeat(Math.round(30 * likely)))
    .join("\\n");
}

pad.lineWidth = 22;
pad.lineCap = "round";
pad.strokeStyle = "white";
pad.canvas.addEventListener("pointermove", (event) => {
  if (event.buttons === 0) return;
  pad.beginPath();
  pad.moveTo(event.offsetX - event.movementX, event.offsetY - event.movementY);
  pad.lineTo(event.offsetX, event.offsetY);
  pad.stroke();
  show();
});
document.querySelector("#clear").addEventListener("click", clear);
clear();
`,
  weights: (program) => randomWeights(program, 1),
  next: `\`lenet.safetensors\` holds random numbers: the network is untrained. Train the same network in PyTorch, save it with
\`safetensors.torch.save_file(model.state_dict(), "lenet.safetensors")\`, and build again; if names or shapes differ,
the build says which.`,
};
