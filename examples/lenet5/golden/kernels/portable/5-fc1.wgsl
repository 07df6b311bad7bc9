// fc1 + tanh3      lenet5.cnn:9:8
//   avgpool2 16x5x5  ->  tanh3 120
//   out = tanh(bias[c] + sum over 16 channels and the 5x5 window of x * weight)
// one invocation: 1 output along x by 4 channels, in registers

@group(0) @binding(0) var<storage, read> x: array<array<vec4f, 100>>;  // avgpool2 16x5x5, nhwc4
@group(0) @binding(1) var<storage, read> weight: array<vec4f, 12000>;  // [window][in][out / 4]
@group(0) @binding(2) var<storage, read> bias: array<vec4f, 30>;  // [channel / 4]
@group(0) @binding(3) var<storage, read_write> y: array<array<vec4f, 30>>;  // tanh3 120, nhwc4

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
    for (var input = 0u; input < 4u; input++) {
      let x0 = x[image][iy * 20u + (ox) * 4u + input];
      let x1 = x[image][iy * 20u + (ox + 1u) * 4u + input];
      let x2 = x[image][iy * 20u + (ox + 2u) * 4u + input];
      let x3 = x[image][iy * 20u + (ox + 3u) * 4u + input];
      let x4 = x[image][iy * 20u + (ox + 4u) * 4u + input];
      let w0x = weight[ky * 2400u + input * 120u + block];
      sum0 = fma(vec4f(x0.x), w0x, sum0);
      let w0y = weight[ky * 2400u + input * 120u + block + 30u];
      sum0 = fma(vec4f(x0.y), w0y, sum0);
      let w0z = weight[ky * 2400u + input * 120u + block + 60u];
      sum0 = fma(vec4f(x0.z), w0z, sum0);
      let w0w = weight[ky * 2400u + input * 120u + block + 90u];
      sum0 = fma(vec4f(x0.w), w0w, sum0);
      let w1x = weight[ky * 2400u + input * 120u + block + 480u];
      sum0 = fma(vec4f(x1.x), w1x, sum0);
      let w1y = weight[ky * 2400u + input * 120u + block + 510u];
      sum0 = fma(vec4f(x1.y), w1y, sum0);
      let w1z = weight[ky * 2400u + input * 120u + block + 540u];
      sum0 = fma(vec4f(x1.z), w1z, sum0);
      let w1w = weight[ky * 2400u + input * 120u + block + 570u];
      sum0 = fma(vec4f(x1.w), w1w, sum0);
      let w2x = weight[ky * 2400u + input * 120u + block + 960u];
      sum0 = fma(vec4f(x2.x), w2x, sum0);
      let w2y = weight[ky * 2400u + input * 120u + block + 990u];
      sum0 = fma(vec4f(x2.y), w2y, sum0);
      let w2z = weight[ky * 2400u + input * 120u + block + 1020u];
      sum0 = fma(vec4f(x2.z), w2z, sum0);
      let w2w = weight[ky * 2400u + input * 120u + block + 1050u];
      sum0 = fma(vec4f(x2.w), w2w, sum0);
      let w3x = weight[ky * 2400u + input * 120u + block + 1440u];
      sum0 = fma(vec4f(x3.x), w3x, sum0);
      let w3y = weight[ky * 2400u + input * 120u + block + 1470u];
      sum0 = fma(vec4f(x3.y), w3y, sum0);
      let w3z = weight[ky * 2400u + input * 120u + block + 1500u];
      sum0 = fma(vec4f(x3.z), w3z, sum0);
      let w3w = weight[ky * 2400u + input * 120u + block + 1530u];
      sum0 = fma(vec4f(x3.w), w3w, sum0);
      let w4x = weight[ky * 2400u + input * 120u + block + 1920u];
      sum0 = fma(vec4f(x4.x), w4x, sum0);
      let w4y = weight[ky * 2400u + input * 120u + block + 1950u];
      sum0 = fma(vec4f(x4.y), w4y, sum0);
      let w4z = weight[ky * 2400u + input * 120u + block + 1980u];
      sum0 = fma(vec4f(x4.z), w4z, sum0);
      let w4w = weight[ky * 2400u + input * 120u + block + 2010u];
      sum0 = fma(vec4f(x4.w), w4w, sum0);
    }
  }
  let sum0_out = safe_tanh(sum0);
  y[image][oy * 30u + (ox) * 30u + block] = sum0_out;
}
