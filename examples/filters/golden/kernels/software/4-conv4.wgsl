// conv4      filters.cnn:23:19
//   also for conv5, conv6, conv7
//   conv3 1x192x256  ->  conv4 1x192x256
//   out = sum over 1 channel and the 3x3 window of x * weight, padding 1
// one invocation: 8 outputs along x by all channels, without a loop

@group(0) @binding(0) var<storage, read> x: array<array<f32, 49152>>;  // conv3 1x192x256, nchw
@group(0) @binding(1) var<storage, read> weight: array<f32, 9>;  // [out][in][window]
@group(0) @binding(2) var<storage, read_write> y: array<array<f32, 49152>>;  // conv4 1x192x256, nchw

@compute @workgroup_size(32)
fn main(@builtin(workgroup_id) workgroup_id: vec3u, @builtin(local_invocation_index) lane: u32) {
  let image = workgroup_id.z;
  let i = workgroup_id.x * 32u + lane;
  let oy = i / 32u;
  let tile = i % 32u;
  let ox = tile * 8u;
  var sum0_0 = 0.0f;
  var sum0_1 = 0.0f;
  var sum0_2 = 0.0f;
  var sum0_3 = 0.0f;
  var sum0_4 = 0.0f;
  var sum0_5 = 0.0f;
  var sum0_6 = 0.0f;
  var sum0_7 = 0.0f;
  {
    let x0 = select(0.0f, x[image][(oy - 1u) * 256u + (ox - 1u)], (oy - 1u < 192u) & (ox - 1u < 256u));
    let x1 = select(0.0f, x[image][(oy - 1u) * 256u + (ox)], (oy - 1u < 192u));
    let x2 = select(0.0f, x[image][(oy - 1u) * 256u + (ox + 1u)], (oy - 1u < 192u));
    let x3 = select(0.0f, x[image][(oy - 1u) * 256u + (ox + 2u)], (oy - 1u < 192u));
    let x4 = select(0.0f, x[image][(oy - 1u) * 256u + (ox + 3u)], (oy - 1u < 192u));
    let x5 = select(0.0f, x[image][(oy - 1u) * 256u + (ox + 4u)], (oy - 1u < 192u));
    let x6 = select(0.0f, x[image][(oy - 1u) * 256u + (ox + 5u)], (oy - 1u < 192u));
    let x7 = select(0.0f, x[image][(oy - 1u) * 256u + (ox + 6u)], (oy - 1u < 192u));
    let x8 = select(0.0f, x[image][(oy - 1u) * 256u + (ox + 7u)], (oy - 1u < 192u));
    let x9 = select(0.0f, x[image][(oy - 1u) * 256u + (ox + 8u)], (oy - 1u < 192u) & (ox + 8u < 256u));
    sum0_0 = fma(weight[2], x2, fma(weight[1], x1, fma(weight[0], x0, sum0_0)));
    sum0_1 = fma(weight[2], x3, fma(weight[1], x2, fma(weight[0], x1, sum0_1)));
    sum0_2 = fma(weight[2], x4, fma(weight[1], x3, fma(weight[0], x2, sum0_2)));
    sum0_3 = fma(weight[2], x5, fma(weight[1], x4, fma(weight[0], x3, sum0_3)));
    sum0_4 = fma(weight[2], x6, fma(weight[1], x5, fma(weight[0], x4, sum0_4)));
    sum0_5 = fma(weight[2], x7, fma(weight[1], x6, fma(weight[0], x5, sum0_5)));
    sum0_6 = fma(weight[2], x8, fma(weight[1], x7, fma(weight[0], x6, sum0_6)));
    sum0_7 = fma(weight[2], x9, fma(weight[1], x8, fma(weight[0], x7, sum0_7)));
  }
  {
    let x0 = select(0.0f, x[image][(oy) * 256u + (ox - 1u)], (ox - 1u < 256u));
    let x1 = x[image][(oy) * 256u + (ox)];
    let x2 = x[image][(oy) * 256u + (ox + 1u)];
    let x3 = x[image][(oy) * 256u + (ox + 2u)];
    let x4 = x[image][(oy) * 256u + (ox + 3u)];
    let x5 = x[image][(oy) * 256u + (ox + 4u)];
    let x6 = x[image][(oy) * 256u + (ox + 5u)];
    let x7 = x[image][(oy) * 256u + (ox + 6u)];
    let x8 = x[image][(oy) * 256u + (ox + 7u)];
    let x9 = select(0.0f, x[image][(oy) * 256u + (ox + 8u)], (ox + 8u < 256u));
    sum0_0 = fma(weight[5], x2, fma(weight[4], x1, fma(weight[3], x0, sum0_0)));
    sum0_1 = fma(weight[5], x3, fma(weight[4], x2, fma(weight[3], x1, sum0_1)));
    sum0_2 = fma(weight[5], x4, fma(weight[4], x3, fma(weight[3], x2, sum0_2)));
    sum0_3 = fma(weight[5], x5, fma(weight[4], x4, fma(weight[3], x3, sum0_3)));
    sum0_4 = fma(weight[5], x6, fma(weight[4], x5, fma(weight[3], x4, sum0_4)));
    sum0_5 = fma(weight[5], x7, fma(weight[4], x6, fma(weight[3], x5, sum0_5)));
    sum0_6 = fma(weight[5], x8, fma(weight[4], x7, fma(weight[3], x6, sum0_6)));
    sum0_7 = fma(weight[5], x9, fma(weight[4], x8, fma(weight[3], x7, sum0_7)));
  }
  {
    let x0 = select(0.0f, x[image][(oy + 1u) * 256u + (ox - 1u)], (oy + 1u < 192u) & (ox - 1u < 256u));
    let x1 = select(0.0f, x[image][(oy + 1u) * 256u + (ox)], (oy + 1u < 192u));
    let x2 = select(0.0f, x[image][(oy + 1u) * 256u + (ox + 1u)], (oy + 1u < 192u));
    let x3 = select(0.0f, x[image][(oy + 1u) * 256u + (ox + 2u)], (oy + 1u < 192u));
    let x4 = select(0.0f, x[image][(oy + 1u) * 256u + (ox + 3u)], (oy + 1u < 192u));
    let x5 = select(0.0f, x[image][(oy + 1u) * 256u + (ox + 4u)], (oy + 1u < 192u));
    let x6 = select(0.0f, x[image][(oy + 1u) * 256u + (ox + 5u)], (oy + 1u < 192u));
    let x7 = select(0.0f, x[image][(oy + 1u) * 256u + (ox + 6u)], (oy + 1u < 192u));
    let x8 = select(0.0f, x[image][(oy + 1u) * 256u + (ox + 7u)], (oy + 1u < 192u));
    let x9 = select(0.0f, x[image][(oy + 1u) * 256u + (ox + 8u)], (oy + 1u < 192u) & (ox + 8u < 256u));
    sum0_0 = fma(weight[8], x2, fma(weight[7], x1, fma(weight[6], x0, sum0_0)));
    sum0_1 = fma(weight[8], x3, fma(weight[7], x2, fma(weight[6], x1, sum0_1)));
    sum0_2 = fma(weight[8], x4, fma(weight[7], x3, fma(weight[6], x2, sum0_2)));
    sum0_3 = fma(weight[8], x5, fma(weight[7], x4, fma(weight[6], x3, sum0_3)));
    sum0_4 = fma(weight[8], x6, fma(weight[7], x5, fma(weight[6], x4, sum0_4)));
    sum0_5 = fma(weight[8], x7, fma(weight[7], x6, fma(weight[6], x5, sum0_5)));
    sum0_6 = fma(weight[8], x8, fma(weight[7], x7, fma(weight[6], x6, sum0_6)));
    sum0_7 = fma(weight[8], x9, fma(weight[7], x8, fma(weight[6], x7, sum0_7)));
  }
  var sum = array<f32, 8>(sum0_0, sum0_1, sum0_2, sum0_3, sum0_4, sum0_5, sum0_6, sum0_7);
  let c = 0u;
  for (var t = 0u; t < 8u; t++) {
    y[image][c * 49152u + oy * 256u + (ox + t)] = sum[c * 8u + t];
  }
}
