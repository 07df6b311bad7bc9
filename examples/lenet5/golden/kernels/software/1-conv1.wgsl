// conv1 + tanh1      lenet5.cnn:7:8
//   image 1x28x28  ->  tanh1 6x28x28
//   out = tanh(bias[c] + sum over 1 channel and the 5x5 window of x * weight, padding 2)
// one invocation: 4 outputs along x by 4 channels, in registers

@group(0) @binding(0) var<storage, read> x: array<array<f32, 784>>;  // image 1x28x28, nchw
@group(0) @binding(1) var<storage, read> weight: array<vec4f, 50>;  // [window][in][out / 4]
@group(0) @binding(2) var<storage, read> bias: array<vec4f, 2>;  // [channel / 4]
@group(0) @binding(3) var<storage, read_write> y: array<array<f32, 4704>>;  // tanh1 6x28x28, nchw

fn safe_tanh(x: vec4f) -> vec4f {
  return vec4f(1.0f) - vec4f(2.0f) / (exp(vec4f(2.0f) * max(vec4f(-10.0f), min(vec4f(10.0f), x))) + vec4f(1.0f));
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) workgroup_id: vec3u, @builtin(local_invocation_index) lane: u32) {
  let image = workgroup_id.z;
  let i = workgroup_id.x * 64u + lane;
  if (i >= 392u) { return; }
  let oy = i / 14u;
  let tile = i / 2u % 7u;
  let block = i % 2u;
  let ox = tile * 4u;
  let start0 = bias[block];
  var sum = array<vec4f, 4>(start0, start0, start0, start0);
  for (var ky = 0u; ky < 5u; ky++) {
    let input = 0u;
    let iy = oy + ky - 2u;
    let x0 = select(0.0f, x[image][input * 784u + iy * 28u + (ox - 2u)], (iy < 28u) & (ox - 2u < 28u));
    let x1 = select(0.0f, x[image][input * 784u + iy * 28u + (ox - 1u)], (iy < 28u) & (ox - 1u < 28u));
    let x2 = select(0.0f, x[image][input * 784u + iy * 28u + (ox)], iy < 28u);
    let x3 = select(0.0f, x[image][input * 784u + iy * 28u + (ox + 1u)], iy < 28u);
    let x4 = select(0.0f, x[image][input * 784u + iy * 28u + (ox + 2u)], iy < 28u);
    let x5 = select(0.0f, x[image][input * 784u + iy * 28u + (ox + 3u)], iy < 28u);
    let x6 = select(0.0f, x[image][input * 784u + iy * 28u + (ox + 4u)], (iy < 28u) & (ox + 4u < 28u));
    let x7 = select(0.0f, x[image][input * 784u + iy * 28u + (ox + 5u)], (iy < 28u) & (ox + 5u < 28u));
    let w0 = weight[ky * 10u + input * 2u + block];
    let w1 = weight[ky * 10u + input * 2u + block + 2u];
    let w2 = weight[ky * 10u + input * 2u + block + 4u];
    let w3 = weight[ky * 10u + input * 2u + block + 6u];
    let w4 = weight[ky * 10u + input * 2u + block + 8u];
    sum[0] = fma(vec4f(x4), w4, fma(vec4f(x3), w3, fma(vec4f(x2), w2, fma(vec4f(x1), w1, fma(vec4f(x0), w0, sum[0])))));
    sum[1] = fma(vec4f(x5), w4, fma(vec4f(x4), w3, fma(vec4f(x3), w2, fma(vec4f(x2), w1, fma(vec4f(x1), w0, sum[1])))));
    sum[2] = fma(vec4f(x6), w4, fma(vec4f(x5), w3, fma(vec4f(x4), w2, fma(vec4f(x3), w1, fma(vec4f(x2), w0, sum[2])))));
    sum[3] = fma(vec4f(x7), w4, fma(vec4f(x6), w3, fma(vec4f(x5), w2, fma(vec4f(x4), w1, fma(vec4f(x3), w0, sum[3])))));
  }
  for (var t = 0u; t < 4u; t++) {
    let result = safe_tanh(sum[t]);
    if ((block * 4u) < 6u) { y[image][(block * 4u) * 784u + oy * 28u + (ox + t)] = result[0]; }
    if ((block * 4u + 1u) < 6u) { y[image][(block * 4u + 1u) * 784u + oy * 28u + (ox + t)] = result[1]; }
    if ((block * 4u + 2u) < 6u) { y[image][(block * 4u + 2u) * 784u + oy * 28u + (ox + t)] = result[2]; }
    if ((block * 4u + 3u) < 6u) { y[image][(block * 4u + 3u) * 784u + oy * 28u + (ox + t)] = result[3]; }
  }
}
