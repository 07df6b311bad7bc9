// Filters, compiled from filters.cnn by cnnc 0.1.0
import { create as createAny, requestDevice as requestAny } from "./runtime.js";
export { CnncError } from "./runtime.js";
export const inputs = { picture: { shape: [3, 192, 256], length: 147456 } };
export const outputs = {
    blurred: { shape: [3, 192, 256], length: 147456 },
    sharpened: { shape: [3, 192, 256], length: 147456 },
    gray: { shape: [1, 192, 256], length: 49152 },
    edges: { shape: [1, 192, 256], length: 49152 },
    vertical: { shape: [1, 192, 256], length: 49152 },
    horizontal: { shape: [1, 192, 256], length: 49152 },
    embossed: { shape: [1, 192, 256], length: 49152 },
};
export const parameters = {};
export async function create(options = {}) {
    return (await createAny(program, options));
}
export function requestDevice(options) {
    return requestAny(program, options);
}
export const program = {format:"cnnc/1",name:"Filters",inputs:[{name:"picture",shape:[3,192,256]}],outputs:[{name:"blurred",shape:[3,192,256]},{name:"sharpened",shape:[3,192,256]},{name:"gray",shape:[1,192,256]},{name:"edges",shape:[1,192,256]},{name:"vertical",shape:[1,192,256]},{name:"horizontal",shape:[1,192,256]},{name:"embossed",shape:[1,192,256]}],parameters:[],variants:[{name:"software",device:"software",features:[],limits:{maxBufferSize:[512,2162688],maxComputeWorkgroupsPerDimension:[1536,1],maxStorageBuffersPerShaderStage:[3,0],maxStorageBufferBindingSize:[108,589824]},load:() => import("./kernels/software.js")},{name:"portable",device:"portable",features:[],limits:{maxBufferSize:[1792,2162688],maxComputeWorkgroupsPerDimension:[96,1],maxStorageBuffersPerShaderStage:[3,0],maxStorageBufferBindingSize:[144,589824]},load:() => import("./kernels/portable.js")}]};
