// LeNet5, variant portable
export const kernels = [{name:"fc1",wgsl:`




@group(0)@binding(0)var<storage,read>x:array<array<vec4f,100>>;
@group(0)@binding(1)var<storage,read>weight:array<vec4f,12000>;
@group(0)@binding(2)var<storage,read>bias:array<vec4f,30>;
@group(0)@binding(3)var<storage,read_write>y:array<array<vec4f,30>>;

fn safe_tanh(x:vec4f)->vec4f{
return vec4f(1.0f)-vec4f(2.0f)/(exp(vec4f(2.0f)*max(vec4f(-10.0f),min(vec4f(10.0f),x)))+vec4f(1.0f));
}

@compute@workgroup_size(64)
fn main(@builtin(workgroup_id)workgroup_id:vec3u,@builtin(local_invocation_index)lane:u32){
let image=workgroup_id.z;
let i=workgroup_id.x*64u+lane;
if(i>=30u){return;}
let oy=0u;
let ox=0u;
let block=i%30u;
var sum0=bias[block];
for(var ky=0u;ky<5u;ky++){
let iy=oy+ky;
for(var input=0u;input<4u;input++){
let x0=x[image][iy*20u+(ox)*4u+input];
let x1=x[image][iy*20u+(ox+1u)*4u+input];
let x2=x[image][iy*20u+(ox+2u)*4u+input];
let x3=x[image][iy*20u+(ox+3u)*4u+input];
let x4=x[image][iy*20u+(ox+4u)*4u+input];
let w0x=weight[ky*2400u+input*120u+block];
sum0=fma(vec4f(x0.x),w0x,sum0);
let w0y=weight[ky*2400u+input*120u+block+30u];
sum0=fma(vec4f(x0.y),w0y,sum0);
let w0z=weight[ky*2400u+input*120u+block+60u];
sum0=fma(vec4f(x0.z),w0z,sum0);
let w0w=weight[ky*2400u+input*120u+block+90u];
sum0=fma(vec4f(x0.w),w0w,sum0);
let w1x=weight[ky*2400u+input*120u+block+480u];
sum0=fma(vec4f(x1.x),w1x,sum0);
let w1y=weight[ky*2400u+input*120u+block+510u];
sum0=fma(vec4f(x1.y),w1y,sum0);
let w1z=weight[ky*2400u+input*120u+block+540u];
sum0=fma(vec4f(x1.z),w1z,sum0);
let w1w=weight[ky*2400u+input*120u+block+570u];
sum0=fma(vec4f(x1.w),w1w,sum0);
let w2x=weight[ky*2400u+input*120u+block+960u];
sum0=fma(vec4f(x2.x),w2x,sum0);
let w2y=weight[ky*2400u+input*120u+block+990u];
sum0=fma(vec4f(x2.y),w2y,sum0);
let w2z=weight[ky*2400u+input*120u+block+1020u];
sum0=fma(vec4f(x2.z),w2z,sum0);
let w2w=weight[ky*2400u+input*120u+block+1050u];
sum0=fma(vec4f(x2.w),w2w,sum0);
let w3x=weight[ky*2400u+input*120u+block+1440u];
sum0=fma(vec4f(x3.x),w3x,sum0);
let w3y=weight[ky*2400u+input*120u+block+1470u];
sum0=fma(vec4f(x3.y),w3y,sum0);
let w3z=weight[ky*2400u+input*120u+block+1500u];
sum0=fma(vec4f(x3.z),w3z,sum0);
let w3w=weight[ky*2400u+input*120u+block+1530u];
sum0=fma(vec4f(x3.w),w3w,sum0);
let w4x=weight[ky*2400u+input*120u+block+1920u];
sum0=fma(vec4f(x4.x),w4x,sum0);
let w4y=weight[ky*2400u+input*120u+block+1950u];
sum0=fma(vec4f(x4.y),w4y,sum0);
let w4z=weight[ky*2400u+input*120u+block+1980u];
sum0=fma(vec4f(x4.z),w4z,sum0);
let w4w=weight[ky*2400u+input*120u+block+2010u];
sum0=fma(vec4f(x4.w),w4w,sum0);
}
}
let sum0_out=safe_tanh(sum0);
y[image][oy*30u+(ox)*30u+block]=sum0_out;
}
`,bindings:[{name:"x",access:"read"},{name:"weight",access:"read"},{name:"bias",access:"read"},{name:"y",access:"read_write"}],workgroups:[1,1]},{name:"conv2",wgsl:`




@group(0)@binding(0)var<storage,read>x:array<array<vec4f,392>>;
@group(0)@binding(1)var<storage,read>weight:array<vec4f,800>;
@group(0)@binding(2)var<storage,read>bias:array<vec4f,4>;
@group(0)@binding(3)var<storage,read_write>y:array<array<vec4f,400>>;

fn safe_tanh(x:vec4f)->vec4f{
return vec4f(1.0f)-vec4f(2.0f)/(exp(vec4f(2.0f)*max(vec4f(-10.0f),min(vec4f(10.0f),x)))+vec4f(1.0f));
}

@compute@workgroup_size(64)
fn main(@builtin(workgroup_id)workgroup_id:vec3u,@builtin(local_invocation_index)lane:u32){
let image=workgroup_id.z;
let i=workgroup_id.x*64u+lane;
if(i>=400u){return;}
let oy=i/40u;
let ox=i/4u%10u;
let block=i%4u;
var sum0=bias[block];
for(var ky=0u;ky<5u;ky++){
let iy=oy+ky;
for(var input=0u;input<2u;input++){
let x0=x[image][iy*28u+(ox)*2u+input];
let x1=x[image][iy*28u+(ox+1u)*2u+input];
let x2=x[image][iy*28u+(ox+2u)*2u+input];
let x3=x[image][iy*28u+(ox+3u)*2u+input];
let x4=x[image][iy*28u+(ox+4u)*2u+input];
let w0x=weight[ky*160u+input*16u+block];
sum0=fma(vec4f(x0.x),w0x,sum0);
let w0y=weight[ky*160u+input*16u+block+4u];
sum0=fma(vec4f(x0.y),w0y,sum0);
let w0z=weight[ky*160u+input*16u+block+8u];
sum0=fma(vec4f(x0.z),w0z,sum0);
let w0w=weight[ky*160u+input*16u+block+12u];
sum0=fma(vec4f(x0.w),w0w,sum0);
let w1x=weight[ky*160u+input*16u+block+32u];
sum0=fma(vec4f(x1.x),w1x,sum0);
let w1y=weight[ky*160u+input*16u+block+36u];
sum0=fma(vec4f(x1.y),w1y,sum0);
let w1z=weight[ky*160u+input*16u+block+40u];
sum0=fma(vec4f(x1.z),w1z,sum0);
let w1w=weight[ky*160u+input*16u+block+44u];
sum0=fma(vec4f(x1.w),w1w,sum0);
let w2x=weight[ky*160u+input*16u+block+64u];
sum0=fma(vec4f(x2.x),w2x,sum0);
let w2y=weight[ky*160u+input*16u+block+68u];
sum0=fma(vec4f(x2.y),w2y,sum0);
let w2z=weight[ky*160u+input*16u+block+72u];
sum0=fma(vec4f(x2.z),w2z,sum0);
let w2w=weight[ky*160u+input*16u+block+76u];
sum0=fma(vec4f(x2.w),w2w,sum0);
let w3x=weight[ky*160u+input*16u+block+96u];
sum0=fma(vec4f(x3.x),w3x,sum0);
let w3y=weight[ky*160u+input*16u+block+100u];
sum0=fma(vec4f(x3.y),w3y,sum0);
let w3z=weight[ky*160u+input*16u+block+104u];
sum0=fma(vec4f(x3.z),w3z,sum0);
let w3w=weight[ky*160u+input*16u+block+108u];
sum0=fma(vec4f(x3.w),w3w,sum0);
let w4x=weight[ky*160u+input*16u+block+128u];
sum0=fma(vec4f(x4.x),w4x,sum0);
let w4y=weight[ky*160u+input*16u+block+132u];
sum0=fma(vec4f(x4.y),w4y,sum0);
let w4z=weight[ky*160u+input*16u+block+136u];
sum0=fma(vec4f(x4.z),w4z,sum0);
let w4w=weight[ky*160u+input*16u+block+140u];
sum0=fma(vec4f(x4.w),w4w,sum0);
}
}
let sum0_out=safe_tanh(sum0);
y[image][oy*40u+(ox)*4u+block]=sum0_out;
}
`,bindings:[{name:"x",access:"read"},{name:"weight",access:"read"},{name:"bias",access:"read"},{name:"y",access:"read_write"}],workgroups:[7,1]},{name:"conv1",wgsl:`




@group(0)@binding(0)var<storage,read>x:array<array<f32,784>>;
@group(0)@binding(1)var<storage,read>weight:array<vec4f,50>;
@group(0)@binding(2)var<storage,read>bias:array<vec4f,2>;
@group(0)@binding(3)var<storage,read_write>y:array<array<vec4f,1568>>;

fn safe_tanh(x:vec4f)->vec4f{
return vec4f(1.0f)-vec4f(2.0f)/(exp(vec4f(2.0f)*max(vec4f(-10.0f),min(vec4f(10.0f),x)))+vec4f(1.0f));
}

@compute@workgroup_size(64)
fn main(@builtin(workgroup_id)workgroup_id:vec3u,@builtin(local_invocation_index)lane:u32){
let image=workgroup_id.z;
let i=workgroup_id.x*64u+lane;
if(i>=1568u){return;}
let oy=i/56u;
let ox=i/2u%28u;
let block=i%2u;
var sum0=bias[block];
for(var ky=0u;ky<5u;ky++){
let iy=oy+ky-2u;
if(iy<28u){
let input=0u;
let x0=select(0.0f,x[image][input*784u+iy*28u+(ox-2u)],ox-2u<28u);
let x1=select(0.0f,x[image][input*784u+iy*28u+(ox-1u)],ox-1u<28u);
let x2=select(0.0f,x[image][input*784u+iy*28u+(ox)],ox<28u);
let x3=select(0.0f,x[image][input*784u+iy*28u+(ox+1u)],ox+1u<28u);
let x4=select(0.0f,x[image][input*784u+iy*28u+(ox+2u)],ox+2u<28u);
let w0=weight[ky*10u+input*2u+block];
sum0=fma(vec4f(x0),w0,sum0);
let w1=weight[ky*10u+input*2u+block+2u];
sum0=fma(vec4f(x1),w1,sum0);
let w2=weight[ky*10u+input*2u+block+4u];
sum0=fma(vec4f(x2),w2,sum0);
let w3=weight[ky*10u+input*2u+block+6u];
sum0=fma(vec4f(x3),w3,sum0);
let w4=weight[ky*10u+input*2u+block+8u];
sum0=fma(vec4f(x4),w4,sum0);
}
}
let sum0_out=safe_tanh(sum0);
y[image][oy*56u+(ox)*2u+block]=sum0_out;
}
`,bindings:[{name:"x",access:"read"},{name:"weight",access:"read"},{name:"bias",access:"read"},{name:"y",access:"read_write"}],workgroups:[25,1]},{name:"softmax1",wgsl:`




@group(0)@binding(0)var<storage,read>x:array<array<vec4f,3>>;
@group(0)@binding(1)var<storage,read_write>y:array<array<f32,10>>;

var<workgroup>shared_largest:array<f32,8>;

var<workgroup>shared_total:array<f32,8>;

@compute@workgroup_size(8)
fn main(@builtin(workgroup_id)workgroup_id:vec3u,@builtin(local_invocation_index)lane:u32){
let image=workgroup_id.z;
let group=workgroup_id.x;
let first=x[image][lane/4u][lane%4u];
var largest=first;
var total=1.0f;
for(var channel=lane+8u;channel<10u;channel+=8u){
let element=x[image][channel/4u][channel%4u];
let next_largest=max(largest,element);
let next_total=total*exp(largest-max(largest,element))+exp(element-max(largest,element));
largest=next_largest;
total=next_total;
}
shared_largest[lane]=largest;
shared_total[lane]=total;
workgroupBarrier();
for(var half=4u;half>0u;half/=2u){
if(lane<half){
let next_largest=max(largest,shared_largest[lane+half]);
let next_total=total*exp(largest-max(largest,shared_largest[lane+half]))+shared_total[lane+half]*exp(shared_largest[lane+half]-max(largest,shared_largest[lane+half]));
largest=next_largest;
total=next_total;
shared_largest[lane]=largest;
shared_total[lane]=total;
}
workgroupBarrier();
}
largest=shared_largest[0];
total=shared_total[0];
for(var channel=lane;channel<10u;channel+=8u){
y[image][channel]=exp(x[image][channel/4u][channel%4u]-largest)/total;
}
}
`,bindings:[{name:"x",access:"read"},{name:"y",access:"read_write"}],workgroups:[1,1]},{name:"fc2",wgsl:`




@group(0)@binding(0)var<storage,read>x:array<array<vec4f,30>>;
@group(0)@binding(1)var<storage,read>weight:array<vec4f,2520>;
@group(0)@binding(2)var<storage,read>bias:array<vec4f,21>;
@group(0)@binding(3)var<storage,read_write>y:array<array<vec4f,21>>;

fn safe_tanh(x:vec4f)->vec4f{
return vec4f(1.0f)-vec4f(2.0f)/(exp(vec4f(2.0f)*max(vec4f(-10.0f),min(vec4f(10.0f),x)))+vec4f(1.0f));
}

@compute@workgroup_size(64)
fn main(@builtin(workgroup_id)workgroup_id:vec3u,@builtin(local_invocation_index)lane:u32){
let image=workgroup_id.z;
let i=workgroup_id.x*64u+lane;
if(i>=21u){return;}
let block=i;
var sum0=bias[block];
for(var input=0u;input<30u;input++){
let x0=x[image][input];
let w0x=weight[input*84u+block];
sum0=fma(vec4f(x0.x),w0x,sum0);
let w0y=weight[input*84u+block+21u];
sum0=fma(vec4f(x0.y),w0y,sum0);
let w0z=weight[input*84u+block+42u];
sum0=fma(vec4f(x0.z),w0z,sum0);
let w0w=weight[input*84u+block+63u];
sum0=fma(vec4f(x0.w),w0w,sum0);
}
let sum0_out=safe_tanh(sum0);
y[image][block]=sum0_out;
}
`,bindings:[{name:"x",access:"read"},{name:"weight",access:"read"},{name:"bias",access:"read"},{name:"y",access:"read_write"}],workgroups:[1,1]},{name:"fc3",wgsl:`




@group(0)@binding(0)var<storage,read>x:array<array<vec4f,21>>;
@group(0)@binding(1)var<storage,read>weight:array<vec4f,252>;
@group(0)@binding(2)var<storage,read>bias:array<vec4f,3>;
@group(0)@binding(3)var<storage,read_write>y:array<array<vec4f,3>>;

@compute@workgroup_size(64)
fn main(@builtin(workgroup_id)workgroup_id:vec3u,@builtin(local_invocation_index)lane:u32){
let image=workgroup_id.z;
let i=workgroup_id.x*64u+lane;
if(i>=3u){return;}
let block=i;
var sum0=bias[block];
for(var input=0u;input<21u;input++){
let x0=x[image][input];
let w0x=weight[input*12u+block];
sum0=fma(vec4f(x0.x),w0x,sum0);
let w0y=weight[input*12u+block+3u];
sum0=fma(vec4f(x0.y),w0y,sum0);
let w0z=weight[input*12u+block+6u];
sum0=fma(vec4f(x0.z),w0z,sum0);
let w0w=weight[input*12u+block+9u];
sum0=fma(vec4f(x0.w),w0w,sum0);
}
let sum0_out=sum0;
y[image][block]=sum0_out;
}
`,bindings:[{name:"x",access:"read"},{name:"weight",access:"read"},{name:"bias",access:"read"},{name:"y",access:"read_write"}],workgroups:[1,1]},{name:"avgpool1",wgsl:`




@group(0)@binding(0)var<storage,read>x:array<array<vec4f,1568>>;
@group(0)@binding(1)var<storage,read_write>y:array<array<vec4f,392>>;

@compute@workgroup_size(64)
fn main(@builtin(workgroup_id)workgroup_id:vec3u,@builtin(local_invocation_index)lane:u32){
let image=workgroup_id.z;
let i=workgroup_id.x*64u+lane;
if(i>=392u){return;}
let oy=i/28u;
let ox=i/2u%14u;
let block=i%2u;
let x0=x[image][(oy*2u)*56u+(ox*2u)*2u+block];
var sum=x0;
let x1=x[image][(oy*2u)*56u+(ox*2u+1u)*2u+block];
sum=sum+x1;
let x2=x[image][(oy*2u+1u)*56u+(ox*2u)*2u+block];
sum=sum+x2;
let x3=x[image][(oy*2u+1u)*56u+(ox*2u+1u)*2u+block];
sum=sum+x3;
let result=sum*vec4f(0.25f);
y[image][oy*28u+ox*2u+block]=result;
}
`,bindings:[{name:"x",access:"read"},{name:"y",access:"read_write"}],workgroups:[7,1]},{name:"avgpool2",wgsl:`




@group(0)@binding(0)var<storage,read>x:array<array<vec4f,400>>;
@group(0)@binding(1)var<storage,read_write>y:array<array<vec4f,100>>;

@compute@workgroup_size(64)
fn main(@builtin(workgroup_id)workgroup_id:vec3u,@builtin(local_invocation_index)lane:u32){
let image=workgroup_id.z;
let i=workgroup_id.x*64u+lane;
if(i>=100u){return;}
let oy=i/20u;
let ox=i/4u%5u;
let block=i%4u;
let x0=x[image][(oy*2u)*40u+(ox*2u)*4u+block];
var sum=x0;
let x1=x[image][(oy*2u)*40u+(ox*2u+1u)*4u+block];
sum=sum+x1;
let x2=x[image][(oy*2u+1u)*40u+(ox*2u)*4u+block];
sum=sum+x2;
let x3=x[image][(oy*2u+1u)*40u+(ox*2u+1u)*4u+block];
sum=sum+x3;
let result=sum*vec4f(0.25f);
y[image][oy*20u+ox*4u+block]=result;
}
`,bindings:[{name:"x",access:"read"},{name:"y",access:"read_write"}],workgroups:[2,1]}];
export const variant = {name:"portable",device:"portable",features:[],limits:{},buffers:[{name:"input image",kind:"input",bytes:3328,perImage:true},{name:"output softmax1",kind:"output",bytes:256,perImage:true},{name:"activations a",kind:"activations",bytes:25088,perImage:true},{name:"activations b",kind:"activations",bytes:6400,perImage:true},{name:"weights",kind:"weights",bytes:252160,perImage:false}],slots:[{name:"image",buffer:0,offset:0,bytes:3136,tensor:{shape:[1,28,28],layout:"nchw"}},{name:"softmax1",buffer:1,offset:0,bytes:40,tensor:{shape:[10],layout:"nchw"}},{name:"tanh1",buffer:2,offset:0,bytes:25088,tensor:{shape:[6,28,28],layout:"nhwc4"}},{name:"avgpool1",buffer:3,offset:0,bytes:6272,tensor:{shape:[6,14,14],layout:"nhwc4"}},{name:"tanh2",buffer:2,offset:0,bytes:6400,tensor:{shape:[16,10,10],layout:"nhwc4"}},{name:"avgpool2",buffer:3,offset:0,bytes:1600,tensor:{shape:[16,5,5],layout:"nhwc4"}},{name:"tanh3",buffer:2,offset:0,bytes:480,tensor:{shape:[120],layout:"nhwc4"}},{name:"tanh4",buffer:3,offset:0,bytes:336,tensor:{shape:[84],layout:"nhwc4"}},{name:"fc3",buffer:2,offset:0,bytes:48,tensor:{shape:[10],layout:"nhwc4"}},{name:"conv1.weight",buffer:4,offset:0,bytes:800},{name:"conv1.bias",buffer:4,offset:1024,bytes:32},{name:"conv2.weight",buffer:4,offset:1280,bytes:12800},{name:"conv2.bias",buffer:4,offset:14080,bytes:64},{name:"fc1.weight",buffer:4,offset:14336,bytes:192000},{name:"fc1.bias",buffer:4,offset:206336,bytes:480},{name:"fc2.weight",buffer:4,offset:206848,bytes:40320},{name:"fc2.bias",buffer:4,offset:247296,bytes:336},{name:"fc3.weight",buffer:4,offset:247808,bytes:4032},{name:"fc3.bias",buffer:4,offset:251904,bytes:48}],recipes:[{slot:9,source:"conv1.weight",extents:[6,1,5,5],start:[0,0,0,0],dims:[{size:5,axis:2,step:1},{size:5,axis:3,step:1},{size:1,axis:1,step:1},{size:8,axis:0,step:1}]},{slot:10,source:"conv1.bias",extents:[6],start:[0],dims:[{size:8,axis:0,step:1}]},{slot:11,source:"conv2.weight",extents:[16,6,5,5],start:[0,0,0,0],dims:[{size:5,axis:2,step:1},{size:5,axis:3,step:1},{size:8,axis:1,step:1},{size:16,axis:0,step:1}]},{slot:12,source:"conv2.bias",extents:[16],start:[0],dims:[{size:16,axis:0,step:1}]},{slot:13,source:"fc1.weight",extents:[120,16,5,5],start:[0,0,0,0],dims:[{size:5,axis:2,step:1},{size:5,axis:3,step:1},{size:16,axis:1,step:1},{size:120,axis:0,step:1}]},{slot:14,source:"fc1.bias",extents:[120],start:[0],dims:[{size:120,axis:0,step:1}]},{slot:15,source:"fc2.weight",extents:[84,120],start:[0,0],dims:[{size:120,axis:1,step:1},{size:84,axis:0,step:1}]},{slot:16,source:"fc2.bias",extents:[84],start:[0],dims:[{size:84,axis:0,step:1}]},{slot:17,source:"fc3.weight",extents:[10,84],start:[0,0],dims:[{size:84,axis:1,step:1},{size:12,axis:0,step:1}]},{slot:18,source:"fc3.bias",extents:[10],start:[0],dims:[{size:12,axis:0,step:1}]}],inputs:[0],outputs:[1],entryPoints:{run:[{kernel:2,label:"conv1 + tanh1",slots:[0,9,10,2]},{kernel:6,label:"avgpool1",slots:[2,3]},{kernel:1,label:"conv2 + tanh2",slots:[3,11,12,4]},{kernel:7,label:"avgpool2",slots:[4,5]},{kernel:0,label:"fc1 + tanh3",slots:[5,13,14,6]},{kernel:4,label:"fc2 + tanh4",slots:[6,15,16,7]},{kernel:5,label:"fc3",slots:[7,17,18,8]},{kernel:3,label:"softmax1",slots:[8,1]}]}};
