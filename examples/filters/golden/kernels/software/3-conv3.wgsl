// conv3      filters.cnn:22:21
//   picture 3x192x256  ->  conv3 1x192x256
//   out = sum over 3 channels and the 1x1 window of x * weight
// one invocation: 1 output along x by all channels, the weights as literals

@group(0) @binding(0) var<storage, read> x: array<array<f32, 147456>>;  // picture 3x192x256, nchw
@group(0) @binding(1) var<storage, read_write> y: array<array<f32, 49152>>;  // conv3 1x192x256, nchw

const weight = array<f32, 3>(0.299f, 0.587f, 0.114f);  // [out][in][window]

@compute @workgroup_size(32)
fn main(@builtin(workgroup_id) workgroup_id: vec3u, @builtin(local_invocation_index) lane: u32) {
  let image = workgroup_id.z;
  let i = workgroup_id.x * 32u + lane;
  let oy = i / 256u;
  let ox = i % 256u;
  var sum0_0 = 0.0f;
  {
    let x0 = x[image][(oy) * 256u + (ox)];
    sum0_0 = fma(weight[0], x0, sum0_0);
  }
  {
    let x0 = x[image][(oy) * 256u + (ox) + 49152u];
    sum0_0 = fma(weight[1], x0, sum0_0);
  }
  {
    let x0 = x[image][(oy) * 256u + (ox) + 98304u];
    sum0_0 = fma(weight[2], x0, sum0_0);
  }
  var sum = array<f32, 1>(sum0_0);
  let c = 0u;
  let t = 0u;
  y[image][c * 49152u + oy * 256u + ox] = sum[c];
}
