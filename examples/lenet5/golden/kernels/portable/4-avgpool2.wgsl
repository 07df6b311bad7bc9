// avgpool2      lenet5.cnn:8:33
//   tanh2 16x10x10  ->  avgpool2 16x5x5
//   out = avgpool over the 2x2 window, stride 2
// one invocation: one output of four channels

@group(0) @binding(0) var<storage, read> x: array<array<vec4f, 400>>;  // tanh2 16x10x10, nhwc4
@group(0) @binding(1) var<storage, read_write> y: array<array<vec4f, 100>>;  // avgpool2 16x5x5, nhwc4

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) workgroup_id: vec3u, @builtin(local_invocation_index) lane: u32) {
  let image = workgroup_id.z;
  let i = workgroup_id.x * 64u + lane;
  if (i >= 100u) { return; }
  let oy = i / 20u;
  let ox = i / 4u % 5u;
  let block = i % 4u;
  let x0 = x[image][(oy * 2u) * 40u + (ox * 2u) * 4u + block];
  var sum = x0;
  let x1 = x[image][(oy * 2u) * 40u + (ox * 2u + 1u) * 4u + block];
  sum = sum + x1;
  let x2 = x[image][(oy * 2u + 1u) * 40u + (ox * 2u) * 4u + block];
  sum = sum + x2;
  let x3 = x[image][(oy * 2u + 1u) * 40u + (ox * 2u + 1u) * 4u + block];
  sum = sum + x3;
  let result = sum * vec4f(0.25f);
  y[image][oy * 20u + ox * 4u + block] = result;
}
