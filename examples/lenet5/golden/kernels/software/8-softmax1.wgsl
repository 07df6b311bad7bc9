// softmax1      lenet5.cnn:9:55
//   fc3 10  ->  softmax1 10
//   out = softmax over the channels
// one invocation: one row over the channels, twice: reduce, then write

@group(0) @binding(0) var<storage, read> x: array<array<f32, 10>>;  // fc3 10, nchw
@group(0) @binding(1) var<storage, read_write> y: array<array<f32, 10>>;  // softmax1 10, nchw

@compute @workgroup_size(1)
fn main(@builtin(workgroup_id) workgroup_id: vec3u, @builtin(local_invocation_index) lane: u32) {
  let image = workgroup_id.z;
  let i = workgroup_id.x * 1u + lane;
  let first = x[image][0u];
  var largest = first;
  var total = 1.0f;
  for (var channel = 1u; channel < 10u; channel++) {
    let element = x[image][channel];
    let next_largest = max(largest, element);
    let next_total = total * exp(largest - max(largest, element)) + exp(element - max(largest, element));
    largest = next_largest;
    total = next_total;
  }
  for (var channel = 0u; channel < 10u; channel += 1u) {
    y[image][channel] = exp(x[image][channel] - largest) / total;
  }
}
