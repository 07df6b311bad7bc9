// conv2 + tanh2      lenet5.cnn:8:8
//   avgpool1 6x14x14  ->  tanh2 16x10x10
//   out = tanh(bias[c] + sum over 6 channels and the 5x5 window of x * weight)
// one invocation: 5 outputs along x by 4 channels, in registers

@group(0) @binding(0) var<storage, read> x: array<array<f32, 1176>>;  // avgpool1 6x14x14, nchw
@group(0) @binding(1) var<storage, read> weight: array<vec4f, 600>;  // [window][in][out / 4]
@group(0) @binding(2) var<storage, read> bias: array<vec4f, 4>;  // [channel / 4]
@group(0) @binding(3) var<storage, read_write> y: array<array<f32, 1600>>;  // tanh2 16x10x10, nchw

fn safe_tanh(x: vec4f) -> vec4f {
  return vec4f(1.0f) - vec4f(2.0f) / (exp(vec4f(2.0f) * max(vec4f(-10.0f), min(vec4f(10.0f), x))) + vec4f(1.0f));
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) workgroup_id: vec3u, @builtin(local_invocation_index) lane: u32) {
  let image = workgroup_id.z;
  let i = workgroup_id.x * 64u + lane;
  if (i >= 80u) { return; }
  let oy = i / 8u;
  let tile = i / 4u % 2u;
  let block = i % 4u;
  let ox = tile * 5u;
  let start0 = bias[block];
  var sum = array<vec4f, 5>(start0, start0, start0, start0, start0);
  for (var step = 0u; step < 30u; step++) {
    let ky = step / 6u;
    let input = step % 6u;
    let iy = oy + ky;
    let x0 = x[image][input * 196u + iy * 14u + (ox)];
    let x1 = x[image][input * 196u + iy * 14u + (ox + 1u)];
    let x2 = x[image][input * 196u + iy * 14u + (ox + 2u)];
    let x3 = x[image][input * 196u + iy * 14u + (ox + 3u)];
    let x4 = x[image][input * 196u + iy * 14u + (ox + 4u)];
    let x5 = x[image][input * 196u + iy * 14u + (ox + 5u)];
    let x6 = x[image][input * 196u + iy * 14u + (ox + 6u)];
    let x7 = x[image][input * 196u + iy * 14u + (ox + 7u)];
    let x8 = x[image][input * 196u + iy * 14u + (ox + 8u)];
    let w0 = weight[ky * 120u + input * 4u + block];
    let w1 = weight[ky * 120u + input * 4u + block + 24u];
    let w2 = weight[ky * 120u + input * 4u + block + 48u];
    let w3 = weight[ky * 120u + input * 4u + block + 72u];
    let w4 = weight[ky * 120u + input * 4u + block + 96u];
    sum[0] = fma(vec4f(x4), w4, fma(vec4f(x3), w3, fma(vec4f(x2), w2, fma(vec4f(x1), w1, fma(vec4f(x0), w0, sum[0])))));
    sum[1] = fma(vec4f(x5), w4, fma(vec4f(x4), w3, fma(vec4f(x3), w2, fma(vec4f(x2), w1, fma(vec4f(x1), w0, sum[1])))));
    sum[2] = fma(vec4f(x6), w4, fma(vec4f(x5), w3, fma(vec4f(x4), w2, fma(vec4f(x3), w1, fma(vec4f(x2), w0, sum[2])))));
    sum[3] = fma(vec4f(x7), w4, fma(vec4f(x6), w3, fma(vec4f(x5), w2, fma(vec4f(x4), w1, fma(vec4f(x3), w0, sum[3])))));
    sum[4] = fma(vec4f(x8), w4, fma(vec4f(x7), w3, fma(vec4f(x6), w2, fma(vec4f(x5), w1, fma(vec4f(x4), w0, sum[4])))));
  }
  for (var t = 0u; t < 5u; t++) {
    let result = safe_tanh(sum[t]);
    y[image][(block * 4u) * 100u + oy * 10u + (ox + t)] = result[0];
    y[image][(block * 4u + 1u) * 100u + oy * 10u + (ox + t)] = result[1];
    y[image][(block * 4u + 2u) * 100u + oy * 10u + (ox + t)] = result[2];
    y[image][(block * 4u + 3u) * 100u + oy * 10u + (ox + t)] = result[3];
  }
}
