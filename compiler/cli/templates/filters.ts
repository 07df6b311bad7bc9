import type { Template } from "./template.ts";

/** Image filters with their kernels written down: nothing to train. */
export const filters: Template = {
  stem: "filters",
  summary: "Image filters: convolutions whose kernels are written down instead of learned.",
  cnn: `// Image filters: convolutions whose kernels are written down instead of learned.
net Filters(picture: 3x192x256) {
  // Near pixels count more: a 3x3 Gaussian.
  const blur = [[1/16, 2/16, 1/16], [2/16, 4/16, 2/16], [1/16, 2/16, 1/16]]
  // The pixel, and what it has more than its neighbours once again.
  const sharpen = [[0, -1, 0], [-1, 5, -1], [0, -1, 0]]
  // The pixel against all its neighbours: zero wherever nothing changes.
  const edge = [[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]]
  // How bright red, green and blue are to the eye (ITU-R BT.601).
  const luma = [[[[0.299]], [[0.587]], [[0.114]]]]

  // Three groups: each colour is filtered by itself.
  blurred = picture -> conv(3, 3x3, pad=1, groups=3, weights=[blur, blur, blur], bias=false)
  sharp = picture -> conv(3, 3x3, pad=1, groups=3, weights=[sharpen, sharpen, sharpen], bias=false)

  edges = picture
    -> conv(1, 1x1, weights=luma, bias=false)
    -> conv(1, 3x3, pad=1, weights=edge, bias=false)

  return blurred, sharp, edges
}
`,
  run: `// A white disc on black, the same in each colour.
const [channels, height, width] = inputs.picture.shape;
const picture = Float32Array.from({ length: channels * height * width }, (_, i) => {
  const [x, y] = [i % width, Math.floor(i / width) % height];
  return Math.hypot(x - width / 2, y - height / 2) < 60 ? 1 : 0;
});

const { edges } = await net.run({ picture });
// Where the disc ends, a character for 4x8 pixels.
for (let y = 0; y < height; y += 8) {
  let line = "";
  for (let x = 0; x < width; x += 4) {
    const block = Array.from({ length: 32 }, (_, i) => edges[(y + (i >> 2)) * width + x + (i & 3)]);
    line += Math.max(...block) > 0.5 ? "#" : ".";
  }
  console.log(line);
}
`,
  body: `  <p>Choose a picture: <input id="file" type="file" accept="image/*"></p>
  <div id="out"></div>`,
  page: `const net = await create();
const out = document.querySelector("#out");
const [, height, width] = inputs.picture.shape;
const size = width * height;

/** A picture from anything that a canvas can draw: the network takes planes, red, green and blue, from 0 to 1. */
function planes(image) {
  const context = new OffscreenCanvas(width, height).getContext("2d");
  context.drawImage(image, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  return Float32Array.from({ length: 3 * size }, (_, i) => data[4 * (i % size) + Math.floor(i / size)] / 255);
}

/** Puts one of the network's values, of one plane or of three, on the page. */
function paint(name, values) {
  const image = new ImageData(width, height);
  const channels = values.length / size;
  for (let i = 0; i < size; i++) {
    for (let c = 0; c < 3; c++) image.data[4 * i + c] = 255 * values[channels === 1 ? i : c * size + i];
    image.data[4 * i + 3] = 255;
  }
  const figure = out.appendChild(document.createElement("figure"));
  const canvas = figure.appendChild(document.createElement("canvas"));
  Object.assign(canvas, { width, height });
  canvas.getContext("2d").putImageData(image, 0, 0);
  figure.appendChild(document.createElement("figcaption")).textContent = name;
}

async function show(image) {
  const picture = planes(image);
  const filtered = await net.run({ picture });
  out.textContent = "";
  for (const [name, values] of Object.entries({ picture, ...filtered })) paint(name, values);
}

/** Discs of all colours, until a file is chosen. */
function sketch() {
  const context = new OffscreenCanvas(width, height).getContext("2d");
  for (let i = 0; i < 24; i++) {
    context.fillStyle = "hsl(" + i * 47 + " 80% 60%)";
    context.beginPath();
    context.arc((i * 97) % width, (i * 61) % height, 12 + ((i * 7) % 30), 0, 7);
    context.fill();
  }
  return context.canvas;
}

document.querySelector("#file").addEventListener("change", async ({ target }) => {
  if (target.files[0]) await show(await createImageBitmap(target.files[0]));
});
await show(sketch());
`,
  next: `Change a kernel in \`filters.cnn\`, or add one, and build again. A \`.png\` of 256x192 pixels can be filtered without any
program: \`npx cnnc run filters.cnn photo.png -o edges=edges.png --normalize\`.`,
};
