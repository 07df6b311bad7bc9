// conv1 + tanh1      lenet5.cnn:7:8
//   image 1x28x28  ->  tanh1 6x28x28
//   out = tanh(bias[c] + sum over 1 channel and the 5x5 window of x * weight, padding 2)
// avgpool1      lenet5.cnn:7:39
//   tanh1 6x28x28  ->  avgpool1 6x14x14
//   out = avgpool over the 2x2 window, stride 2
// conv2 + tanh2      lenet5.cnn:8:8
//   avgpool1 6x14x14  ->  tanh2 16x10x10
//   out = tanh(bias[c] + sum over 6 channels and the 5x5 window of x * weight)
// one workgroup: 2x5 places by 16 channels of the last, layer by layer in workgroup memory

@group(0) @binding(0) var<storage, read> x: array<array<f32, 784>>;  // image 1x28x28, nchw
@group(0) @binding(1) var<storage, read> weight1: array<vec4f, 50>;  // [window][in][out / 4]
@group(0) @binding(2) var<storage, read> bias1: array<vec4f, 2>;  // [channel / 4]
@group(0) @binding(3) var<storage, read> weight3: array<vec4f, 800>;  // [window][in][out / 4]
@group(0) @binding(4) var<storage, read> bias3: array<vec4f, 4>;  // [channel / 4]
@group(0) @binding(5) var<storage, read_write> y: array<array<vec4f, 400>>;  // tanh2 16x10x10, nhwc4

var<workgroup> held_a: array<vec4f, 432>;
var<workgroup> held_b: array<vec4f, 108>;

fn safe_tanh(x: vec4f) -> vec4f {
  return vec4f(1.0f) - vec4f(2.0f) / (exp(vec4f(2.0f) * max(vec4f(-10.0f), min(vec4f(10.0f), x))) + vec4f(1.0f));
}

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) workgroup_id: vec3u, @builtin(local_invocation_index) lane: u32) {
  let image = workgroup_id.z;
  let group = workgroup_id.x;
  let tile_y = group / 2u;
  let tile_x = group % 2u;
  let first_y1 = tile_y * 4u;
  let first_x1 = tile_x * 10u;
  let first_y2 = tile_y * 2u;
  let first_x2 = tile_x * 5u;
  let first_y3 = tile_y * 2u;
  let first_x3 = tile_x * 5u;
  // conv1: one invocation 2 outputs along x by 4 channels
  if (lane < 216u) {
    let i = lane;
    let oy = first_y1 + i / 18u;
    let tile = i / 2u % 9u;
    let block = i % 2u;
    let ox = first_x1 + tile * 2u;
    var sum0 = bias1[block];
    var sum1 = bias1[block];
    for (var ky = 0u; ky < 5u; ky++) {
      let iy = oy + ky - 2u;
      if (iy < 28u) {
        let input = 0u;
        let x0 = select(0.0f, x[image][input * 784u + iy * 28u + (ox - 2u)], ox - 2u < 28u);
        let x1 = select(0.0f, x[image][input * 784u + iy * 28u + (ox - 1u)], ox - 1u < 28u);
        let x2 = select(0.0f, x[image][input * 784u + iy * 28u + (ox)], ox < 28u);
        let x3 = select(0.0f, x[image][input * 784u + iy * 28u + (ox + 1u)], ox + 1u < 28u);
        let x4 = select(0.0f, x[image][input * 784u + iy * 28u + (ox + 2u)], ox + 2u < 28u);
        let x5 = select(0.0f, x[image][input * 784u + iy * 28u + (ox + 3u)], ox + 3u < 28u);
        let w0 = weight1[ky * 10u + input * 2u + block];
        let w1 = weight1[ky * 10u + input * 2u + block + 2u];
        let w2 = weight1[ky * 10u + input * 2u + block + 4u];
        let w3 = weight1[ky * 10u + input * 2u + block + 6u];
        let w4 = weight1[ky * 10u + input * 2u + block + 8u];
        sum0 = fma(vec4f(x4), w4, fma(vec4f(x3), w3, fma(vec4f(x2), w2, fma(vec4f(x1), w1, fma(vec4f(x0), w0, sum0)))));
        sum1 = fma(vec4f(x5), w4, fma(vec4f(x4), w3, fma(vec4f(x3), w2, fma(vec4f(x2), w1, fma(vec4f(x1), w0, sum1)))));
      }
    }
    let sum0_out = safe_tanh(sum0);
    held_a[(oy - first_y1) * 36u + (((ox) - first_x1)) * 2u + block] = sum0_out;
    let sum1_out = safe_tanh(sum1);
    held_a[(oy - first_y1) * 36u + (((ox + 1u) - first_x1)) * 2u + block] = sum1_out;
  }
  workgroupBarrier();
  // avgpool1: one invocation one output at a time
  if (lane < 108u) {
    let i = lane;
    let oy = first_y2 + i / 18u;
    let ox = first_x2 + i / 2u % 9u;
    let block = i % 2u;
    let x0 = held_a[(((oy * 2u) - first_y1)) * 36u + (((ox * 2u) - first_x1)) * 2u + block];
    var sum = x0;
    let x1 = held_a[(((oy * 2u) - first_y1)) * 36u + (((ox * 2u + 1u) - first_x1)) * 2u + block];
    sum = sum + x1;
    let x2 = held_a[(((oy * 2u + 1u) - first_y1)) * 36u + (((ox * 2u) - first_x1)) * 2u + block];
    sum = sum + x2;
    let x3 = held_a[(((oy * 2u + 1u) - first_y1)) * 36u + (((ox * 2u + 1u) - first_x1)) * 2u + block];
    sum = sum + x3;
    let result = sum * vec4f(0.25f);
    held_b[(oy - first_y2) * 18u + (ox - first_x2) * 2u + block] = result;
  }
  workgroupBarrier();
  // conv2: one invocation 1 output along x by 4 channels
  if (lane < 40u) {
    let i = lane;
    let oy = first_y3 + i / 20u;
    let ox = first_x3 + i / 4u % 5u;
    let block = i % 4u;
    var sum0 = bias3[block];
    for (var ky = 0u; ky < 5u; ky++) {
      let iy = oy + ky;
      for (var input = 0u; input < 2u; input++) {
        let x0 = held_b[(iy - first_y2) * 18u + (((ox) - first_x2)) * 2u + input];
        let x1 = held_b[(iy - first_y2) * 18u + (((ox + 1u) - first_x2)) * 2u + input];
        let x2 = held_b[(iy - first_y2) * 18u + (((ox + 2u) - first_x2)) * 2u + input];
        let x3 = held_b[(iy - first_y2) * 18u + (((ox + 3u) - first_x2)) * 2u + input];
        let x4 = held_b[(iy - first_y2) * 18u + (((ox + 4u) - first_x2)) * 2u + input];
        let w0x = weight3[ky * 160u + input * 16u + block];
        let w0y = weight3[ky * 160u + input * 16u + block + 4u];
        let w0z = weight3[ky * 160u + input * 16u + block + 8u];
        let w0w = weight3[ky * 160u + input * 16u + block + 12u];
        sum0 = fma(vec4f(x0.w), w0w, fma(vec4f(x0.z), w0z, fma(vec4f(x0.y), w0y, fma(vec4f(x0.x), w0x, sum0))));
        let w1x = weight3[ky * 160u + input * 16u + block + 32u];
        let w1y = weight3[ky * 160u + input * 16u + block + 36u];
        let w1z = weight3[ky * 160u + input * 16u + block + 40u];
        let w1w = weight3[ky * 160u + input * 16u + block + 44u];
        sum0 = fma(vec4f(x1.w), w1w, fma(vec4f(x1.z), w1z, fma(vec4f(x1.y), w1y, fma(vec4f(x1.x), w1x, sum0))));
        let w2x = weight3[ky * 160u + input * 16u + block + 64u];
        let w2y = weight3[ky * 160u + input * 16u + block + 68u];
        let w2z = weight3[ky * 160u + input * 16u + block + 72u];
        let w2w = weight3[ky * 160u + input * 16u + block + 76u];
        sum0 = fma(vec4f(x2.w), w2w, fma(vec4f(x2.z), w2z, fma(vec4f(x2.y), w2y, fma(vec4f(x2.x), w2x, sum0))));
        let w3x = weight3[ky * 160u + input * 16u + block + 96u];
        let w3y = weight3[ky * 160u + input * 16u + block + 100u];
        let w3z = weight3[ky * 160u + input * 16u + block + 104u];
        let w3w = weight3[ky * 160u + input * 16u + block + 108u];
        sum0 = fma(vec4f(x3.w), w3w, fma(vec4f(x3.z), w3z, fma(vec4f(x3.y), w3y, fma(vec4f(x3.x), w3x, sum0))));
        let w4x = weight3[ky * 160u + input * 16u + block + 128u];
        let w4y = weight3[ky * 160u + input * 16u + block + 132u];
        let w4z = weight3[ky * 160u + input * 16u + block + 136u];
        let w4w = weight3[ky * 160u + input * 16u + block + 140u];
        sum0 = fma(vec4f(x4.w), w4w, fma(vec4f(x4.z), w4z, fma(vec4f(x4.y), w4y, fma(vec4f(x4.x), w4x, sum0))));
      }
    }
    let sum0_out = safe_tanh(sum0);
    y[image][oy * 40u + (ox) * 4u + block] = sum0_out;
  }
}
