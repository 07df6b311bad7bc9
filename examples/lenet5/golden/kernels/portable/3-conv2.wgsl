// conv2 + tanh2      lenet5.cnn:8:8
//   avgpool1 6x14x14  ->  tanh2 16x10x10
//   out = tanh(bias[c] + sum over 6 channels and the 5x5 window of x * weight)
// one invocation: 1 output along x by 4 channels, in registers

@group(0) @binding(0) var<storage, read> x: array<array<vec4f, 392>>;  // avgpool1 6x14x14, nhwc4
@group(0) @binding(1) var<storage, read> weight: array<vec4f, 800>;  // [window][in][out / 4]
@group(0) @binding(2) var<storage, read> bias: array<vec4f, 4>;  // [channel / 4]
@group(0) @binding(3) var<storage, read_write> y: array<array<vec4f, 400>>;  // tanh2 16x10x10, nhwc4

fn safe_tanh(x: vec4f) -> vec4f {
  return vec4f(1.0f) - vec4f(2.0f) / (exp(vec4f(2.0f) * max(vec4f(-10.0f), min(vec4f(10.0f), x))) + vec4f(1.0f));
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) workgroup_id: vec3u, @builtin(local_invocation_index) lane: u32) {
  let image = workgroup_id.z;
  let i = workgroup_id.x * 64u + lane;
  if (i >= 400u) { return; }
  let oy = i / 40u;
  let ox = i / 4u % 10u;
  let block = i % 4u;
  var sum0 = bias[block];
  for (var ky = 0u; ky < 5u; ky++) {
    let iy = oy + ky;
    for (var input = 0u; input < 2u; input++) {
      let x0 = x[image][iy * 28u + (ox) * 2u + input];
      let x1 = x[image][iy * 28u + (ox + 1u) * 2u + input];
      let x2 = x[image][iy * 28u + (ox + 2u) * 2u + input];
      let x3 = x[image][iy * 28u + (ox + 3u) * 2u + input];
      let x4 = x[image][iy * 28u + (ox + 4u) * 2u + input];
      let w0x = weight[ky * 160u + input * 16u + block];
      sum0 = fma(vec4f(x0.x), w0x, sum0);
      let w0y = weight[ky * 160u + input * 16u + block + 4u];
      sum0 = fma(vec4f(x0.y), w0y, sum0);
      let w0z = weight[ky * 160u + input * 16u + block + 8u];
      sum0 = fma(vec4f(x0.z), w0z, sum0);
      let w0w = weight[ky * 160u + input * 16u + block + 12u];
      sum0 = fma(vec4f(x0.w), w0w, sum0);
      let w1x = weight[ky * 160u + input * 16u + block + 32u];
      sum0 = fma(vec4f(x1.x), w1x, sum0);
      let w1y = weight[ky * 160u + input * 16u + block + 36u];
      sum0 = fma(vec4f(x1.y), w1y, sum0);
      let w1z = weight[ky * 160u + input * 16u + block + 40u];
      sum0 = fma(vec4f(x1.z), w1z, sum0);
      let w1w = weight[ky * 160u + input * 16u + block + 44u];
      sum0 = fma(vec4f(x1.w), w1w, sum0);
      let w2x = weight[ky * 160u + input * 16u + block + 64u];
      sum0 = fma(vec4f(x2.x), w2x, sum0);
      let w2y = weight[ky * 160u + input * 16u + block + 68u];
      sum0 = fma(vec4f(x2.y), w2y, sum0);
      let w2z = weight[ky * 160u + input * 16u + block + 72u];
      sum0 = fma(vec4f(x2.z), w2z, sum0);
      let w2w = weight[ky * 160u + input * 16u + block + 76u];
      sum0 = fma(vec4f(x2.w), w2w, sum0);
      let w3x = weight[ky * 160u + input * 16u + block + 96u];
      sum0 = fma(vec4f(x3.x), w3x, sum0);
      let w3y = weight[ky * 160u + input * 16u + block + 100u];
      sum0 = fma(vec4f(x3.y), w3y, sum0);
      let w3z = weight[ky * 160u + input * 16u + block + 104u];
      sum0 = fma(vec4f(x3.z), w3z, sum0);
      let w3w = weight[ky * 160u + input * 16u + block + 108u];
      sum0 = fma(vec4f(x3.w), w3w, sum0);
      let w4x = weight[ky * 160u + input * 16u + block + 128u];
      sum0 = fma(vec4f(x4.x), w4x, sum0);
      let w4y = weight[ky * 160u + input * 16u + block + 132u];
      sum0 = fma(vec4f(x4.y), w4y, sum0);
      let w4z = weight[ky * 160u + input * 16u + block + 136u];
      sum0 = fma(vec4f(x4.z), w4z, sum0);
      let w4w = weight[ky * 160u + input * 16u + block + 140u];
      sum0 = fma(vec4f(x4.w), w4w, sum0);
    }
  }
  let sum0_out = safe_tanh(sum0);
  y[image][oy * 40u + (ox) * 4u + block] = sum0_out;
}
