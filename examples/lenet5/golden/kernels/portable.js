// LeNet5, variant portable
export const kernels = [{name:"conv2",wgsl:`










@group(0)@binding(0)var<storage,read>x:array<array<f32,784>>;
@group(0)@binding(1)var<storage,read>weight1:array<vec4f,50>;
@group(0)@binding(2)var<storage,read>bias1:array<vec4f,2>;
@group(0)@binding(3)var<storage,read>weight3:array<vec4f,800>;
@group(0)@binding(4)var<storage,read>bias3:array<vec4f,4>;
@group(0)@binding(5)var<storage,read_write>y:array<array<vec4f,400>>;

var<workgroup>held_a:array<vec4f,432>;
var<workgroup>held_b:array<vec4f,108>;

fn safe_tanh(x:vec4f)->vec4f{
return vec4f(1.0f)-vec4f(2.0f)/(exp(vec4f(2.0f)*max(vec4f(-10.0f),min(vec4f(10.0f),x)))+vec4f(1.0f));
}

@compute@workgroup_size(256)
fn main(@builtin(workgroup_id)workgroup_id:vec3u,@builtin(local_invocation_index)lane:u32){
let image=workgroup_id.z;
let group=workgroup_id.x;
let tile_y=group/2u;
let tile_x=group%2u;
let first_y1=tile_y*4u;
let first_x1=tile_x*10u;
let first_y2=tile_y*2u;
let first_x2=tile_x*5u;
let first_y3=tile_y*2u;
let first_x3=tile_x*5u;

if(lane<216u){
let i=lane;
let oy=first_y1+i/18u;
let tile=i/2u%9u;
let block=i%2u;
let ox=first_x1+tile*2u;
var sum0=bias1[block];
var sum1=bias1[block];
for(var ky=0u;ky<5u;ky++){
let iy=oy+ky-2u;
if(iy<28u){
let input=0u;
let x0=select(0.0f,x[image][input*784u+iy*28u+(ox-2u)],ox-2u<28u);
let x1=select(0.0f,x[image][input*784u+iy*28u+(ox-1u)],ox-1u<28u);
let x2=select(0.0f,x[image][input*784u+iy*28u+(ox)],ox<28u);
let x3=select(0.0f,x[image][input*784u+iy*28u+(ox+1u)],ox+1u<28u);
let x4=select(0.0f,x[image][input*784u+iy*28u+(ox+2u)],ox+2u<28u);
let x5=select(0.0f,x[image][input*784u+iy*28u+(ox+3u)],ox+3u<28u);
let w0=weight1[ky*10u+input*2u+block];
let w1=weight1[ky*10u+input*2u+block+2u];
let w2=weight1[ky*10u+input*2u+block+4u];
let w3=weight1[ky*10u+input*2u+block+6u];
let w4=weight1[ky*10u+input*2u+block+8u];
sum0=fma(vec4f(x4),w4,fma(vec4f(x3),w3,fma(vec4f(x2),w2,fma(vec4f(x1),w1,fma(vec4f(x0),w0,sum0)))));
sum1=fma(vec4f(x5),w4,fma(vec4f(x4),w3,fma(vec4f(x3),w2,fma(vec4f(x2),w1,fma(vec4f(x1),w0,sum1)))));
}
}
let sum0_out=safe_tanh(sum0);
held_a[(oy-first_y1)*36u+(((ox)-first_x1))*2u+block]=sum0_out;
let sum1_out=safe_tanh(sum1);
held_a[(oy-first_y1)*36u+(((ox+1u)-first_x1))*2u+block]=sum1_out;
}
workgroupBarrier();

if(lane<108u){
let i=lane;
let oy=first_y2+i/18u;
let ox=first_x2+i/2u%9u;
let block=i%2u;
let x0=held_a[(((oy*2u)-first_y1))*36u+(((ox*2u)-first_x1))*2u+block];
var sum=x0;
let x1=held_a[(((oy*2u)-first_y1))*36u+(((ox*2u+1u)-first_x1))*2u+block];
sum=sum+x1;
let x2=held_a[(((oy*2u+1u)-first_y1))*36u+(((ox*2u)-first_x1))*2u+block];
sum=sum+x2;
let x3=held_a[(((oy*2u+1u)-first_y1))*36u+(((ox*2u+1u)-first_x1))*2u+block];
sum=sum+x3;
let result=sum*vec4f(0.25f);
held_b[(oy-first_y2)*18u+(ox-first_x2)*2u+block]=result;
}
workgroupBarrier();

if(lane<40u){
let i=lane;
let oy=first_y3+i/20u;
let ox=first_x3+i/4u%5u;
let block=i%4u;
var sum0=bias3[block];
for(var ky=0u;ky<5u;ky++){
let iy=oy+ky;
for(var input=0u;input<2u;input++){
let x0=held_b[(iy-first_y2)*18u+(((ox)-first_x2))*2u+input];
let x1=held_b[(iy-first_y2)*18u+(((ox+1u)-first_x2))*2u+input];
let x2=held_b[(iy-first_y2)*18u+(((ox+2u)-first_x2))*2u+input];
let x3=held_b[(iy-first_y2)*18u+(((ox+3u)-first_x2))*2u+input];
let x4=held_b[(iy-first_y2)*18u+(((ox+4u)-first_x2))*2u+input];
let w0x=weight3[ky*160u+input*16u+block];
let w0y=weight3[ky*160u+input*16u+block+4u];
let w0z=weight3[ky*160u+input*16u+block+8u];
let w0w=weight3[ky*160u+input*16u+block+12u];
sum0=fma(vec4f(x0.w),w0w,fma(vec4f(x0.z),w0z,fma(vec4f(x0.y),w0y,fma(vec4f(x0.x),w0x,sum0))));
let w1x=weight3[ky*160u+input*16u+block+32u];
let w1y=weight3[ky*160u+input*16u+block+36u];
let w1z=weight3[ky*160u+input*16u+block+40u];
let w1w=weight3[ky*160u+input*16u+block+44u];
sum0=fma(vec4f(x1.w),w1w,fma(vec4f(x1.z),w1z,fma(vec4f(x1.y),w1y,fma(vec4f(x1.x),w1x,sum0))));
let w2x=weight3[ky*160u+input*16u+block+64u];
let w2y=weight3[ky*160u+input*16u+block+68u];
let w2z=weight3[ky*160u+input*16u+block+72u];
let w2w=weight3[ky*160u+input*16u+block+76u];
sum0=fma(vec4f(x2.w),w2w,fma(vec4f(x2.z),w2z,fma(vec4f(x2.y),w2y,fma(vec4f(x2.x),w2x,sum0))));
let w3x=weight3[ky*160u+input*16u+block+96u];
let w3y=weight3[ky*160u+input*16u+block+100u];
let w3z=weight3[ky*160u+input*16u+block+104u];
let w3w=weight3[ky*160u+input*16u+block+108u];
sum0=fma(vec4f(x3.w),w3w,fma(vec4f(x3.z),w3z,fma(vec4f(x3.y),w3y,fma(vec4f(x3.x),w3x,sum0))));
let w4x=weight3[ky*160u+input*16u+block+128u];
let w4y=weight3[ky*160u+input*16u+block+132u];
let w4z=weight3[ky*160u+input*16u+block+136u];
let w4w=weight3[ky*160u+input*16u+block+140u];
sum0=fma(vec4f(x4.w),w4w,fma(vec4f(x4.z),w4z,fma(vec4f(x4.y),w4y,fma(vec4f(x4.x),w4x,sum0))));
}
}
let sum0_out=safe_tanh(sum0);
y[image][oy*40u+(ox)*4u+block]=sum0_out;
}
}
`,bindings:[{name:"x",access:"read"},{name:"weight1",access:"read"},{name:"bias1",access:"read"},{name:"weight3",access:"read"},{name:"bias3",access:"read"},{name:"y",access:"read_write"}],workgroups:[10,1]},{name:"softmax1",wgsl:`
















@group(0)@binding(0)var<storage,read>x:array<array<vec4f,400>>;
@group(0)@binding(1)var<storage,read>weight2:array<vec4f,12000>;
@group(0)@binding(2)var<storage,read>bias2:array<vec4f,30>;
@group(0)@binding(3)var<storage,read>weight3:array<vec4f,2520>;
@group(0)@binding(4)var<storage,read>bias3:array<vec4f,21>;
@group(0)@binding(5)var<storage,read>weight4:array<vec4f,252>;
@group(0)@binding(6)var<storage,read>bias4:array<vec4f,3>;
@group(0)@binding(7)var<storage,read_write>y:array<array<f32,10>>;

var<workgroup>held_a:array<vec4f,100>;
var<workgroup>held_b:array<vec4f,30>;

fn safe_tanh(x:vec4f)->vec4f{
return vec4f(1.0f)-vec4f(2.0f)/(exp(vec4f(2.0f)*max(vec4f(-10.0f),min(vec4f(10.0f),x)))+vec4f(1.0f));
}

@compute@workgroup_size(128)
fn main(@builtin(workgroup_id)workgroup_id:vec3u,@builtin(local_invocation_index)lane:u32){
let image=workgroup_id.z;
let group=workgroup_id.x;

if(lane<100u){
let i=lane;
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
held_a[oy*20u+ox*4u+block]=result;
}
workgroupBarrier();

if(lane<30u){
let i=lane;
let oy=0u;
let ox=0u;
let block=i%30u;
var sum0=bias2[block];
for(var ky=0u;ky<5u;ky++){
let iy=oy+ky;
for(var input=0u;input<4u;input++){
let x0=held_a[iy*20u+(ox)*4u+input];
let x1=held_a[iy*20u+(ox+1u)*4u+input];
let x2=held_a[iy*20u+(ox+2u)*4u+input];
let x3=held_a[iy*20u+(ox+3u)*4u+input];
let x4=held_a[iy*20u+(ox+4u)*4u+input];
let w0x=weight2[ky*2400u+input*120u+block];
let w0y=weight2[ky*2400u+input*120u+block+30u];
let w0z=weight2[ky*2400u+input*120u+block+60u];
let w0w=weight2[ky*2400u+input*120u+block+90u];
sum0=fma(vec4f(x0.w),w0w,fma(vec4f(x0.z),w0z,fma(vec4f(x0.y),w0y,fma(vec4f(x0.x),w0x,sum0))));
let w1x=weight2[ky*2400u+input*120u+block+480u];
let w1y=weight2[ky*2400u+input*120u+block+510u];
let w1z=weight2[ky*2400u+input*120u+block+540u];
let w1w=weight2[ky*2400u+input*120u+block+570u];
sum0=fma(vec4f(x1.w),w1w,fma(vec4f(x1.z),w1z,fma(vec4f(x1.y),w1y,fma(vec4f(x1.x),w1x,sum0))));
let w2x=weight2[ky*2400u+input*120u+block+960u];
let w2y=weight2[ky*2400u+input*120u+block+990u];
let w2z=weight2[ky*2400u+input*120u+block+1020u];
let w2w=weight2[ky*2400u+input*120u+block+1050u];
sum0=fma(vec4f(x2.w),w2w,fma(vec4f(x2.z),w2z,fma(vec4f(x2.y),w2y,fma(vec4f(x2.x),w2x,sum0))));
let w3x=weight2[ky*2400u+input*120u+block+1440u];
let w3y=weight2[ky*2400u+input*120u+block+1470u];
let w3z=weight2[ky*2400u+input*120u+block+1500u];
let w3w=weight2[ky*2400u+input*120u+block+1530u];
sum0=fma(vec4f(x3.w),w3w,fma(vec4f(x3.z),w3z,fma(vec4f(x3.y),w3y,fma(vec4f(x3.x),w3x,sum0))));
let w4x=weight2[ky*2400u+input*120u+block+1920u];
let w4y=weight2[ky*2400u+input*120u+block+1950u];
let w4z=weight2[ky*2400u+input*120u+block+1980u];
let w4w=weight2[ky*2400u+input*120u+block+2010u];
sum0=fma(vec4f(x4.w),w4w,fma(vec4f(x4.z),w4z,fma(vec4f(x4.y),w4y,fma(vec4f(x4.x),w4x,sum0))));
}
}
let sum0_out=safe_tanh(sum0);
held_b[oy*30u+(ox)*30u+block]=sum0_out;
}
workgroupBarrier();

if(lane<21u){
let i=lane;
let block=i;
var sum0=bias3[block];
for(var input=0u;input<30u;input++){
let x0=held_b[input];
let w0x=weight3[input*84u+block];
let w0y=weight3[input*84u+block+21u];
let w0z=weight3[input*84u+block+42u];
let w0w=weight3[input*84u+block+63u];
sum0=fma(vec4f(x0.w),w0w,fma(vec4f(x0.z),w0z,fma(vec4f(x0.y),w0y,fma(vec4f(x0.x),w0x,sum0))));
}
let sum0_out=safe_tanh(sum0);
held_a[block]=sum0_out;
}
workgroupBarrier();

if(lane<3u){
let i=lane;
let block=i;
var sum0=bias4[block];
for(var input=0u;input<21u;input++){
let x0=held_a[input];
let w0x=weight4[input*12u+block];
let w0y=weight4[input*12u+block+3u];
let w0z=weight4[input*12u+block+6u];
let w0w=weight4[input*12u+block+9u];
sum0=fma(vec4f(x0.w),w0w,fma(vec4f(x0.z),w0z,fma(vec4f(x0.y),w0y,fma(vec4f(x0.x),w0x,sum0))));
}
let sum0_out=sum0;
held_b[block]=sum0_out;
}
workgroupBarrier();

if(lane<1u){
let i=lane;
let first=held_b[0u/4u][0u%4u];
var largest=first;
var total=1.0f;
for(var channel=1u;channel<10u;channel++){
let element=held_b[channel/4u][channel%4u];
let next_largest=max(largest,element);
let next_total=total*exp(largest-max(largest,element))+exp(element-max(largest,element));
largest=next_largest;
total=next_total;
}
for(var channel=0u;channel<10u;channel+=1u){
y[image][channel]=exp(held_b[channel/4u][channel%4u]-largest)/total;
}
}
}
`,bindings:[{name:"x",access:"read"},{name:"weight2",access:"read"},{name:"bias2",access:"read"},{name:"weight3",access:"read"},{name:"bias3",access:"read"},{name:"weight4",access:"read"},{name:"bias4",access:"read"},{name:"y",access:"read_write"}],workgroups:[1,1]}];
export const variant = {name:"portable",device:"portable",features:[],limits:{},buffers:[{name:"input image",kind:"input",bytes:3328,perImage:true},{name:"output softmax1",kind:"output",bytes:256,perImage:true},{name:"activations a",kind:"activations",bytes:6400,perImage:true},{name:"weights",kind:"weights",bytes:252160,perImage:false}],slots:[{name:"image",buffer:0,offset:0,bytes:3136,tensor:{shape:[1,28,28],layout:"nchw"}},{name:"softmax1",buffer:1,offset:0,bytes:40,tensor:{shape:[10],layout:"nchw"}},{name:"tanh2",buffer:2,offset:0,bytes:6400,tensor:{shape:[16,10,10],layout:"nhwc4"}},{name:"conv1.weight",buffer:3,offset:0,bytes:800},{name:"conv1.bias",buffer:3,offset:1024,bytes:32},{name:"conv2.weight",buffer:3,offset:1280,bytes:12800},{name:"conv2.bias",buffer:3,offset:14080,bytes:64},{name:"fc1.weight",buffer:3,offset:14336,bytes:192000},{name:"fc1.bias",buffer:3,offset:206336,bytes:480},{name:"fc2.weight",buffer:3,offset:206848,bytes:40320},{name:"fc2.bias",buffer:3,offset:247296,bytes:336},{name:"fc3.weight",buffer:3,offset:247808,bytes:4032},{name:"fc3.bias",buffer:3,offset:251904,bytes:48}],recipes:[{slot:3,source:"conv1.weight",extents:[6,1,5,5],start:[0,0,0,0],dims:[{size:5,axis:2,step:1},{size:5,axis:3,step:1},{size:8,axis:0,step:1}]},{slot:4,source:"conv1.bias",extents:[6],start:[0],dims:[{size:8,axis:0,step:1}]},{slot:5,source:"conv2.weight",extents:[16,6,5,5],start:[0,0,0,0],dims:[{size:5,axis:2,step:1},{size:5,axis:3,step:1},{size:8,axis:1,step:1},{size:16,axis:0,step:1}]},{slot:6,source:"conv2.bias",extents:[16],start:[0],dims:[{size:16,axis:0,step:1}]},{slot:7,source:"fc1.weight",extents:[120,16,5,5],start:[0,0,0,0],dims:[{size:5,axis:2,step:1},{size:5,axis:3,step:1},{size:16,axis:1,step:1},{size:120,axis:0,step:1}]},{slot:8,source:"fc1.bias",extents:[120],start:[0],dims:[{size:120,axis:0,step:1}]},{slot:9,source:"fc2.weight",extents:[84,120],start:[0,0],dims:[{size:120,axis:1,step:1},{size:84,axis:0,step:1}]},{slot:10,source:"fc2.bias",extents:[84],start:[0],dims:[{size:84,axis:0,step:1}]},{slot:11,source:"fc3.weight",extents:[10,84],start:[0,0],dims:[{size:84,axis:1,step:1},{size:12,axis:0,step:1}]},{slot:12,source:"fc3.bias",extents:[10],start:[0],dims:[{size:12,axis:0,step:1}]}],inputs:[0],outputs:[1],entryPoints:{run:[{kernel:0,label:"conv1 + tanh1 + avgpool1 + conv2 + tanh2",slots:[0,3,4,5,6,2]},{kernel:1,label:"avgpool2 + fc1 + tanh3 + fc2 + tanh4 + fc3 + softmax1",slots:[2,7,8,9,10,11,12,1]}]}};
