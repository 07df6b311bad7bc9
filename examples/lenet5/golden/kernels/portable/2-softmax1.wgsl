// avgpool2      lenet5.cnn:8:33
//   tanh2 16x10x10  ->  avgpool2 16x5x5
//   out = avgpool over the 2x2 window, stride 2
// fc1 + tanh3      lenet5.cnn:9:8
//   avgpool2 16x5x5  ->  tanh3 120
//   out = tanh(bias[c] + sum over 16 channels and the 5x5 window of x * weight)
// fc2 + tanh4      lenet5.cnn:9:27
//   tanh3 120  ->  tanh4 84
//   out = tanh(bias[c] + sum over 120 channels of x * weight)
// fc3      lenet5.cnn:9:45
//   tanh4 84  ->  fc3 10
//   out = bias[c] + sum over 84 channels of x * weight
// softmax1      lenet5.cnn:9:55
//   fc3 10  ->  softmax1 10
//   out = softmax over the channels
// one workgroup: 12 channels of the last, layer by layer in workgroup memory

@group(0) @binding(0) var<storage, read> x: array<array<vec4f, 400>>;  // tanh2 16x10x10, nhwc4
@group(0) @binding(1) var<storage, read> weight2: array<vec4f, 12000>;  // [window][in][out / 4]
@group(0) @binding(2) var<storage, read> bias2: array<vec4f, 30>;  // [channel / 4]
@group(0) @binding(3) var<storage, read> weight3: array<vec4f, 2520>;  // [window][in][out / 4]
@group(0) @binding(4) var<storage, read> bias3: array<vec4f, 21>;  // [channel / 4]
@group(0) @binding(5) var<storage, read> weight4: array<vec4f, 252>;  // [window][in][out / 4]
@group(0) @binding(6) var<storage, read> bias4: array<vec4f, 3>;  // [channel / 4]
@group(0) @binding(7) var<storage, read_write> y: array<array<f32, 10>>;  // softmax1 10, nchw

var<workgroup> held_a: array<vec4f, 100>;
var<workgroup> held_b: array<vec4f, 30>;

fn safe_tanh(x: vec4f) -> vec4f {
  return vec4f(1.0f) - vec4f(2.0f) / (exp(vec4f(2.0f) * max(vec4f(-10.0f), min(vec4f(10.0f), x))) + vec4f(1.0f));
}

@compute @workgroup_size(128)
fn main(@builtin(workgroup_id) workgroup_id: vec3u, @builtin(local_invocation_index) lane: u32) {
  let image = workgroup_id.z;
  let group = workgroup_id.x;
  // avgpool2: one invocation one output at a time
  if (lane < 100u) {
    let i = lane;
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
    held_a[oy * 20u + ox * 4u + block] = result;
  }
  workgroupBarrier();
  // fc1: one invocation 1 output along x by 4 channels
  if (lane < 30u) {
    let i = lane;
    let oy = 0u;
    let ox = 0u;
    let block = i % 30u;
    var sum0 = bias2[block];
    for (var ky = 0u; ky < 5u; ky++) {
      let iy = oy + ky;
      for (var input = 0u; input < 4u; input++) {
        let x0 = held_a[iy * 20u + (ox) * 4u + input];
        let x1 = held_a[iy * 20u + (ox + 1u) * 4u + input];
        let x2 = held_a[iy * 20u + (ox + 2u) * 4u + input];
        let x3 = held_a[iy * 20u + (ox + 3u) * 4u + input];
        let x4 = held_a[iy * 20u + (ox + 4u) * 4u + input];
        let w0x = weight2[ky * 2400u + input * 120u + block];
        let w0y = weight2[ky * 2400u + input * 120u + block + 30u];
        let w0z = weight2[ky * 2400u + input * 120u + block + 60u];
        let w0w = weight2[ky * 2400u + input * 120u + block + 90u];
        sum0 = fma(vec4f(x0.w), w0w, fma(vec4f(x0.z), w0z, fma(vec4f(x0.y), w0y, fma(vec4f(x0.x), w0x, sum0))));
        let w1x = weight2[ky * 2400u + input * 120u + block + 480u];
        let w1y = weight2[ky * 2400u + input * 120u + block + 510u];
        let w1z = weight2[ky * 2400u + input * 120u + block + 540u];
        let w1w = weight2[ky * 2400u + input * 120u + block + 570u];
        sum0 = fma(vec4f(x1.w), w1w, fma(vec4f(x1.z), w1z, fma(vec4f(x1.y), w1y, fma(vec4f(x1.x), w1x, sum0))));
        let w2x = weight2[ky * 2400u + input * 120u + block + 960u];
        let w2y = weight2[ky * 2400u + input * 120u + block + 990u];
        let w2z = weight2[ky * 2400u + input * 120u + block + 1020u];
        let w2w = weight2[ky * 2400u + input * 120u + block + 1050u];
        sum0 = fma(vec4f(x2.w), w2w, fma(vec4f(x2.z), w2z, fma(vec4f(x2.y), w2y, fma(vec4f(x2.x), w2x, sum0))));
        let w3x = weight2[ky * 2400u + input * 120u + block + 1440u];
        let w3y = weight2[ky * 2400u + input * 120u + block + 1470u];
        let w3z = weight2[ky * 2400u + input * 120u + block + 1500u];
        let w3w = weight2[ky * 2400u + input * 120u + block + 1530u];
        sum0 = fma(vec4f(x3.w), w3w, fma(vec4f(x3.z), w3z, fma(vec4f(x3.y), w3y, fma(vec4f(x3.x), w3x, sum0))));
        let w4x = weight2[ky * 2400u + input * 120u + block + 1920u];
        let w4y = weight2[ky * 2400u + input * 120u + block + 1950u];
        let w4z = weight2[ky * 2400u + input * 120u + block + 1980u];
        let w4w = weight2[ky * 2400u + input * 120u + block + 2010u];
        sum0 = fma(vec4f(x4.w), w4w, fma(vec4f(x4.z), w4z, fma(vec4f(x4.y), w4y, fma(vec4f(x4.x), w4x, sum0))));
      }
    }
    let sum0_out = safe_tanh(sum0);
    held_b[oy * 30u + (ox) * 30u + block] = sum0_out;
  }
  workgroupBarrier();
  // fc2: one invocation 1 output along x by 4 channels
  if (lane < 21u) {
    let i = lane;
    let block = i;
    var sum0 = bias3[block];
    for (var input = 0u; input < 30u; input++) {
      let x0 = held_b[input];
      let w0x = weight3[input * 84u + block];
      let w0y = weight3[input * 84u + block + 21u];
      let w0z = weight3[input * 84u + block + 42u];
      let w0w = weight3[input * 84u + block + 63u];
      sum0 = fma(vec4f(x0.w), w0w, fma(vec4f(x0.z), w0z, fma(vec4f(x0.y), w0y, fma(vec4f(x0.x), w0x, sum0))));
    }
    let sum0_out = safe_tanh(sum0);
    held_a[block] = sum0_out;
  }
  workgroupBarrier();
  // fc3: one invocation 1 output along x by 4 channels
  if (lane < 3u) {
    let i = lane;
    let block = i;
    var sum0 = bias4[block];
    for (var input = 0u; input < 21u; input++) {
      let x0 = held_a[input];
      let w0x = weight4[input * 12u + block];
      let w0y = weight4[input * 12u + block + 3u];
      let w0z = weight4[input * 12u + block + 6u];
      let w0w = weight4[input * 12u + block + 9u];
      sum0 = fma(vec4f(x0.w), w0w, fma(vec4f(x0.z), w0z, fma(vec4f(x0.y), w0y, fma(vec4f(x0.x), w0x, sum0))));
    }
    let sum0_out = sum0;
    held_b[block] = sum0_out;
  }
  workgroupBarrier();
  // softmax1: one invocation one invocation a row
  if (lane < 1u) {
    let i = lane;
    let first = held_b[0u / 4u][0u % 4u];
    var largest = first;
    var total = 1.0f;
    for (var channel = 1u; channel < 10u; channel++) {
      let element = held_b[channel / 4u][channel % 4u];
      let next_largest = max(largest, element);
      let next_total = total * exp(largest - max(largest, element)) + exp(element - max(largest, element));
      largest = next_largest;
      total = next_total;
    }
    for (var channel = 0u; channel < 10u; channel += 1u) {
      y[image][channel] = exp(held_b[channel / 4u][channel % 4u] - largest) / total;
    }
  }
}
