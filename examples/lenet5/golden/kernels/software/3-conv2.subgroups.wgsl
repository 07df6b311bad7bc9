// conv2 + tanh2      lenet5.cnn:8:8
//   avgpool1 6x14x14  ->  tanh2 16x10x10
//   out = tanh(bias[c] + sum over 6 channels and the 5x5 window of x * weight)
// one invocation: 4 channels by 5 rows of a column, weights handed round by subgroupBroadcast
enable subgroups;

@group(0) @binding(0) var<storage, read> x: array<array<f32, 1176>>;  // avgpool1 6x14x14, nchw
@group(0) @binding(1) var<storage, read> weight: array<f32, 2400>;  // [tile of channels][in][x][y][channel of the tile]
@group(0) @binding(2) var<storage, read> bias: array<f32, 16>;  // [channel]
@group(0) @binding(3) var<storage, read_write> y: array<array<f32, 1600>>;  // tanh2 16x10x10, nchw

fn safe_tanh(x: f32) -> f32 {
  return 1.0f - 2.0f / (exp(2.0f * max(-10.0f, min(10.0f, x))) + 1.0f);
}

@compute @workgroup_size(20)
fn main(@builtin(workgroup_id) workgroup_id: vec3u, @builtin(local_invocation_index) lane: u32, @builtin(subgroup_invocation_id) subgroup_lane: u32) {
  let image = workgroup_id.z;
  let group = workgroup_id.x;
  let place = lane;
  let ox = place % 10u;
  let oy = place / 10u * 5u;
  let part = group;
  let first = part * 4u;
  let own = subgroup_lane & 3u;
  var sum: array<f32, 20>;
  for (var step = 0u; step < 30u; step++) {
    let input = step / 5u;
    let kx = step % 5u;
    let ix = ox + kx;
    let x0 = x[image][input * 196u + (oy) * 14u + ix];
    let x1 = x[image][input * 196u + (oy + 1u) * 14u + ix];
    let x2 = x[image][input * 196u + (oy + 2u) * 14u + ix];
    let x3 = x[image][input * 196u + (oy + 3u) * 14u + ix];
    let x4 = x[image][input * 196u + (oy + 4u) * 14u + ix];
    let x5 = x[image][input * 196u + (oy + 5u) * 14u + ix];
    let x6 = x[image][input * 196u + (oy + 6u) * 14u + ix];
    let x7 = x[image][input * 196u + (oy + 7u) * 14u + ix];
    let x8 = x[image][input * 196u + (oy + 8u) * 14u + ix];
    let w0_0 = weight[part * 600u + input * 100u + kx * 20u + own];
    let w1_0 = weight[part * 600u + input * 100u + kx * 20u + own + 4u];
    let w2_0 = weight[part * 600u + input * 100u + kx * 20u + own + 8u];
    let w3_0 = weight[part * 600u + input * 100u + kx * 20u + own + 12u];
    let w4_0 = weight[part * 600u + input * 100u + kx * 20u + own + 16u];
    {
      let v0 = subgroupBroadcast(w0_0, 0u);
      let v1 = subgroupBroadcast(w1_0, 0u);
      let v2 = subgroupBroadcast(w2_0, 0u);
      let v3 = subgroupBroadcast(w3_0, 0u);
      let v4 = subgroupBroadcast(w4_0, 0u);
      sum[0] = fma(v4, x4, fma(v3, x3, fma(v2, x2, fma(v1, x1, fma(v0, x0, sum[0])))));
      sum[1] = fma(v4, x5, fma(v3, x4, fma(v2, x3, fma(v1, x2, fma(v0, x1, sum[1])))));
      sum[2] = fma(v4, x6, fma(v3, x5, fma(v2, x4, fma(v1, x3, fma(v0, x2, sum[2])))));
      sum[3] = fma(v4, x7, fma(v3, x6, fma(v2, x5, fma(v1, x4, fma(v0, x3, sum[3])))));
      sum[4] = fma(v4, x8, fma(v3, x7, fma(v2, x6, fma(v1, x5, fma(v0, x4, sum[4])))));
    }
    {
      let v0 = subgroupBroadcast(w0_0, 1u);
      let v1 = subgroupBroadcast(w1_0, 1u);
      let v2 = subgroupBroadcast(w2_0, 1u);
      let v3 = subgroupBroadcast(w3_0, 1u);
      let v4 = subgroupBroadcast(w4_0, 1u);
      sum[5] = fma(v4, x4, fma(v3, x3, fma(v2, x2, fma(v1, x1, fma(v0, x0, sum[5])))));
      sum[6] = fma(v4, x5, fma(v3, x4, fma(v2, x3, fma(v1, x2, fma(v0, x1, sum[6])))));
      sum[7] = fma(v4, x6, fma(v3, x5, fma(v2, x4, fma(v1, x3, fma(v0, x2, sum[7])))));
      sum[8] = fma(v4, x7, fma(v3, x6, fma(v2, x5, fma(v1, x4, fma(v0, x3, sum[8])))));
      sum[9] = fma(v4, x8, fma(v3, x7, fma(v2, x6, fma(v1, x5, fma(v0, x4, sum[9])))));
    }
    {
      let v0 = subgroupBroadcast(w0_0, 2u);
      let v1 = subgroupBroadcast(w1_0, 2u);
      let v2 = subgroupBroadcast(w2_0, 2u);
      let v3 = subgroupBroadcast(w3_0, 2u);
      let v4 = subgroupBroadcast(w4_0, 2u);
      sum[10] = fma(v4, x4, fma(v3, x3, fma(v2, x2, fma(v1, x1, fma(v0, x0, sum[10])))));
      sum[11] = fma(v4, x5, fma(v3, x4, fma(v2, x3, fma(v1, x2, fma(v0, x1, sum[11])))));
      sum[12] = fma(v4, x6, fma(v3, x5, fma(v2, x4, fma(v1, x3, fma(v0, x2, sum[12])))));
      sum[13] = fma(v4, x7, fma(v3, x6, fma(v2, x5, fma(v1, x4, fma(v0, x3, sum[13])))));
      sum[14] = fma(v4, x8, fma(v3, x7, fma(v2, x6, fma(v1, x5, fma(v0, x4, sum[14])))));
    }
    {
      let v0 = subgroupBroadcast(w0_0, 3u);
      let v1 = subgroupBroadcast(w1_0, 3u);
      let v2 = subgroupBroadcast(w2_0, 3u);
      let v3 = subgroupBroadcast(w3_0, 3u);
      let v4 = subgroupBroadcast(w4_0, 3u);
      sum[15] = fma(v4, x4, fma(v3, x3, fma(v2, x2, fma(v1, x1, fma(v0, x0, sum[15])))));
      sum[16] = fma(v4, x5, fma(v3, x4, fma(v2, x3, fma(v1, x2, fma(v0, x1, sum[16])))));
      sum[17] = fma(v4, x6, fma(v3, x5, fma(v2, x4, fma(v1, x3, fma(v0, x2, sum[17])))));
      sum[18] = fma(v4, x7, fma(v3, x6, fma(v2, x5, fma(v1, x4, fma(v0, x3, sum[18])))));
      sum[19] = fma(v4, x8, fma(v3, x7, fma(v2, x6, fma(v1, x5, fma(v0, x4, sum[19])))));
    }
  }
  for (var step = 0u; step < 20u; step++) {
    let c = step / 5u;
    let r = step % 5u;
    y[image][(first + c) * 100u + (oy + r) * 10u + ox] = safe_tanh((sum[c * 5u + r] + bias[first + c]));
  }
}
