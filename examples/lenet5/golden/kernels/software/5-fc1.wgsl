// fc1 + tanh3      lenet5.cnn:9:8
//   avgpool2 16x5x5  ->  tanh3 120
//   out = tanh(bias[c] + sum over 16 channels and the 5x5 window of x * weight)
// one workgroup: 64 channels, every weight loaded once

@group(0) @binding(0) var<storage, read> x: array<array<f32, 400>>;  // avgpool2 16x5x5, nchw
@group(0) @binding(1) var<storage, read> weight: array<vec4f, 12000>;  // [window][in][out / 4]
@group(0) @binding(2) var<storage, read> bias: array<vec4f, 30>;  // [channel / 4]
@group(0) @binding(3) var<storage, read_write> y: array<array<f32, 120>>;  // tanh3 120, nchw

fn safe_tanh(x: vec4f) -> vec4f {
  return vec4f(1.0f) - vec4f(2.0f) / (exp(vec4f(2.0f) * max(vec4f(-10.0f), min(vec4f(10.0f), x))) + vec4f(1.0f));
}

@compute @workgroup_size(16)
fn main(@builtin(workgroup_id) workgroup_id: vec3u, @builtin(local_invocation_index) lane: u32) {
  let image = workgroup_id.z;
  let group = workgroup_id.x;
  let block = min(group * 16u + lane % 16u, 29u);
  var sum0 = vec4f();
  for (var step = lane / 16u; step < 100u; step += 1u) {
    let input = step;
    let x0 = vec4f(x[image][(input * 4u)], x[image][(input * 4u + 1u)], x[image][(input * 4u + 2u)], x[image][(input * 4u + 3u)]);
    let w0 = weight[step * 120u + block];
    sum0 = fma(vec4f(x0.x), w0, sum0);
    let w1 = weight[step * 120u + block + 30u];
    sum0 = fma(vec4f(x0.y), w1, sum0);
    let w2 = weight[step * 120u + block + 60u];
    sum0 = fma(vec4f(x0.z), w2, sum0);
    let w3 = weight[step * 120u + block + 90u];
    sum0 = fma(vec4f(x0.w), w3, sum0);
  }
  if (lane < 16u && group * 16u + lane % 16u < 30u) {
    let start = bias[block];
    let out0 = safe_tanh((sum0 + start));
    y[image][(block * 4u)] = out0[0];
    y[image][(block * 4u + 1u)] = out0[1];
    y[image][(block * 4u + 2u)] = out0[2];
    y[image][(block * 4u + 3u)] = out0[3];
  }
}
