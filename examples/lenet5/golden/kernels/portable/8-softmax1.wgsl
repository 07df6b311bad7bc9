// softmax1      lenet5.cnn:9:55
//   fc3 10  ->  softmax1 10
//   out = softmax over the channels
// one workgroup: one row over the channels, 8 shares merged as a tree

@group(0) @binding(0) var<storage, read> x: array<array<vec4f, 3>>;  // fc3 10, nhwc4
@group(0) @binding(1) var<storage, read_write> y: array<array<f32, 10>>;  // softmax1 10, nchw

var<workgroup> shared_largest: array<f32, 8>;

var<workgroup> shared_total: array<f32, 8>;

@compute @workgroup_size(8)
fn main(@builtin(workgroup_id) workgroup_id: vec3u, @builtin(local_invocation_index) lane: u32) {
  let image = workgroup_id.z;
  let group = workgroup_id.x;
  let first = x[image][lane / 4u][lane % 4u];
  var largest = first;
  var total = 1.0f;
  for (var channel = lane + 8u; channel < 10u; channel += 8u) {
    let element = x[image][channel / 4u][channel % 4u];
    let next_largest = max(largest, element);
    let next_total = total * exp(largest - max(largest, element)) + exp(element - max(largest, element));
    largest = next_largest;
    total = next_total;
  }
  shared_largest[lane] = largest;
  shared_total[lane] = total;
  workgroupBarrier();
  for (var half = 4u; half > 0u; half /= 2u) {
    if (lane < half) {
      let next_largest = max(largest, shared_largest[lane + half]);
      let next_total = total * exp(largest - max(largest, shared_largest[lane + half])) + shared_total[lane + half] * exp(shared_largest[lane + half] - max(largest, shared_largest[lane + half]));
      largest = next_largest;
      total = next_total;
      shared_largest[lane] = largest;
      shared_total[lane] = total;
    }
    workgroupBarrier();
  }
  largest = shared_largest[0];
  total = shared_total[0];
  for (var channel = lane; channel < 10u; channel += 8u) {
    y[image][channel] = exp(x[image][channel / 4u][channel % 4u] - largest) / total;
  }
}
