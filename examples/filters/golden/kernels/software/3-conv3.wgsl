// conv3      filters.cnn:22:21
//   picture 3x192x256  ->  conv3 1x192x256
//   out = sum over 3 channels and the 1x1 window of x * weight
// one invocation: one output, tap by tap

@group(0) @binding(0) var<storage, read> x: array<array<f32, 147456>>;  // picture 3x192x256, nchw
@group(0) @binding(1) var<storage, read> weight: array<f32, 3>;  // [out][in][window]
@group(0) @binding(2) var<storage, read_write> y: array<array<f32, 49152>>;  // conv3 1x192x256, nchw

fn convolve(image: u32, channel: u32, oy: u32, ox: u32) -> f32 {
  var sum = 0.0f;
  for (var input = 0u; input < 3u; input++) {
    let ky = 0u;
    let kx = 0u;
    let iy = oy + ky;
    let ix = ox + kx;
    sum += x[image][input * 49152u + iy * 256u + ix] * weight[channel * 3u + input + ky + kx];
  }
  return sum;
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) workgroup_id: vec3u, @builtin(local_invocation_index) lane: u32) {
  let image = workgroup_id.z;
  let i = workgroup_id.x * 64u + lane;
  let channel = 0u;
  let oy = i / 256u % 192u;
  let ox = i % 256u;
  y[image][channel * 49152u + oy * 256u + ox] = convolve(image, channel, oy, ox);
}
