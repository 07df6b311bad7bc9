// conv3      filters.cnn:22:21
//   picture 3x192x256  ->  conv3 1x192x256
//   out = sum over 3 channels and the 1x1 window of x * weight
// one invocation: 8 outputs along x by 4 channels, in registers

@group(0) @binding(0) var<storage, read> x: array<array<f32, 147456>>;  // picture 3x192x256, nchw
@group(0) @binding(1) var<storage, read> weight: array<vec4f, 3>;  // [window][in][out / 4]
@group(0) @binding(2) var<storage, read_write> y: array<array<f32, 49152>>;  // conv3 1x192x256, nchw

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) workgroup_id: vec3u, @builtin(local_invocation_index) lane: u32) {
  let image = workgroup_id.z;
  let i = workgroup_id.x * 64u + lane;
  let oy = i / 32u;
  let tile = i % 32u;
  let block = 0u;
  let ox = tile * 8u;
  var sum0 = vec4f();
  var sum1 = vec4f();
  var sum2 = vec4f();
  var sum3 = vec4f();
  var sum4 = vec4f();
  var sum5 = vec4f();
  var sum6 = vec4f();
  var sum7 = vec4f();
  let ky = 0u;
  let iy = oy + ky;
  for (var input = 0u; input < 3u; input++) {
    let kx = 0u;
    let x0 = x[image][input * 49152u + iy * 256u + (ox)];
    let x1 = x[image][input * 49152u + iy * 256u + (ox + 1u)];
    let x2 = x[image][input * 49152u + iy * 256u + (ox + 2u)];
    let x3 = x[image][input * 49152u + iy * 256u + (ox + 3u)];
    let x4 = x[image][input * 49152u + iy * 256u + (ox + 4u)];
    let x5 = x[image][input * 49152u + iy * 256u + (ox + 5u)];
    let x6 = x[image][input * 49152u + iy * 256u + (ox + 6u)];
    let x7 = x[image][input * 49152u + iy * 256u + (ox + 7u)];
    let w0 = weight[ky * 3u + input + block];
    sum0 = fma(vec4f(x0), w0, sum0);
    sum1 = fma(vec4f(x1), w0, sum1);
    sum2 = fma(vec4f(x2), w0, sum2);
    sum3 = fma(vec4f(x3), w0, sum3);
    sum4 = fma(vec4f(x4), w0, sum4);
    sum5 = fma(vec4f(x5), w0, sum5);
    sum6 = fma(vec4f(x6), w0, sum6);
    sum7 = fma(vec4f(x7), w0, sum7);
  }
  let sum0_out = sum0;
  if ((block * 4u) < 1u) { y[image][(block * 4u) * 49152u + oy * 256u + (ox)] = sum0_out[0]; }
  if ((block * 4u + 1u) < 1u) { y[image][(block * 4u + 1u) * 49152u + oy * 256u + (ox)] = sum0_out[1]; }
  if ((block * 4u + 2u) < 1u) { y[image][(block * 4u + 2u) * 49152u + oy * 256u + (ox)] = sum0_out[2]; }
  if ((block * 4u + 3u) < 1u) { y[image][(block * 4u + 3u) * 49152u + oy * 256u + (ox)] = sum0_out[3]; }
  let sum1_out = sum1;
  if ((block * 4u) < 1u) { y[image][(block * 4u) * 49152u + oy * 256u + (ox + 1u)] = sum1_out[0]; }
  if ((block * 4u + 1u) < 1u) { y[image][(block * 4u + 1u) * 49152u + oy * 256u + (ox + 1u)] = sum1_out[1]; }
  if ((block * 4u + 2u) < 1u) { y[image][(block * 4u + 2u) * 49152u + oy * 256u + (ox + 1u)] = sum1_out[2]; }
  if ((block * 4u + 3u) < 1u) { y[image][(block * 4u + 3u) * 49152u + oy * 256u + (ox + 1u)] = sum1_out[3]; }
  let sum2_out = sum2;
  if ((block * 4u) < 1u) { y[image][(block * 4u) * 49152u + oy * 256u + (ox + 2u)] = sum2_out[0]; }
  if ((block * 4u + 1u) < 1u) { y[image][(block * 4u + 1u) * 49152u + oy * 256u + (ox + 2u)] = sum2_out[1]; }
  if ((block * 4u + 2u) < 1u) { y[image][(block * 4u + 2u) * 49152u + oy * 256u + (ox + 2u)] = sum2_out[2]; }
  if ((block * 4u + 3u) < 1u) { y[image][(block * 4u + 3u) * 49152u + oy * 256u + (ox + 2u)] = sum2_out[3]; }
  let sum3_out = sum3;
  if ((block * 4u) < 1u) { y[image][(block * 4u) * 49152u + oy * 256u + (ox + 3u)] = sum3_out[0]; }
  if ((block * 4u + 1u) < 1u) { y[image][(block * 4u + 1u) * 49152u + oy * 256u + (ox + 3u)] = sum3_out[1]; }
  if ((block * 4u + 2u) < 1u) { y[image][(block * 4u + 2u) * 49152u + oy * 256u + (ox + 3u)] = sum3_out[2]; }
  if ((block * 4u + 3u) < 1u) { y[image][(block * 4u + 3u) * 49152u + oy * 256u + (ox + 3u)] = sum3_out[3]; }
  let sum4_out = sum4;
  if ((block * 4u) < 1u) { y[image][(block * 4u) * 49152u + oy * 256u + (ox + 4u)] = sum4_out[0]; }
  if ((block * 4u + 1u) < 1u) { y[image][(block * 4u + 1u) * 49152u + oy * 256u + (ox + 4u)] = sum4_out[1]; }
  if ((block * 4u + 2u) < 1u) { y[image][(block * 4u + 2u) * 49152u + oy * 256u + (ox + 4u)] = sum4_out[2]; }
  if ((block * 4u + 3u) < 1u) { y[image][(block * 4u + 3u) * 49152u + oy * 256u + (ox + 4u)] = sum4_out[3]; }
  let sum5_out = sum5;
  if ((block * 4u) < 1u) { y[image][(block * 4u) * 49152u + oy * 256u + (ox + 5u)] = sum5_out[0]; }
  if ((block * 4u + 1u) < 1u) { y[image][(block * 4u + 1u) * 49152u + oy * 256u + (ox + 5u)] = sum5_out[1]; }
  if ((block * 4u + 2u) < 1u) { y[image][(block * 4u + 2u) * 49152u + oy * 256u + (ox + 5u)] = sum5_out[2]; }
  if ((block * 4u + 3u) < 1u) { y[image][(block * 4u + 3u) * 49152u + oy * 256u + (ox + 5u)] = sum5_out[3]; }
  let sum6_out = sum6;
  if ((block * 4u) < 1u) { y[image][(block * 4u) * 49152u + oy * 256u + (ox + 6u)] = sum6_out[0]; }
  if ((block * 4u + 1u) < 1u) { y[image][(block * 4u + 1u) * 49152u + oy * 256u + (ox + 6u)] = sum6_out[1]; }
  if ((block * 4u + 2u) < 1u) { y[image][(block * 4u + 2u) * 49152u + oy * 256u + (ox + 6u)] = sum6_out[2]; }
  if ((block * 4u + 3u) < 1u) { y[image][(block * 4u + 3u) * 49152u + oy * 256u + (ox + 6u)] = sum6_out[3]; }
  let sum7_out = sum7;
  if ((block * 4u) < 1u) { y[image][(block * 4u) * 49152u + oy * 256u + (ox + 7u)] = sum7_out[0]; }
  if ((block * 4u + 1u) < 1u) { y[image][(block * 4u + 1u) * 49152u + oy * 256u + (ox + 7u)] = sum7_out[1]; }
  if ((block * 4u + 2u) < 1u) { y[image][(block * 4u + 2u) * 49152u + oy * 256u + (ox + 7u)] = sum7_out[2]; }
  if ((block * 4u + 3u) < 1u) { y[image][(block * 4u + 3u) * 49152u + oy * 256u + (ox + 7u)] = sum7_out[3]; }
}
