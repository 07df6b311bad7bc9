// LeNet5, compiled from lenet5.cnn by cnnc 0.1.0
import { create as createAny, requestDevice as requestAny } from "./runtime.js";
export { CnncError } from "./runtime.js";
export const inputs = { image: { shape: [1, 28, 28], length: 784 } };
export const outputs = { digit: { shape: [10], length: 10 } };
export const parameters = {
    "conv1.weight": { shape: [6, 1, 5, 5], length: 150 },
    "conv1.bias": { shape: [6], length: 6 },
    "conv2.weight": { shape: [16, 6, 5, 5], length: 2400 },
    "conv2.bias": { shape: [16], length: 16 },
    "fc1.weight": { shape: [120, 400], length: 48000 },
    "fc1.bias": { shape: [120], length: 120 },
    "fc2.weight": { shape: [84, 120], length: 10080 },
    "fc2.bias": { shape: [84], length: 84 },
    "fc3.weight": { shape: [10, 84], length: 840 },
    "fc3.bias": { shape: [10], length: 10 },
};
export async function create(options) {
    return (await createAny(program, options));
}
export function requestDevice(options) {
    return requestAny(program, options);
}
export const program = {format:"cnnc/1",name:"LeNet5",inputs:[{name:"image",shape:[1,28,28]}],outputs:[{name:"digit",shape:[10]}],parameters:[{name:"conv1.weight",shape:[6,1,5,5]},{name:"conv1.bias",shape:[6]},{name:"conv2.weight",shape:[16,6,5,5]},{name:"conv2.bias",shape:[16]},{name:"fc1.weight",shape:[120,400]},{name:"fc1.bias",shape:[120]},{name:"fc2.weight",shape:[84,120]},{name:"fc2.bias",shape:[84]},{name:"fc3.weight",shape:[10,84]},{name:"fc3.bias",shape:[10]}],variants:[{name:"software-subgroups",device:"software",features:["subgroups"],limits:{maxBufferSize:[248576,18944],maxComputeWorkgroupsPerDimension:[19,1],maxStorageBuffersPerShaderStage:[4,0],maxStorageBufferBindingSize:[192000,18816]},load:() => import("./kernels/software-subgroups.js")},{name:"software",device:"software",features:[],limits:{maxBufferSize:[248576,18944],maxComputeWorkgroupsPerDimension:[19,1],maxStorageBuffersPerShaderStage:[4,0],maxStorageBufferBindingSize:[192000,18816]},load:() => import("./kernels/software.js")},{name:"portable",device:"portable",features:[],limits:{maxBufferSize:[252160,6400],maxComputeWorkgroupsPerDimension:[10,1],maxStorageBuffersPerShaderStage:[8,0],maxStorageBufferBindingSize:[192000,6400]},load:() => import("./kernels/portable.js")}]};
