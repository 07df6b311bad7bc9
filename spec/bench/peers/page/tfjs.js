/** A network in TensorFlow.js's own operators, each bias and relu fused into its layer as its converter does. */
export async function build(tf, folder) {
  const layers = await (await fetch(`${folder}layers.json`)).json();
  const weights = new Float32Array(await (await fetch(`${folder}weights.bin`)).arrayBuffer());
  const constants = layers.map((layer) => tensors(tf, layer, weights));
  const [channels, height = 1, width = 1] = layers[0].shape;
  const forward = (x) => {
    const values = [];
    layers.forEach((layer, i) => {
      const inputs = layer.inputs.map((each) => values[each]);
      values.push(i === 0 ? x : evaluate(tf, layer, inputs, constants[i]));
    });
    return values.at(-1);
  };
  const run = async (data) => {
    const x = tf.tensor(data, layers[0].shape.length > 1 ? [1, height, width, channels] : [1, channels]);
    const y = tf.tidy(() => forward(x));
    const result = await y.data();
    x.dispose();
    y.dispose();
    return result;
  };
  return { layout: "hwc", run };
}

function tensors(tf, { op, weight, bias, sliding }, all) {
  if (!weight) return {};
  const [outputs, inputs, ...window] = weight.shape;
  const shape =
    op === "fc" ? [inputs, outputs] : depthwise(sliding) ? [...window, outputs, 1] : [...window, inputs, outputs];
  const stretch = (at, length) => all.subarray(at, at + length);
  const length = weight.shape.reduce((a, b) => a * b, 1);
  return {
    filter: tf.tensor(stretch(weight.at, length), shape),
    bias: tf.tensor1d(stretch(bias.at, bias.shape[0])),
  };
}

const depthwise = (sliding) => sliding.groups > 1;

function evaluate(tf, { op, activation, sliding }, [x, other], { filter, bias }) {
  const fused = activation === "relu" || activation === "relu6" ? activation : "linear";
  const value = layer(tf, op, sliding, x, other, { filter, bias, activation: fused });
  if (op === "add" && fused !== "linear") return tf[fused](value);
  return activation === "tanh" ? tf.tanh(value) : value;
}

function layer(tf, op, sliding, x, other, { filter, bias, activation }) {
  switch (op) {
    case "conv": {
      const convolution = depthwise(sliding) ? tf.fused.depthwiseConv2d : tf.fused.conv2d;
      return convolution({ x, filter, strides: sliding.stride, pad: padding(sliding), bias, activation });
    }
    case "fc":
      return tf.fused.matMul({ a: tf.reshape(x, [1, -1]), b: filter, bias, activation });
    case "maxpool":
      return tf.maxPool(x, sliding.window, sliding.stride, padding(sliding));
    case "avgpool":
      return tf.avgPool(x, sliding.window, sliding.stride, padding(sliding));
    case "globalavgpool":
      return tf.mean(x, [1, 2]);
    case "add":
      return tf.add(x, other);
    case "concat":
      return tf.concat([x, other], 3);
    case "softmax":
      return tf.softmax(x);
    default:
      return tf[op](x);
  }
}

const padding = ({ before, after }) =>
  before.concat(after).every((n) => n === 0) ? "valid" : [[0, 0], ...before.map((n, i) => [n, after[i]]), [0, 0]];
