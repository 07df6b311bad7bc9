/** ConvNetJS: layers in a row, convolutions without groups, max pools. It is a classic script with a global. */
export async function open({ folder }) {
  const convnetjs = await load("packages/convnetjs/build/convnet-min.js");
  const layers = await (await fetch(`${folder}layers.json`)).json();
  const weights = new Float32Array(await (await fetch(`${folder}weights.bin`)).arrayBuffer());
  const [channels, height = 1, width = 1] = layers[0].shape;
  const stack = [];
  let size = { in_sx: width, in_sy: height, in_depth: channels };
  layers.slice(1).forEach((layer, i) => {
    if (layer.inputs.length !== 1 || layer.inputs[0] !== i) throw new Error("ConvNetJS has no branches");
    for (const made of make(convnetjs, layer, size, weights)) {
      stack.push(made);
      size = { in_sx: made.out_sx, in_sy: made.out_sy, in_depth: made.out_depth };
    }
  });
  const volume = new convnetjs.Vol(width, height, channels, 0);
  const run = async (x) => {
    volume.w.set(x);
    return Float32Array.from(stack.reduce((value, layer) => layer.forward(value, false), volume).w);
  };
  return { layout: "hwc", run };
}

function load(source) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = source;
    script.onload = () => resolve(globalThis.convnetjs);
    script.onerror = reject;
    document.head.append(script);
  });
}

function make(convnetjs, { op, activation, sliding, weight, bias }, size, weights) {
  const made = [];
  if (op === "conv" && sliding.groups === 1) {
    const filters = weight.shape[0];
    const [sx, stride, pad] = square(sliding);
    made.push(filled(new convnetjs.ConvLayer({ ...size, sx, filters, stride, pad }), weight, bias, weights));
  } else if (op === "fc") {
    const num_neurons = weight.shape[0];
    made.push(filled(new convnetjs.FullyConnLayer({ ...size, num_neurons }), weight, bias, weights));
  } else if (op === "maxpool") {
    const [sx, stride, pad] = square(sliding);
    made.push(new convnetjs.PoolLayer({ ...size, sx, stride, pad }));
  } else if (op === "softmax") made.push(new convnetjs.SoftmaxLayer(size));
  else throw new Error(`ConvNetJS has no ${op === "conv" ? "groups" : op}`);
  const [{ out_sx: in_sx, out_sy: in_sy, out_depth: in_depth }] = made;
  const kinds = { relu: convnetjs.ReluLayer, tanh: convnetjs.TanhLayer };
  if (activation && !kinds[activation]) throw new Error(`ConvNetJS has no ${activation}`);
  if (activation) made.push(new kinds[activation]({ in_sx, in_sy, in_depth }));
  return made;
}

function square({ window: [sx], stride: [stride], before: [pad] }) {
  return [sx, stride, pad];
}

/** Its filters lie one after the other, the channels of each place together. */
function filled(layer, weight, bias, weights) {
  const outputs = weight.shape[0];
  layer.filters.forEach(({ w }, output) => {
    for (let i = 0; i < w.length; i++) w[i] = weights[weight.at + i * outputs + output];
    layer.biases.w[output] = weights[bias.at + output];
  });
  return layer;
}
