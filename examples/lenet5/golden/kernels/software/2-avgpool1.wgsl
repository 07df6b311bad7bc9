// avgpool1      lenet5.cnn:7:39
//   tanh1 6x28x28  ->  avgpool1 6x14x14
//   out = avgpool over the 2x2 window, stride 2
// one invocation: one output

@group(0) @binding(0) var<storage, read> x: array<array<f32, 4704>>;  // tanh1 6x28x28, nchw
@group(0) @binding(1) var<storage, read_write> y: array<array<f32, 1176>>;  // avgpool1 6x14x14, nchw

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) workgroup_id: vec3u, @builtin(local_invocation_index) lane: u32) {
  let image = workgroup_id.z;
  let i = workgroup_id.x * 64u + lane;
  if (i >= 1176u) { return; }
  let channel = i / 196u;
  let oy = i / 14u % 14u;
  let ox = i % 14u;
  let x0 = x[image][channel * 784u + (oy * 2u) * 28u + (ox * 2u)];
  var sum = x0;
  let x1 = x[image][channel * 784u + (oy * 2u) * 28u + (ox * 2u + 1u)];
  sum = sum + x1;
  let x2 = x[image][channel * 784u + (oy * 2u + 1u) * 28u + (ox * 2u)];
  sum = sum + x2;
  let x3 = x[image][channel * 784u + (oy * 2u + 1u) * 28u + (ox * 2u + 1u)];
  sum = sum + x3;
  y[image][channel * 196u + oy * 14u + ox] = sum * 0.25f;
}
