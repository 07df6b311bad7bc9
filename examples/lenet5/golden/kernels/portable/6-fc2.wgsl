// fc2 + tanh4      lenet5.cnn:9:27
//   tanh3 120  ->  tanh4 84
//   out = tanh(bias[c] + sum over 120 channels of x * weight)
// one invocation: 1 output along x by 4 channels, in registers

@group(0) @binding(0) var<storage, read> x: array<array<vec4f, 30>>;  // tanh3 120, nhwc4
@group(0) @binding(1) var<storage, read> weight: array<vec4f, 2520>;  // [window][in][out / 4]
@group(0) @binding(2) var<storage, read> bias: array<vec4f, 21>;  // [channel / 4]
@group(0) @binding(3) var<storage, read_write> y: array<array<vec4f, 21>>;  // tanh4 84, nhwc4

fn safe_tanh(x: vec4f) -> vec4f {
  return vec4f(1.0f) - vec4f(2.0f) / (exp(vec4f(2.0f) * max(vec4f(-10.0f), min(vec4f(10.0f), x))) + vec4f(1.0f));
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) workgroup_id: vec3u, @builtin(local_invocation_index) lane: u32) {
  let image = workgroup_id.z;
  let i = workgroup_id.x * 64u + lane;
  if (i >= 21u) { return; }
  let block = i;
  var sum0 = bias[block];
  for (var input = 0u; input < 30u; input++) {
    let x0 = x[image][input];
    let w0x = weight[input * 84u + block];
    sum0 = fma(vec4f(x0.x), w0x, sum0);
    let w0y = weight[input * 84u + block + 21u];
    sum0 = fma(vec4f(x0.y), w0y, sum0);
    let w0z = weight[input * 84u + block + 42u];
    sum0 = fma(vec4f(x0.z), w0z, sum0);
    let w0w = weight[input * 84u + block + 63u];
    sum0 = fma(vec4f(x0.w), w0w, sum0);
  }
  let sum0_out = safe_tanh(sum0);
  y[image][block] = sum0_out;
}
