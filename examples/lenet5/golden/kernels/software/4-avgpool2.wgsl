// avgpool2      lenet5.cnn:8:33
//   tanh2 16x10x10  ->  avgpool2 16x5x5
//   out = avgpool over the 2x2 window, stride 2
// one invocation: one output

@group(0) @binding(0) var<storage, read> x: array<array<f32, 1600>>;  // tanh2 16x10x10, nchw
@group(0) @binding(1) var<storage, read_write> y: array<array<f32, 400>>;  // avgpool2 16x5x5, nchw

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) workgroup_id: vec3u, @builtin(local_invocation_index) lane: u32) {
  let image = workgroup_id.z;
  let i = workgroup_id.x * 64u + lane;
  if (i >= 400u) { return; }
  let channel = i / 25u;
  let oy = i / 5u % 5u;
  let ox = i % 5u;
  let x0 = x[image][channel * 100u + (oy * 2u) * 10u + (ox * 2u)];
  var sum = x0;
  let x1 = x[image][channel * 100u + (oy * 2u) * 10u + (ox * 2u + 1u)];
  sum = sum + x1;
  let x2 = x[image][channel * 100u + (oy * 2u + 1u) * 10u + (ox * 2u)];
  sum = sum + x2;
  let x3 = x[image][channel * 100u + (oy * 2u + 1u) * 10u + (ox * 2u + 1u)];
  sum = sum + x3;
  y[image][channel * 25u + oy * 5u + ox] = sum * 0.25f;
}
