// conv4      filters.cnn:23:19
//   also for conv5, conv6, conv7
//   conv3 1x192x256  ->  conv4 1x192x256
//   out = sum over 1 channel and the 3x3 window of x * weight, padding 1
// one invocation: one output, tap by tap

@group(0) @binding(0) var<storage, read> x: array<array<f32, 49152>>;  // conv3 1x192x256, nchw
@group(0) @binding(1) var<storage, read> weight: array<f32, 9>;  // [out][in][window]
@group(0) @binding(2) var<storage, read_write> y: array<array<f32, 49152>>;  // conv4 1x192x256, nchw

fn convolve(image: u32, channel: u32, oy: u32, ox: u32) -> f32 {
  var sum = 0.0f;
  let input = 0u;
  for (var ky = 0u; ky < 3u; ky++) {
    for (var kx = 0u; kx < 3u; kx++) {
      let iy = oy + ky - 1u;
      let ix = ox + kx - 1u;
      if (iy < 192u && ix < 256u) { sum += x[image][input * 49152u + iy * 256u + ix] * weight[channel * 9u + input * 9u + ky * 3u + kx]; }
    }
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
