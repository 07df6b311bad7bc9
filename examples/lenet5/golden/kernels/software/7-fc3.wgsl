// fc3      lenet5.cnn:9:45
//   tanh4 84  ->  fc3 10
//   out = bias[c] + sum over 84 channels of x * weight
// one invocation: one output, tap by tap

@group(0) @binding(0) var<storage, read> x: array<array<f32, 84>>;  // tanh4 84, nchw
@group(0) @binding(1) var<storage, read> weight: array<f32, 840>;  // [out][in][window]
@group(0) @binding(2) var<storage, read> bias: array<f32, 10>;  // [channel]
@group(0) @binding(3) var<storage, read_write> y: array<array<f32, 10>>;  // fc3 10, nchw

fn convolve(image: u32, channel: u32) -> f32 {
  var sum = bias[channel];
  for (var input = 0u; input < 84u; input++) {
    sum += x[image][input] * weight[channel * 84u + input];
  }
  return sum;
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) workgroup_id: vec3u, @builtin(local_invocation_index) lane: u32) {
  let image = workgroup_id.z;
  let i = workgroup_id.x * 64u + lane;
  if (i >= 10u) { return; }
  let channel = i;
  y[image][channel] = convolve(image, channel);
}
