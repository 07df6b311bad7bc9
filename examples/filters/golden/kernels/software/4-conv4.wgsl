// conv4      filters.cnn:23:19
//   conv3 1x192x256  ->  conv4 1x192x256
//   out = sum over 1 channel and the 3x3 window of x * weight, padding 1
// one invocation: 4 outputs along x by all channels, the weights as literals

@group(0) @binding(0) var<storage, read> x: array<array<f32, 49152>>;  // conv3 1x192x256, nchw
@group(0) @binding(1) var<storage, read_write> y: array<array<f32, 49152>>;  // conv4 1x192x256, nchw

const weight = array<f32, 9>(-1.0f, -1.0f, -1.0f, -1.0f, 8.0f, -1.0f, -1.0f, -1.0f, -1.0f);  // [out][in][window]

@compute @workgroup_size(32)
fn main(@builtin(workgroup_id) workgroup_id: vec3u, @builtin(local_invocation_index) lane: u32) {
  let image = workgroup_id.z;
  let i = workgroup_id.x * 32u + lane;
  let oy = i / 64u;
  let tile = i % 64u;
  let ox = tile * 4u;
  var sum0_0 = 0.0f;
  var sum0_1 = 0.0f;
  var sum0_2 = 0.0f;
  var sum0_3 = 0.0f;
  {
    let x0 = select(0.0f, x[image][(oy - 1u) * 256u + (ox - 1u)], (oy - 1u < 192u) & (ox - 1u < 256u));
    let x1 = select(0.0f, x[image][(oy - 1u) * 256u + (ox)], oy - 1u < 192u);
    let x2 = select(0.0f, x[image][(oy - 1u) * 256u + (ox + 1u)], oy - 1u < 192u);
    let x3 = select(0.0f, x[image][(oy - 1u) * 256u + (ox + 2u)], oy - 1u < 192u);
    let x4 = select(0.0f, x[image][(oy - 1u) * 256u + (ox + 3u)], oy - 1u < 192u);
    let x5 = select(0.0f, x[image][(oy - 1u) * 256u + (ox + 4u)], (oy - 1u < 192u) & (ox + 4u < 256u));
    sum0_0 = fma(weight[2], x2, fma(weight[1], x1, fma(weight[0], x0, sum0_0)));
    sum0_1 = fma(weight[2], x3, fma(weight[1], x2, fma(weight[0], x1, sum0_1)));
    sum0_2 = fma(weight[2], x4, fma(weight[1], x3, fma(weight[0], x2, sum0_2)));
    sum0_3 = fma(weight[2], x5, fma(weight[1], x4, fma(weight[0], x3, sum0_3)));
  }
  {
    let x0 = select(0.0f, x[image][(oy) * 256u + (ox - 1u)], ox - 1u < 256u);
    let x1 = x[image][(oy) * 256u + (ox)];
    let x2 = x[image][(oy) * 256u + (ox + 1u)];
    let x3 = x[image][(oy) * 256u + (ox + 2u)];
    let x4 = x[image][(oy) * 256u + (ox + 3u)];
    let x5 = select(0.0f, x[image][(oy) * 256u + (ox + 4u)], ox + 4u < 256u);
    sum0_0 = fma(weight[5], x2, fma(weight[4], x1, fma(weight[3], x0, sum0_0)));
    sum0_1 = fma(weight[5], x3, fma(weight[4], x2, fma(weight[3], x1, sum0_1)));
    sum0_2 = fma(weight[5], x4, fma(weight[4], x3, fma(weight[3], x2, sum0_2)));
    sum0_3 = fma(weight[5], x5, fma(weight[4], x4, fma(weight[3], x3, sum0_3)));
  }
  {
    let x0 = select(0.0f, x[image][(oy + 1u) * 256u + (ox - 1u)], (oy + 1u < 192u) & (ox - 1u < 256u));
    let x1 = select(0.0f, x[image][(oy + 1u) * 256u + (ox)], oy + 1u < 192u);
    let x2 = select(0.0f, x[image][(oy + 1u) * 256u + (ox + 1u)], oy + 1u < 192u);
    let x3 = select(0.0f, x[image][(oy + 1u) * 256u + (ox + 2u)], oy + 1u < 192u);
    let x4 = select(0.0f, x[image][(oy + 1u) * 256u + (ox + 3u)], oy + 1u < 192u);
    let x5 = select(0.0f, x[image][(oy + 1u) * 256u + (ox + 4u)], (oy + 1u < 192u) & (ox + 4u < 256u));
    sum0_0 = fma(weight[8], x2, fma(weight[7], x1, fma(weight[6], x0, sum0_0)));
    sum0_1 = fma(weight[8], x3, fma(weight[7], x2, fma(weight[6], x1, sum0_1)));
    sum0_2 = fma(weight[8], x4, fma(weight[7], x3, fma(weight[6], x2, sum0_2)));
    sum0_3 = fma(weight[8], x5, fma(weight[7], x4, fma(weight[6], x3, sum0_3)));
  }
  var sum = array<f32, 4>(sum0_0, sum0_1, sum0_2, sum0_3);
  let c = 0u;
  for (var t = 0u; t < 4u; t++) {
    y[image][c * 49152u + oy * 256u + (ox + t)] = sum[c * 4u + t];
  }
}
