// fc1 + tanh3      lenet5.cnn:9:8
//   avgpool2 16x5x5  ->  tanh3 120
//   out = tanh(bias[c] + sum over 16 channels and the 5x5 window of x * weight)
// one invocation: 1 output along x by 4 channels, in registers

@group(0) @binding(0) var<storage, read> x: array<array<f32, 400>>;  // avgpool2 16x5x5, nchw
@group(0) @binding(1) var<storage, read> weight: array<vec4f, 12000>;  // [window][in][out / 4]
@group(0) @binding(2) var<storage, read> bias: array<vec4f, 30>;  // [channel / 4]
@group(0) @binding(3) var<storage, read_write> y: array<array<f32, 120>>;  // tanh3 120, nchw

fn safe_tanh(x: vec4f) -> vec4f {
  return vec4f(1.0f) - vec4f(2.0f) / (exp(vec4f(2.0f) * max(vec4f(-10.0f), min(vec4f(10.0f), x))) + vec4f(1.0f));
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) workgroup_id: vec3u, @builtin(local_invocation_index) lane: u32) {
  let image = workgroup_id.z;
  let i = workgroup_id.x * 64u + lane;
  if (i >= 30u) { return; }
  let oy = 0u;
  let ox = 0u;
  let block = i % 30u;
  var sum0 = bias[block];
  for (var ky = 0u; ky < 5u; ky++) {
    let iy = oy + ky;
    for (var input = 0u; input < 16u; input++) {
      let x0 = x[image][input * 25u + iy * 5u + (ox)];
      let x1 = x[image][input * 25u + iy * 5u + (ox + 1u)];
      let x2 = x[image][input * 25u + iy * 5u + (ox + 2u)];
      let x3 = x[image][input * 25u + iy * 5u + (ox + 3u)];
      let x4 = x[image][input * 25u + iy * 5u + (ox + 4u)];
      let w0 = weight[ky * 2400u + input * 30u + block];
      sum0 = fma(vec4f(x0), w0, sum0);
      let w1 = weight[ky * 2400u + input * 30u + block + 480u];
      sum0 = fma(vec4f(x1), w1, sum0);
      let w2 = weight[ky * 2400u + input * 30u + block + 960u];
      sum0 = fma(vec4f(x2), w2, sum0);
      let w3 = weight[ky * 2400u + input * 30u + block + 1440u];
      sum0 = fma(vec4f(x3), w3, sum0);
      let w4 = weight[ky * 2400u + input * 30u + block + 1920u];
      sum0 = fma(vec4f(x4), w4, sum0);
    }
  }
  let sum0_out = safe_tanh(sum0);
  y[image][(block * 4u) + oy + (ox)] = sum0_out[0];
  y[image][(block * 4u + 1u) + oy + (ox)] = sum0_out[1];
  y[image][(block * 4u + 2u) + oy + (ox)] = sum0_out[2];
  y[image][(block * 4u + 3u) + oy + (ox)] = sum0_out[3];
}
