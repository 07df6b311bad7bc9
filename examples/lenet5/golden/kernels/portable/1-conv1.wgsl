// conv1 + tanh1      lenet5.cnn:7:8
//   image 1x28x28  ->  tanh1 6x28x28
//   out = tanh(bias[c] + sum over 1 channel and the 5x5 window of x * weight, padding 2)
// one invocation: 1 output along x by 4 channels, in registers

@group(0) @binding(0) var<storage, read> x: array<array<f32, 784>>;  // image 1x28x28, nchw
@group(0) @binding(1) var<storage, read> weight: array<vec4f, 50>;  // [window][in][out / 4]
@group(0) @binding(2) var<storage, read> bias: array<vec4f, 2>;  // [channel / 4]
@group(0) @binding(3) var<storage, read_write> y: array<array<vec4f, 1568>>;  // tanh1 6x28x28, nhwc4

fn safe_tanh(x: vec4f) -> vec4f {
  return vec4f(1.0f) - vec4f(2.0f) / (exp(vec4f(2.0f) * max(vec4f(-10.0f), min(vec4f(10.0f), x))) + vec4f(1.0f));
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) workgroup_id: vec3u, @builtin(local_invocation_index) lane: u32) {
  let image = workgroup_id.z;
  let i = workgroup_id.x * 64u + lane;
  if (i >= 1568u) { return; }
  let oy = i / 56u;
  let ox = i / 2u % 28u;
  let block = i % 2u;
  var sum0 = bias[block];
  for (var ky = 0u; ky < 5u; ky++) {
    let iy = oy + ky - 2u;
    if (iy < 28u) {
      let input = 0u;
      let x0 = select(0.0f, x[image][input * 784u + iy * 28u + (ox - 2u)], ox - 2u < 28u);
      let x1 = select(0.0f, x[image][input * 784u + iy * 28u + (ox - 1u)], ox - 1u < 28u);
      let x2 = select(0.0f, x[image][input * 784u + iy * 28u + (ox)], ox < 28u);
      let x3 = select(0.0f, x[image][input * 784u + iy * 28u + (ox + 1u)], ox + 1u < 28u);
      let x4 = select(0.0f, x[image][input * 784u + iy * 28u + (ox + 2u)], ox + 2u < 28u);
      let w0 = weight[ky * 10u + input * 2u + block];
      sum0 = fma(vec4f(x0), w0, sum0);
      let w1 = weight[ky * 10u + input * 2u + block + 2u];
      sum0 = fma(vec4f(x1), w1, sum0);
      let w2 = weight[ky * 10u + input * 2u + block + 4u];
      sum0 = fma(vec4f(x2), w2, sum0);
      let w3 = weight[ky * 10u + input * 2u + block + 6u];
      sum0 = fma(vec4f(x3), w3, sum0);
      let w4 = weight[ky * 10u + input * 2u + block + 8u];
      sum0 = fma(vec4f(x4), w4, sum0);
    }
  }
  let sum0_out = safe_tanh(sum0);
  y[image][oy * 56u + (ox) * 2u + block] = sum0_out;
}
