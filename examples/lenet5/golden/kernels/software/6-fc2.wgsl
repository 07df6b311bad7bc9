// fc2 + tanh4      lenet5.cnn:9:27
//   tanh3 120  ->  tanh4 84
//   out = tanh(bias[c] + sum over 120 channels of x * weight)
// one invocation: 1 output along x by 4 channels, in registers

@group(0) @binding(0) var<storage, read> x: array<array<f32, 120>>;  // tanh3 120, nchw
@group(0) @binding(1) var<storage, read> weight: array<vec4f, 2520>;  // [window][in][out / 4]
@group(0) @binding(2) var<storage, read> bias: array<vec4f, 21>;  // [channel / 4]
@group(0) @binding(3) var<storage, read_write> y: array<array<f32, 84>>;  // tanh4 84, nchw

fn safe_tanh(x: vec4f) -> vec4f {
  return vec4f(1.0f) - vec4f(2.0f) / (exp(vec4f(2.0f) * max(vec4f(-10.0f), min(vec4f(10.0f), x))) + vec4f(1.0f));
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) workgroup_id: vec3u, @builtin(local_invocation_index) lane: u32) {
  let image = workgroup_id.z;
  let i = workgroup_id.x * 64u + lane;
  if (i >= 21u) { return; }
  let block = i;
  let start0 = bias[block];
  var sum = array<vec4f, 1>(start0);
  for (var input = 0u; input < 120u; input++) {
    let x0 = x[image][input];
    let w0 = weight[input * 21u + block];
    sum[0] = fma(vec4f(x0), w0, sum[0]);
  }
  let result = safe_tanh(sum[0u]);
  y[image][(block * 4u)] = result[0];
  y[image][(block * 4u + 1u)] = result[1];
  y[image][(block * 4u + 2u)] = result[2];
  y[image][(block * 4u + 3u)] = result[3];
}
