// avgpool1      lenet5.cnn:7:39
//   tanh1 6x28x28  ->  avgpool1 6x14x14
//   out = avgpool over the 2x2 window, stride 2
// one invocation: one output of four channels

@group(0) @binding(0) var<storage, read> x: array<array<vec4f, 1568>>;  // tanh1 6x28x28, nhwc4
@group(0) @binding(1) var<storage, read_write> y: array<array<vec4f, 392>>;  // avgpool1 6x14x14, nhwc4

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) workgroup_id: vec3u, @builtin(local_invocation_index) lane: u32) {
  let image = workgroup_id.z;
  let i = workgroup_id.x * 64u + lane;
  if (i >= 392u) { return; }
  let oy = i / 28u;
  let ox = i / 2u % 14u;
  let block = i % 2u;
  let x0 = x[image][(oy * 2u) * 56u + (ox * 2u) * 2u + block];
  var sum = x0;
  let x1 = x[image][(oy * 2u) * 56u + (ox * 2u + 1u) * 2u + block];
  sum = sum + x1;
  let x2 = x[image][(oy * 2u + 1u) * 56u + (ox * 2u) * 2u + block];
  sum = sum + x2;
  let x3 = x[image][(oy * 2u + 1u) * 56u + (ox * 2u + 1u) * 2u + block];
  sum = sum + x3;
  let result = sum * vec4f(0.25f);
  y[image][oy * 28u + ox * 2u + block] = result;
}
