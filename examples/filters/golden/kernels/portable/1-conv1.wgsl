// conv1      filters.cnn:18:24
//   also for conv2
//   picture 3x192x256  ->  conv1 3x192x256
//   out = sum over 1 channel of its group (3) and the 3x3 window of x * weight, padding 1
// one invocation: 4 by 7 outputs of a channel, in registers

@group(0) @binding(0) var<storage, read> x: array<array<f32, 147456>>;  // picture 3x192x256, nchw
@group(0) @binding(1) var<storage, read> weight: array<f32, 27>;  // [channel][in][window]
@group(0) @binding(2) var<storage, read_write> y: array<array<f32, 147456>>;  // conv1 3x192x256, nchw

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) workgroup_id: vec3u, @builtin(local_invocation_index) lane: u32) {
  let image = workgroup_id.z;
  let i = workgroup_id.x * 64u + lane;
  if (i >= 5328u) { return; }
  let channel = i / 1776u;
  let row = i / 37u % 48u;
  let column = i % 37u;
  let oy = row * 4u;
  let ox = column * 7u;
  let start = f32();
  var sum0_0 = start;
  var sum0_1 = start;
  var sum0_2 = start;
  var sum0_3 = start;
  var sum0_4 = start;
  var sum0_5 = start;
  var sum0_6 = start;
  var sum1_0 = start;
  var sum1_1 = start;
  var sum1_2 = start;
  var sum1_3 = start;
  var sum1_4 = start;
  var sum1_5 = start;
  var sum1_6 = start;
  var sum2_0 = start;
  var sum2_1 = start;
  var sum2_2 = start;
  var sum2_3 = start;
  var sum2_4 = start;
  var sum2_5 = start;
  var sum2_6 = start;
  var sum3_0 = start;
  var sum3_1 = start;
  var sum3_2 = start;
  var sum3_3 = start;
  var sum3_4 = start;
  var sum3_5 = start;
  var sum3_6 = start;
  let w0 = weight[channel * 9u];
  let w1 = weight[channel * 9u + 1u];
  let w2 = weight[channel * 9u + 2u];
  let w3 = weight[channel * 9u + 3u];
  let w4 = weight[channel * 9u + 4u];
  let w5 = weight[channel * 9u + 5u];
  let w6 = weight[channel * 9u + 6u];
  let w7 = weight[channel * 9u + 7u];
  let w8 = weight[channel * 9u + 8u];
  let iy0 = oy - 1u;
  let iy0_inside = iy0 < 192u;
  let iy1 = oy;
  let iy1_inside = iy1 < 192u;
  let iy2 = oy + 1u;
  let iy2_inside = iy2 < 192u;
  let iy3 = oy + 2u;
  let iy3_inside = iy3 < 192u;
  let iy4 = oy + 3u;
  let iy4_inside = iy4 < 192u;
  let iy5 = oy + 4u;
  let iy5_inside = iy5 < 192u;
  let ix0 = ox - 1u;
  let ix0_inside = ix0 < 256u;
  let ix1 = ox;
  let ix1_inside = ix1 < 256u;
  let ix2 = ox + 1u;
  let ix2_inside = ix2 < 256u;
  let ix3 = ox + 2u;
  let ix3_inside = ix3 < 256u;
  let ix4 = ox + 3u;
  let ix4_inside = ix4 < 256u;
  let ix5 = ox + 4u;
  let ix5_inside = ix5 < 256u;
  let ix6 = ox + 5u;
  let ix6_inside = ix6 < 256u;
  let ix7 = ox + 6u;
  let ix7_inside = ix7 < 256u;
  let ix8 = ox + 7u;
  let ix8_inside = ix8 < 256u;
  let x0_0 = select(0.0f, x[image][channel * 49152u + iy0 * 256u + ix0], iy0_inside & ix0_inside);
  sum0_0 = fma(x0_0, w0, sum0_0);
  let x0_1 = select(0.0f, x[image][channel * 49152u + iy0 * 256u + ix1], iy0_inside & ix1_inside);
  sum0_0 = fma(x0_1, w1, sum0_0);
  sum0_1 = fma(x0_1, w0, sum0_1);
  let x0_2 = select(0.0f, x[image][channel * 49152u + iy0 * 256u + ix2], iy0_inside & ix2_inside);
  sum0_0 = fma(x0_2, w2, sum0_0);
  sum0_1 = fma(x0_2, w1, sum0_1);
  sum0_2 = fma(x0_2, w0, sum0_2);
  let x0_3 = select(0.0f, x[image][channel * 49152u + iy0 * 256u + ix3], iy0_inside & ix3_inside);
  sum0_1 = fma(x0_3, w2, sum0_1);
  sum0_2 = fma(x0_3, w1, sum0_2);
  sum0_3 = fma(x0_3, w0, sum0_3);
  let x0_4 = select(0.0f, x[image][channel * 49152u + iy0 * 256u + ix4], iy0_inside & ix4_inside);
  sum0_2 = fma(x0_4, w2, sum0_2);
  sum0_3 = fma(x0_4, w1, sum0_3);
  sum0_4 = fma(x0_4, w0, sum0_4);
  let x0_5 = select(0.0f, x[image][channel * 49152u + iy0 * 256u + ix5], iy0_inside & ix5_inside);
  sum0_3 = fma(x0_5, w2, sum0_3);
  sum0_4 = fma(x0_5, w1, sum0_4);
  sum0_5 = fma(x0_5, w0, sum0_5);
  let x0_6 = select(0.0f, x[image][channel * 49152u + iy0 * 256u + ix6], iy0_inside & ix6_inside);
  sum0_4 = fma(x0_6, w2, sum0_4);
  sum0_5 = fma(x0_6, w1, sum0_5);
  sum0_6 = fma(x0_6, w0, sum0_6);
  let x0_7 = select(0.0f, x[image][channel * 49152u + iy0 * 256u + ix7], iy0_inside & ix7_inside);
  sum0_5 = fma(x0_7, w2, sum0_5);
  sum0_6 = fma(x0_7, w1, sum0_6);
  let x0_8 = select(0.0f, x[image][channel * 49152u + iy0 * 256u + ix8], iy0_inside & ix8_inside);
  sum0_6 = fma(x0_8, w2, sum0_6);
  let x1_0 = select(0.0f, x[image][channel * 49152u + iy1 * 256u + ix0], iy1_inside & ix0_inside);
  sum0_0 = fma(x1_0, w3, sum0_0);
  sum1_0 = fma(x1_0, w0, sum1_0);
  let x1_1 = select(0.0f, x[image][channel * 49152u + iy1 * 256u + ix1], iy1_inside & ix1_inside);
  sum0_0 = fma(x1_1, w4, sum0_0);
  sum0_1 = fma(x1_1, w3, sum0_1);
  sum1_0 = fma(x1_1, w1, sum1_0);
  sum1_1 = fma(x1_1, w0, sum1_1);
  let x1_2 = select(0.0f, x[image][channel * 49152u + iy1 * 256u + ix2], iy1_inside & ix2_inside);
  sum0_0 = fma(x1_2, w5, sum0_0);
  sum0_1 = fma(x1_2, w4, sum0_1);
  sum0_2 = fma(x1_2, w3, sum0_2);
  sum1_0 = fma(x1_2, w2, sum1_0);
  sum1_1 = fma(x1_2, w1, sum1_1);
  sum1_2 = fma(x1_2, w0, sum1_2);
  let x1_3 = select(0.0f, x[image][channel * 49152u + iy1 * 256u + ix3], iy1_inside & ix3_inside);
  sum0_1 = fma(x1_3, w5, sum0_1);
  sum0_2 = fma(x1_3, w4, sum0_2);
  sum0_3 = fma(x1_3, w3, sum0_3);
  sum1_1 = fma(x1_3, w2, sum1_1);
  sum1_2 = fma(x1_3, w1, sum1_2);
  sum1_3 = fma(x1_3, w0, sum1_3);
  let x1_4 = select(0.0f, x[image][channel * 49152u + iy1 * 256u + ix4], iy1_inside & ix4_inside);
  sum0_2 = fma(x1_4, w5, sum0_2);
  sum0_3 = fma(x1_4, w4, sum0_3);
  sum0_4 = fma(x1_4, w3, sum0_4);
  sum1_2 = fma(x1_4, w2, sum1_2);
  sum1_3 = fma(x1_4, w1, sum1_3);
  sum1_4 = fma(x1_4, w0, sum1_4);
  let x1_5 = select(0.0f, x[image][channel * 49152u + iy1 * 256u + ix5], iy1_inside & ix5_inside);
  sum0_3 = fma(x1_5, w5, sum0_3);
  sum0_4 = fma(x1_5, w4, sum0_4);
  sum0_5 = fma(x1_5, w3, sum0_5);
  sum1_3 = fma(x1_5, w2, sum1_3);
  sum1_4 = fma(x1_5, w1, sum1_4);
  sum1_5 = fma(x1_5, w0, sum1_5);
  let x1_6 = select(0.0f, x[image][channel * 49152u + iy1 * 256u + ix6], iy1_inside & ix6_inside);
  sum0_4 = fma(x1_6, w5, sum0_4);
  sum0_5 = fma(x1_6, w4, sum0_5);
  sum0_6 = fma(x1_6, w3, sum0_6);
  sum1_4 = fma(x1_6, w2, sum1_4);
  sum1_5 = fma(x1_6, w1, sum1_5);
  sum1_6 = fma(x1_6, w0, sum1_6);
  let x1_7 = select(0.0f, x[image][channel * 49152u + iy1 * 256u + ix7], iy1_inside & ix7_inside);
  sum0_5 = fma(x1_7, w5, sum0_5);
  sum0_6 = fma(x1_7, w4, sum0_6);
  sum1_5 = fma(x1_7, w2, sum1_5);
  sum1_6 = fma(x1_7, w1, sum1_6);
  let x1_8 = select(0.0f, x[image][channel * 49152u + iy1 * 256u + ix8], iy1_inside & ix8_inside);
  sum0_6 = fma(x1_8, w5, sum0_6);
  sum1_6 = fma(x1_8, w2, sum1_6);
  let x2_0 = select(0.0f, x[image][channel * 49152u + iy2 * 256u + ix0], iy2_inside & ix0_inside);
  sum0_0 = fma(x2_0, w6, sum0_0);
  sum1_0 = fma(x2_0, w3, sum1_0);
  sum2_0 = fma(x2_0, w0, sum2_0);
  let x2_1 = select(0.0f, x[image][channel * 49152u + iy2 * 256u + ix1], iy2_inside & ix1_inside);
  sum0_0 = fma(x2_1, w7, sum0_0);
  sum0_1 = fma(x2_1, w6, sum0_1);
  sum1_0 = fma(x2_1, w4, sum1_0);
  sum1_1 = fma(x2_1, w3, sum1_1);
  sum2_0 = fma(x2_1, w1, sum2_0);
  sum2_1 = fma(x2_1, w0, sum2_1);
  let x2_2 = select(0.0f, x[image][channel * 49152u + iy2 * 256u + ix2], iy2_inside & ix2_inside);
  sum0_0 = fma(x2_2, w8, sum0_0);
  sum0_1 = fma(x2_2, w7, sum0_1);
  sum0_2 = fma(x2_2, w6, sum0_2);
  sum1_0 = fma(x2_2, w5, sum1_0);
  sum1_1 = fma(x2_2, w4, sum1_1);
  sum1_2 = fma(x2_2, w3, sum1_2);
  sum2_0 = fma(x2_2, w2, sum2_0);
  sum2_1 = fma(x2_2, w1, sum2_1);
  sum2_2 = fma(x2_2, w0, sum2_2);
  let x2_3 = select(0.0f, x[image][channel * 49152u + iy2 * 256u + ix3], iy2_inside & ix3_inside);
  sum0_1 = fma(x2_3, w8, sum0_1);
  sum0_2 = fma(x2_3, w7, sum0_2);
  sum0_3 = fma(x2_3, w6, sum0_3);
  sum1_1 = fma(x2_3, w5, sum1_1);
  sum1_2 = fma(x2_3, w4, sum1_2);
  sum1_3 = fma(x2_3, w3, sum1_3);
  sum2_1 = fma(x2_3, w2, sum2_1);
  sum2_2 = fma(x2_3, w1, sum2_2);
  sum2_3 = fma(x2_3, w0, sum2_3);
  let x2_4 = select(0.0f, x[image][channel * 49152u + iy2 * 256u + ix4], iy2_inside & ix4_inside);
  sum0_2 = fma(x2_4, w8, sum0_2);
  sum0_3 = fma(x2_4, w7, sum0_3);
  sum0_4 = fma(x2_4, w6, sum0_4);
  sum1_2 = fma(x2_4, w5, sum1_2);
  sum1_3 = fma(x2_4, w4, sum1_3);
  sum1_4 = fma(x2_4, w3, sum1_4);
  sum2_2 = fma(x2_4, w2, sum2_2);
  sum2_3 = fma(x2_4, w1, sum2_3);
  sum2_4 = fma(x2_4, w0, sum2_4);
  let x2_5 = select(0.0f, x[image][channel * 49152u + iy2 * 256u + ix5], iy2_inside & ix5_inside);
  sum0_3 = fma(x2_5, w8, sum0_3);
  sum0_4 = fma(x2_5, w7, sum0_4);
  sum0_5 = fma(x2_5, w6, sum0_5);
  sum1_3 = fma(x2_5, w5, sum1_3);
  sum1_4 = fma(x2_5, w4, sum1_4);
  sum1_5 = fma(x2_5, w3, sum1_5);
  sum2_3 = fma(x2_5, w2, sum2_3);
  sum2_4 = fma(x2_5, w1, sum2_4);
  sum2_5 = fma(x2_5, w0, sum2_5);
  let x2_6 = select(0.0f, x[image][channel * 49152u + iy2 * 256u + ix6], iy2_inside & ix6_inside);
  sum0_4 = fma(x2_6, w8, sum0_4);
  sum0_5 = fma(x2_6, w7, sum0_5);
  sum0_6 = fma(x2_6, w6, sum0_6);
  sum1_4 = fma(x2_6, w5, sum1_4);
  sum1_5 = fma(x2_6, w4, sum1_5);
  sum1_6 = fma(x2_6, w3, sum1_6);
  sum2_4 = fma(x2_6, w2, sum2_4);
  sum2_5 = fma(x2_6, w1, sum2_5);
  sum2_6 = fma(x2_6, w0, sum2_6);
  let x2_7 = select(0.0f, x[image][channel * 49152u + iy2 * 256u + ix7], iy2_inside & ix7_inside);
  sum0_5 = fma(x2_7, w8, sum0_5);
  sum0_6 = fma(x2_7, w7, sum0_6);
  sum1_5 = fma(x2_7, w5, sum1_5);
  sum1_6 = fma(x2_7, w4, sum1_6);
  sum2_5 = fma(x2_7, w2, sum2_5);
  sum2_6 = fma(x2_7, w1, sum2_6);
  let x2_8 = select(0.0f, x[image][channel * 49152u + iy2 * 256u + ix8], iy2_inside & ix8_inside);
  sum0_6 = fma(x2_8, w8, sum0_6);
  sum1_6 = fma(x2_8, w5, sum1_6);
  sum2_6 = fma(x2_8, w2, sum2_6);
  let x3_0 = select(0.0f, x[image][channel * 49152u + iy3 * 256u + ix0], iy3_inside & ix0_inside);
  sum1_0 = fma(x3_0, w6, sum1_0);
  sum2_0 = fma(x3_0, w3, sum2_0);
  sum3_0 = fma(x3_0, w0, sum3_0);
  let x3_1 = select(0.0f, x[image][channel * 49152u + iy3 * 256u + ix1], iy3_inside & ix1_inside);
  sum1_0 = fma(x3_1, w7, sum1_0);
  sum1_1 = fma(x3_1, w6, sum1_1);
  sum2_0 = fma(x3_1, w4, sum2_0);
  sum2_1 = fma(x3_1, w3, sum2_1);
  sum3_0 = fma(x3_1, w1, sum3_0);
  sum3_1 = fma(x3_1, w0, sum3_1);
  let x3_2 = select(0.0f, x[image][channel * 49152u + iy3 * 256u + ix2], iy3_inside & ix2_inside);
  sum1_0 = fma(x3_2, w8, sum1_0);
  sum1_1 = fma(x3_2, w7, sum1_1);
  sum1_2 = fma(x3_2, w6, sum1_2);
  sum2_0 = fma(x3_2, w5, sum2_0);
  sum2_1 = fma(x3_2, w4, sum2_1);
  sum2_2 = fma(x3_2, w3, sum2_2);
  sum3_0 = fma(x3_2, w2, sum3_0);
  sum3_1 = fma(x3_2, w1, sum3_1);
  sum3_2 = fma(x3_2, w0, sum3_2);
  let x3_3 = select(0.0f, x[image][channel * 49152u + iy3 * 256u + ix3], iy3_inside & ix3_inside);
  sum1_1 = fma(x3_3, w8, sum1_1);
  sum1_2 = fma(x3_3, w7, sum1_2);
  sum1_3 = fma(x3_3, w6, sum1_3);
  sum2_1 = fma(x3_3, w5, sum2_1);
  sum2_2 = fma(x3_3, w4, sum2_2);
  sum2_3 = fma(x3_3, w3, sum2_3);
  sum3_1 = fma(x3_3, w2, sum3_1);
  sum3_2 = fma(x3_3, w1, sum3_2);
  sum3_3 = fma(x3_3, w0, sum3_3);
  let x3_4 = select(0.0f, x[image][channel * 49152u + iy3 * 256u + ix4], iy3_inside & ix4_inside);
  sum1_2 = fma(x3_4, w8, sum1_2);
  sum1_3 = fma(x3_4, w7, sum1_3);
  sum1_4 = fma(x3_4, w6, sum1_4);
  sum2_2 = fma(x3_4, w5, sum2_2);
  sum2_3 = fma(x3_4, w4, sum2_3);
  sum2_4 = fma(x3_4, w3, sum2_4);
  sum3_2 = fma(x3_4, w2, sum3_2);
  sum3_3 = fma(x3_4, w1, sum3_3);
  sum3_4 = fma(x3_4, w0, sum3_4);
  let x3_5 = select(0.0f, x[image][channel * 49152u + iy3 * 256u + ix5], iy3_inside & ix5_inside);
  sum1_3 = fma(x3_5, w8, sum1_3);
  sum1_4 = fma(x3_5, w7, sum1_4);
  sum1_5 = fma(x3_5, w6, sum1_5);
  sum2_3 = fma(x3_5, w5, sum2_3);
  sum2_4 = fma(x3_5, w4, sum2_4);
  sum2_5 = fma(x3_5, w3, sum2_5);
  sum3_3 = fma(x3_5, w2, sum3_3);
  sum3_4 = fma(x3_5, w1, sum3_4);
  sum3_5 = fma(x3_5, w0, sum3_5);
  let x3_6 = select(0.0f, x[image][channel * 49152u + iy3 * 256u + ix6], iy3_inside & ix6_inside);
  sum1_4 = fma(x3_6, w8, sum1_4);
  sum1_5 = fma(x3_6, w7, sum1_5);
  sum1_6 = fma(x3_6, w6, sum1_6);
  sum2_4 = fma(x3_6, w5, sum2_4);
  sum2_5 = fma(x3_6, w4, sum2_5);
  sum2_6 = fma(x3_6, w3, sum2_6);
  sum3_4 = fma(x3_6, w2, sum3_4);
  sum3_5 = fma(x3_6, w1, sum3_5);
  sum3_6 = fma(x3_6, w0, sum3_6);
  let x3_7 = select(0.0f, x[image][channel * 49152u + iy3 * 256u + ix7], iy3_inside & ix7_inside);
  sum1_5 = fma(x3_7, w8, sum1_5);
  sum1_6 = fma(x3_7, w7, sum1_6);
  sum2_5 = fma(x3_7, w5, sum2_5);
  sum2_6 = fma(x3_7, w4, sum2_6);
  sum3_5 = fma(x3_7, w2, sum3_5);
  sum3_6 = fma(x3_7, w1, sum3_6);
  let x3_8 = select(0.0f, x[image][channel * 49152u + iy3 * 256u + ix8], iy3_inside & ix8_inside);
  sum1_6 = fma(x3_8, w8, sum1_6);
  sum2_6 = fma(x3_8, w5, sum2_6);
  sum3_6 = fma(x3_8, w2, sum3_6);
  let x4_0 = select(0.0f, x[image][channel * 49152u + iy4 * 256u + ix0], iy4_inside & ix0_inside);
  sum2_0 = fma(x4_0, w6, sum2_0);
  sum3_0 = fma(x4_0, w3, sum3_0);
  let x4_1 = select(0.0f, x[image][channel * 49152u + iy4 * 256u + ix1], iy4_inside & ix1_inside);
  sum2_0 = fma(x4_1, w7, sum2_0);
  sum2_1 = fma(x4_1, w6, sum2_1);
  sum3_0 = fma(x4_1, w4, sum3_0);
  sum3_1 = fma(x4_1, w3, sum3_1);
  let x4_2 = select(0.0f, x[image][channel * 49152u + iy4 * 256u + ix2], iy4_inside & ix2_inside);
  sum2_0 = fma(x4_2, w8, sum2_0);
  sum2_1 = fma(x4_2, w7, sum2_1);
  sum2_2 = fma(x4_2, w6, sum2_2);
  sum3_0 = fma(x4_2, w5, sum3_0);
  sum3_1 = fma(x4_2, w4, sum3_1);
  sum3_2 = fma(x4_2, w3, sum3_2);
  let x4_3 = select(0.0f, x[image][channel * 49152u + iy4 * 256u + ix3], iy4_inside & ix3_inside);
  sum2_1 = fma(x4_3, w8, sum2_1);
  sum2_2 = fma(x4_3, w7, sum2_2);
  sum2_3 = fma(x4_3, w6, sum2_3);
  sum3_1 = fma(x4_3, w5, sum3_1);
  sum3_2 = fma(x4_3, w4, sum3_2);
  sum3_3 = fma(x4_3, w3, sum3_3);
  let x4_4 = select(0.0f, x[image][channel * 49152u + iy4 * 256u + ix4], iy4_inside & ix4_inside);
  sum2_2 = fma(x4_4, w8, sum2_2);
  sum2_3 = fma(x4_4, w7, sum2_3);
  sum2_4 = fma(x4_4, w6, sum2_4);
  sum3_2 = fma(x4_4, w5, sum3_2);
  sum3_3 = fma(x4_4, w4, sum3_3);
  sum3_4 = fma(x4_4, w3, sum3_4);
  let x4_5 = select(0.0f, x[image][channel * 49152u + iy4 * 256u + ix5], iy4_inside & ix5_inside);
  sum2_3 = fma(x4_5, w8, sum2_3);
  sum2_4 = fma(x4_5, w7, sum2_4);
  sum2_5 = fma(x4_5, w6, sum2_5);
  sum3_3 = fma(x4_5, w5, sum3_3);
  sum3_4 = fma(x4_5, w4, sum3_4);
  sum3_5 = fma(x4_5, w3, sum3_5);
  let x4_6 = select(0.0f, x[image][channel * 49152u + iy4 * 256u + ix6], iy4_inside & ix6_inside);
  sum2_4 = fma(x4_6, w8, sum2_4);
  sum2_5 = fma(x4_6, w7, sum2_5);
  sum2_6 = fma(x4_6, w6, sum2_6);
  sum3_4 = fma(x4_6, w5, sum3_4);
  sum3_5 = fma(x4_6, w4, sum3_5);
  sum3_6 = fma(x4_6, w3, sum3_6);
  let x4_7 = select(0.0f, x[image][channel * 49152u + iy4 * 256u + ix7], iy4_inside & ix7_inside);
  sum2_5 = fma(x4_7, w8, sum2_5);
  sum2_6 = fma(x4_7, w7, sum2_6);
  sum3_5 = fma(x4_7, w5, sum3_5);
  sum3_6 = fma(x4_7, w4, sum3_6);
  let x4_8 = select(0.0f, x[image][channel * 49152u + iy4 * 256u + ix8], iy4_inside & ix8_inside);
  sum2_6 = fma(x4_8, w8, sum2_6);
  sum3_6 = fma(x4_8, w5, sum3_6);
  let x5_0 = select(0.0f, x[image][channel * 49152u + iy5 * 256u + ix0], iy5_inside & ix0_inside);
  sum3_0 = fma(x5_0, w6, sum3_0);
  let x5_1 = select(0.0f, x[image][channel * 49152u + iy5 * 256u + ix1], iy5_inside & ix1_inside);
  sum3_0 = fma(x5_1, w7, sum3_0);
  sum3_1 = fma(x5_1, w6, sum3_1);
  let x5_2 = select(0.0f, x[image][channel * 49152u + iy5 * 256u + ix2], iy5_inside & ix2_inside);
  sum3_0 = fma(x5_2, w8, sum3_0);
  sum3_1 = fma(x5_2, w7, sum3_1);
  sum3_2 = fma(x5_2, w6, sum3_2);
  let x5_3 = select(0.0f, x[image][channel * 49152u + iy5 * 256u + ix3], iy5_inside & ix3_inside);
  sum3_1 = fma(x5_3, w8, sum3_1);
  sum3_2 = fma(x5_3, w7, sum3_2);
  sum3_3 = fma(x5_3, w6, sum3_3);
  let x5_4 = select(0.0f, x[image][channel * 49152u + iy5 * 256u + ix4], iy5_inside & ix4_inside);
  sum3_2 = fma(x5_4, w8, sum3_2);
  sum3_3 = fma(x5_4, w7, sum3_3);
  sum3_4 = fma(x5_4, w6, sum3_4);
  let x5_5 = select(0.0f, x[image][channel * 49152u + iy5 * 256u + ix5], iy5_inside & ix5_inside);
  sum3_3 = fma(x5_5, w8, sum3_3);
  sum3_4 = fma(x5_5, w7, sum3_4);
  sum3_5 = fma(x5_5, w6, sum3_5);
  let x5_6 = select(0.0f, x[image][channel * 49152u + iy5 * 256u + ix6], iy5_inside & ix6_inside);
  sum3_4 = fma(x5_6, w8, sum3_4);
  sum3_5 = fma(x5_6, w7, sum3_5);
  sum3_6 = fma(x5_6, w6, sum3_6);
  let x5_7 = select(0.0f, x[image][channel * 49152u + iy5 * 256u + ix7], iy5_inside & ix7_inside);
  sum3_5 = fma(x5_7, w8, sum3_5);
  sum3_6 = fma(x5_7, w7, sum3_6);
  let x5_8 = select(0.0f, x[image][channel * 49152u + iy5 * 256u + ix8], iy5_inside & ix8_inside);
  sum3_6 = fma(x5_8, w8, sum3_6);
  y[image][channel * 49152u + oy * 256u + ox] = sum0_0;
  if ((ox + 1u) < 256u) {
    y[image][channel * 49152u + oy * 256u + (ox + 1u)] = sum0_1;
  }
  if ((ox + 2u) < 256u) {
    y[image][channel * 49152u + oy * 256u + (ox + 2u)] = sum0_2;
  }
  if ((ox + 3u) < 256u) {
    y[image][channel * 49152u + oy * 256u + (ox + 3u)] = sum0_3;
  }
  if ((ox + 4u) < 256u) {
    y[image][channel * 49152u + oy * 256u + (ox + 4u)] = sum0_4;
  }
  if ((ox + 5u) < 256u) {
    y[image][channel * 49152u + oy * 256u + (ox + 5u)] = sum0_5;
  }
  if ((ox + 6u) < 256u) {
    y[image][channel * 49152u + oy * 256u + (ox + 6u)] = sum0_6;
  }
  y[image][channel * 49152u + (oy + 1u) * 256u + ox] = sum1_0;
  if ((ox + 1u) < 256u) {
    y[image][channel * 49152u + (oy + 1u) * 256u + (ox + 1u)] = sum1_1;
  }
  if ((ox + 2u) < 256u) {
    y[image][channel * 49152u + (oy + 1u) * 256u + (ox + 2u)] = sum1_2;
  }
  if ((ox + 3u) < 256u) {
    y[image][channel * 49152u + (oy + 1u) * 256u + (ox + 3u)] = sum1_3;
  }
  if ((ox + 4u) < 256u) {
    y[image][channel * 49152u + (oy + 1u) * 256u + (ox + 4u)] = sum1_4;
  }
  if ((ox + 5u) < 256u) {
    y[image][channel * 49152u + (oy + 1u) * 256u + (ox + 5u)] = sum1_5;
  }
  if ((ox + 6u) < 256u) {
    y[image][channel * 49152u + (oy + 1u) * 256u + (ox + 6u)] = sum1_6;
  }
  y[image][channel * 49152u + (oy + 2u) * 256u + ox] = sum2_0;
  if ((ox + 1u) < 256u) {
    y[image][channel * 49152u + (oy + 2u) * 256u + (ox + 1u)] = sum2_1;
  }
  if ((ox + 2u) < 256u) {
    y[image][channel * 49152u + (oy + 2u) * 256u + (ox + 2u)] = sum2_2;
  }
  if ((ox + 3u) < 256u) {
    y[image][channel * 49152u + (oy + 2u) * 256u + (ox + 3u)] = sum2_3;
  }
  if ((ox + 4u) < 256u) {
    y[image][channel * 49152u + (oy + 2u) * 256u + (ox + 4u)] = sum2_4;
  }
  if ((ox + 5u) < 256u) {
    y[image][channel * 49152u + (oy + 2u) * 256u + (ox + 5u)] = sum2_5;
  }
  if ((ox + 6u) < 256u) {
    y[image][channel * 49152u + (oy + 2u) * 256u + (ox + 6u)] = sum2_6;
  }
  y[image][channel * 49152u + (oy + 3u) * 256u + ox] = sum3_0;
  if ((ox + 1u) < 256u) {
    y[image][channel * 49152u + (oy + 3u) * 256u + (ox + 1u)] = sum3_1;
  }
  if ((ox + 2u) < 256u) {
    y[image][channel * 49152u + (oy + 3u) * 256u + (ox + 2u)] = sum3_2;
  }
  if ((ox + 3u) < 256u) {
    y[image][channel * 49152u + (oy + 3u) * 256u + (ox + 3u)] = sum3_3;
  }
  if ((ox + 4u) < 256u) {
    y[image][channel * 49152u + (oy + 3u) * 256u + (ox + 4u)] = sum3_4;
  }
  if ((ox + 5u) < 256u) {
    y[image][channel * 49152u + (oy + 3u) * 256u + (ox + 5u)] = sum3_5;
  }
  if ((ox + 6u) < 256u) {
    y[image][channel * 49152u + (oy + 3u) * 256u + (ox + 6u)] = sum3_6;
  }
}
