// conv1 + tanh1      lenet5.cnn:7:8
//   image 1x28x28  ->  tanh1 6x28x28
//   out = tanh(bias[c] + sum over 1 channel and the 5x5 window of x * weight, padding 2)
// one invocation: 4 channels by 4 rows of a column, weights handed round by subgroupBroadcast
enable subgroups;

@group(0) @binding(0) var<storage, read> x: array<array<f32, 784>>;  // image 1x28x28, nchw
@group(0) @binding(1) var<storage, read> weight: array<f32, 200>;  // [tile of channels][in][x][y][channel of the tile]
@group(0) @binding(2) var<storage, read> bias: array<f32, 6>;  // [channel]
@group(0) @binding(3) var<storage, read_write> y: array<array<f32, 4704>>;  // tanh1 6x28x28, nchw

fn safe_tanh(x: f32) -> f32 {
  return 1.0f - 2.0f / (exp(2.0f * max(-10.0f, min(10.0f, x))) + 1.0f);
}

@compute @workgroup_size(28)
fn main(@builtin(workgroup_id) workgroup_id: vec3u, @builtin(local_invocation_index) lane: u32, @builtin(subgroup_invocation_id) subgroup_lane: u32) {
  let image = workgroup_id.z;
  let group = workgroup_id.x;
  let place = group % 7u * 28u + lane;
  let ox = place % 28u;
  let oy = place / 28u * 4u;
  let part = group / 7u;
  let first = part * 4u;
  let own = subgroup_lane & 3u;
  var sum: array<f32, 16>;
  for (var kx = 0u; kx < 5u; kx++) {
    let ix = ox + kx - 2u;
    let ix_inside = ix < 28u;
    let x0 = select(0.0f, x[image][(oy - 2u) * 28u + ix], ((oy - 2u) < 28u) & ix_inside);
    let x1 = select(0.0f, x[image][(oy - 1u) * 28u + ix], ((oy - 1u) < 28u) & ix_inside);
    let x2 = select(0.0f, x[image][(oy) * 28u + ix], ix_inside);
    let x3 = select(0.0f, x[image][(oy + 1u) * 28u + ix], ix_inside);
    let x4 = select(0.0f, x[image][(oy + 2u) * 28u + ix], ix_inside);
    let x5 = select(0.0f, x[image][(oy + 3u) * 28u + ix], ix_inside);
    let x6 = select(0.0f, x[image][(oy + 4u) * 28u + ix], ((oy + 4u) < 28u) & ix_inside);
    let x7 = select(0.0f, x[image][(oy + 5u) * 28u + ix], ((oy + 5u) < 28u) & ix_inside);
    let w0_0 = weight[part * 100u + kx * 20u + own];
    let w1_0 = weight[part * 100u + kx * 20u + own + 4u];
    let w2_0 = weight[part * 100u + kx * 20u + own + 8u];
    let w3_0 = weight[part * 100u + kx * 20u + own + 12u];
    let w4_0 = weight[part * 100u + kx * 20u + own + 16u];
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
    }
    {
      let v0 = subgroupBroadcast(w0_0, 1u);
      let v1 = subgroupBroadcast(w1_0, 1u);
      let v2 = subgroupBroadcast(w2_0, 1u);
      let v3 = subgroupBroadcast(w3_0, 1u);
      let v4 = subgroupBroadcast(w4_0, 1u);
      sum[4] = fma(v4, x4, fma(v3, x3, fma(v2, x2, fma(v1, x1, fma(v0, x0, sum[4])))));
      sum[5] = fma(v4, x5, fma(v3, x4, fma(v2, x3, fma(v1, x2, fma(v0, x1, sum[5])))));
      sum[6] = fma(v4, x6, fma(v3, x5, fma(v2, x4, fma(v1, x3, fma(v0, x2, sum[6])))));
      sum[7] = fma(v4, x7, fma(v3, x6, fma(v2, x5, fma(v1, x4, fma(v0, x3, sum[7])))));
    }
    {
      let v0 = subgroupBroadcast(w0_0, 2u);
      let v1 = subgroupBroadcast(w1_0, 2u);
      let v2 = subgroupBroadcast(w2_0, 2u);
      let v3 = subgroupBroadcast(w3_0, 2u);
      let v4 = subgroupBroadcast(w4_0, 2u);
      sum[8] = fma(v4, x4, fma(v3, x3, fma(v2, x2, fma(v1, x1, fma(v0, x0, sum[8])))));
      sum[9] = fma(v4, x5, fma(v3, x4, fma(v2, x3, fma(v1, x2, fma(v0, x1, sum[9])))));
      sum[10] = fma(v4, x6, fma(v3, x5, fma(v2, x4, fma(v1, x3, fma(v0, x2, sum[10])))));
      sum[11] = fma(v4, x7, fma(v3, x6, fma(v2, x5, fma(v1, x4, fma(v0, x3, sum[11])))));
    }
    {
      let v0 = subgroupBroadcast(w0_0, 3u);
      let v1 = subgroupBroadcast(w1_0, 3u);
      let v2 = subgroupBroadcast(w2_0, 3u);
      let v3 = subgroupBroadcast(w3_0, 3u);
      let v4 = subgroupBroadcast(w4_0, 3u);
      sum[12] = fma(v4, x4, fma(v3, x3, fma(v2, x2, fma(v1, x1, fma(v0, x0, sum[12])))));
      sum[13] = fma(v4, x5, fma(v3, x4, fma(v2, x3, fma(v1, x2, fma(v0, x1, sum[13])))));
      sum[14] = fma(v4, x6, fma(v3, x5, fma(v2, x4, fma(v1, x3, fma(v0, x2, sum[14])))));
      sum[15] = fma(v4, x7, fma(v3, x6, fma(v2, x5, fma(v1, x4, fma(v0, x3, sum[15])))));
    }
  }
  for (var step = 0u; step < 16u; step++) {
    let c = step / 4u;
    let r = step % 4u;
    if (first + c < 6u) {
      y[image][(first + c) * 784u + (oy + r) * 28u + ox] = safe_tanh((sum[c * 4u + r] + bias[first + c]));
    }
  }
}
