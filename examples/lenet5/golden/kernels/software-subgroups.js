// LeNet5, variant software-subgroups
export const kernels = [{name:"conv2",wgsl:`



enable subgroups;

@group(0)@binding(0)var<storage,read>x:array<array<f32,1176>>;
@group(0)@binding(1)var<storage,read>weight:array<f32,2400>;
@group(0)@binding(2)var<storage,read>bias:array<f32,16>;
@group(0)@binding(3)var<storage,read_write>y:array<array<f32,1600>>;

fn safe_tanh(x:f32)->f32{
return 1.0f-2.0f/(exp(2.0f*max(-10.0f,min(10.0f,x)))+1.0f);
}

@compute@workgroup_size(20)
fn main(@builtin(workgroup_id)workgroup_id:vec3u,@builtin(local_invocation_index)lane:u32,@builtin(subgroup_invocation_id)subgroup_lane:u32){
let image=workgroup_id.z;
let group=workgroup_id.x;
let place=lane;
let ox=place%10u;
let oy=place/10u*5u;
let part=group;
let first=part*4u;
let own=subgroup_lane&3u;
var sum:array<f32,20>;
for(var step=0u;step<30u;step++){
let input=step/5u;
let kx=step%5u;
let ix=ox+kx;
let x0=x[image][input*196u+(oy)*14u+ix];
let x1=x[image][input*196u+(oy+1u)*14u+ix];
let x2=x[image][input*196u+(oy+2u)*14u+ix];
let x3=x[image][input*196u+(oy+3u)*14u+ix];
let x4=x[image][input*196u+(oy+4u)*14u+ix];
let x5=x[image][input*196u+(oy+5u)*14u+ix];
let x6=x[image][input*196u+(oy+6u)*14u+ix];
let x7=x[image][input*196u+(oy+7u)*14u+ix];
let x8=x[image][input*196u+(oy+8u)*14u+ix];
let w0_0=weight[part*600u+input*100u+kx*20u+own];
let w1_0=weight[part*600u+input*100u+kx*20u+own+4u];
let w2_0=weight[part*600u+input*100u+kx*20u+own+8u];
let w3_0=weight[part*600u+input*100u+kx*20u+own+12u];
let w4_0=weight[part*600u+input*100u+kx*20u+own+16u];
{
let v0=subgroupBroadcast(w0_0,0u);
let v1=subgroupBroadcast(w1_0,0u);
let v2=subgroupBroadcast(w2_0,0u);
let v3=subgroupBroadcast(w3_0,0u);
let v4=subgroupBroadcast(w4_0,0u);
sum[0]=fma(v4,x4,fma(v3,x3,fma(v2,x2,fma(v1,x1,fma(v0,x0,sum[0])))));
sum[1]=fma(v4,x5,fma(v3,x4,fma(v2,x3,fma(v1,x2,fma(v0,x1,sum[1])))));
sum[2]=fma(v4,x6,fma(v3,x5,fma(v2,x4,fma(v1,x3,fma(v0,x2,sum[2])))));
sum[3]=fma(v4,x7,fma(v3,x6,fma(v2,x5,fma(v1,x4,fma(v0,x3,sum[3])))));
sum[4]=fma(v4,x8,fma(v3,x7,fma(v2,x6,fma(v1,x5,fma(v0,x4,sum[4])))));
}
{
let v0=subgroupBroadcast(w0_0,1u);
let v1=subgroupBroadcast(w1_0,1u);
let v2=subgroupBroadcast(w2_0,1u);
let v3=subgroupBroadcast(w3_0,1u);
let v4=subgroupBroadcast(w4_0,1u);
sum[5]=fma(v4,x4,fma(v3,x3,fma(v2,x2,fma(v1,x1,fma(v0,x0,sum[5])))));
sum[6]=fma(v4,x5,fma(v3,x4,fma(v2,x3,fma(v1,x2,fma(v0,x1,sum[6])))));
sum[7]=fma(v4,x6,fma(v3,x5,fma(v2,x4,fma(v1,x3,fma(v0,x2,sum[7])))));
sum[8]=fma(v4,x7,fma(v3,x6,fma(v2,x5,fma(v1,x4,fma(v0,x3,sum[8])))));
sum[9]=fma(v4,x8,fma(v3,x7,fma(v2,x6,fma(v1,x5,fma(v0,x4,sum[9])))));
}
{
let v0=subgroupBroadcast(w0_0,2u);
let v1=subgroupBroadcast(w1_0,2u);
let v2=subgroupBroadcast(w2_0,2u);
let v3=subgroupBroadcast(w3_0,2u);
let v4=subgroupBroadcast(w4_0,2u);
sum[10]=fma(v4,x4,fma(v3,x3,fma(v2,x2,fma(v1,x1,fma(v0,x0,sum[10])))));
sum[11]=fma(v4,x5,fma(v3,x4,fma(v2,x3,fma(v1,x2,fma(v0,x1,sum[11])))));
sum[12]=fma(v4,x6,fma(v3,x5,fma(v2,x4,fma(v1,x3,fma(v0,x2,sum[12])))));
sum[13]=fma(v4,x7,fma(v3,x6,fma(v2,x5,fma(v1,x4,fma(v0,x3,sum[13])))));
sum[14]=fma(v4,x8,fma(v3,x7,fma(v2,x6,fma(v1,x5,fma(v0,x4,sum[14])))));
}
{
let v0=subgroupBroadcast(w0_0,3u);
let v1=subgroupBroadcast(w1_0,3u);
let v2=subgroupBroadcast(w2_0,3u);
let v3=subgroupBroadcast(w3_0,3u);
let v4=subgroupBroadcast(w4_0,3u);
sum[15]=fma(v4,x4,fma(v3,x3,fma(v2,x2,fma(v1,x1,fma(v0,x0,sum[15])))));
sum[16]=fma(v4,x5,fma(v3,x4,fma(v2,x3,fma(v1,x2,fma(v0,x1,sum[16])))));
sum[17]=fma(v4,x6,fma(v3,x5,fma(v2,x4,fma(v1,x3,fma(v0,x2,sum[17])))));
sum[18]=fma(v4,x7,fma(v3,x6,fma(v2,x5,fma(v1,x4,fma(v0,x3,sum[18])))));
sum[19]=fma(v4,x8,fma(v3,x7,fma(v2,x6,fma(v1,x5,fma(v0,x4,sum[19])))));
}
}
for(var step=0u;step<20u;step++){
let c=step/5u;
let r=step%5u;
y[image][(first+c)*100u+(oy+r)*10u+ox]=safe_tanh((sum[c*5u+r]+bias[first+c]));
}
}
`,bindings:[{name:"x",access:"read"},{name:"weight",access:"read"},{name:"bias",access:"read"},{name:"y",access:"read_write"}],workgroups:[4,1]},{name:"conv1",wgsl:`



enable subgroups;

@group(0)@binding(0)var<storage,read>x:array<array<f32,784>>;
@group(0)@binding(1)var<storage,read>weight:array<f32,200>;
@group(0)@binding(2)var<storage,read>bias:array<f32,6>;
@group(0)@binding(3)var<storage,read_write>y:array<array<f32,4704>>;

fn safe_tanh(x:f32)->f32{
return 1.0f-2.0f/(exp(2.0f*max(-10.0f,min(10.0f,x)))+1.0f);
}

@compute@workgroup_size(28)
fn main(@builtin(workgroup_id)workgroup_id:vec3u,@builtin(local_invocation_index)lane:u32,@builtin(subgroup_invocation_id)subgroup_lane:u32){
let image=workgroup_id.z;
let group=workgroup_id.x;
let place=group%7u*28u+lane;
let ox=place%28u;
let oy=place/28u*4u;
let part=group/7u;
let first=part*4u;
let own=subgroup_lane&3u;
var sum:array<f32,16>;
for(var kx=0u;kx<5u;kx++){
let ix=ox+kx-2u;
let ix_inside=ix<28u;
let x0=select(0.0f,x[image][(oy-2u)*28u+ix],((oy-2u)<28u)&ix_inside);
let x1=select(0.0f,x[image][(oy-1u)*28u+ix],((oy-1u)<28u)&ix_inside);
let x2=select(0.0f,x[image][(oy)*28u+ix],ix_inside);
let x3=select(0.0f,x[image][(oy+1u)*28u+ix],ix_inside);
let x4=select(0.0f,x[image][(oy+2u)*28u+ix],ix_inside);
let x5=select(0.0f,x[image][(oy+3u)*28u+ix],ix_inside);
let x6=select(0.0f,x[image][(oy+4u)*28u+ix],((oy+4u)<28u)&ix_inside);
let x7=select(0.0f,x[image][(oy+5u)*28u+ix],((oy+5u)<28u)&ix_inside);
let w0_0=weight[part*100u+kx*20u+own];
let w1_0=weight[part*100u+kx*20u+own+4u];
let w2_0=weight[part*100u+kx*20u+own+8u];
let w3_0=weight[part*100u+kx*20u+own+12u];
let w4_0=weight[part*100u+kx*20u+own+16u];
{
let v0=subgroupBroadcast(w0_0,0u);
let v1=subgroupBroadcast(w1_0,0u);
let v2=subgroupBroadcast(w2_0,0u);
let v3=subgroupBroadcast(w3_0,0u);
let v4=subgroupBroadcast(w4_0,0u);
sum[0]=fma(v4,x4,fma(v3,x3,fma(v2,x2,fma(v1,x1,fma(v0,x0,sum[0])))));
sum[1]=fma(v4,x5,fma(v3,x4,fma(v2,x3,fma(v1,x2,fma(v0,x1,sum[1])))));
sum[2]=fma(v4,x6,fma(v3,x5,fma(v2,x4,fma(v1,x3,fma(v0,x2,sum[2])))));
sum[3]=fma(v4,x7,fma(v3,x6,fma(v2,x5,fma(v1,x4,fma(v0,x3,sum[3])))));
}
{
let v0=subgroupBroadcast(w0_0,1u);
let v1=subgroupBroadcast(w1_0,1u);
let v2=subgroupBroadcast(w2_0,1u);
let v3=subgroupBroadcast(w3_0,1u);
let v4=subgroupBroadcast(w4_0,1u);
sum[4]=fma(v4,x4,fma(v3,x3,fma(v2,x2,fma(v1,x1,fma(v0,x0,sum[4])))));
sum[5]=fma(v4,x5,fma(v3,x4,fma(v2,x3,fma(v1,x2,fma(v0,x1,sum[5])))));
sum[6]=fma(v4,x6,fma(v3,x5,fma(v2,x4,fma(v1,x3,fma(v0,x2,sum[6])))));
sum[7]=fma(v4,x7,fma(v3,x6,fma(v2,x5,fma(v1,x4,fma(v0,x3,sum[7])))));
}
{
let v0=subgroupBroadcast(w0_0,2u);
let v1=subgroupBroadcast(w1_0,2u);
let v2=subgroupBroadcast(w2_0,2u);
let v3=subgroupBroadcast(w3_0,2u);
let v4=subgroupBroadcast(w4_0,2u);
sum[8]=fma(v4,x4,fma(v3,x3,fma(v2,x2,fma(v1,x1,fma(v0,x0,sum[8])))));
sum[9]=fma(v4,x5,fma(v3,x4,fma(v2,x3,fma(v1,x2,fma(v0,x1,sum[9])))));
sum[10]=fma(v4,x6,fma(v3,x5,fma(v2,x4,fma(v1,x3,fma(v0,x2,sum[10])))));
sum[11]=fma(v4,x7,fma(v3,x6,fma(v2,x5,fma(v1,x4,fma(v0,x3,sum[11])))));
}
{
let v0=subgroupBroadcast(w0_0,3u);
let v1=subgroupBroadcast(w1_0,3u);
let v2=subgroupBroadcast(w2_0,3u);
let v3=subgroupBroadcast(w3_0,3u);
let v4=subgroupBroadcast(w4_0,3u);
sum[12]=fma(v4,x4,fma(v3,x3,fma(v2,x2,fma(v1,x1,fma(v0,x0,sum[12])))));
sum[13]=fma(v4,x5,fma(v3,x4,fma(v2,x3,fma(v1,x2,fma(v0,x1,sum[13])))));
sum[14]=fma(v4,x6,fma(v3,x5,fma(v2,x4,fma(v1,x3,fma(v0,x2,sum[14])))));
sum[15]=fma(v4,x7,fma(v3,x6,fma(v2,x5,fma(v1,x4,fma(v0,x3,sum[15])))));
}
}
for(var step=0u;step<16u;step++){
let c=step/4u;
let r=step%4u;
if(first+c<6u){
y[image][(first+c)*784u+(oy+r)*28u+ox]=safe_tanh((sum[c*4u+r]+bias[first+c]));
}
}
}
`,bindings:[{name:"x",access:"read"},{name:"weight",access:"read"},{name:"bias",access:"read"},{name:"y",access:"read_write"}],workgroups:[14,1]},{name:"fc1",wgsl:`




@group(0)@binding(0)var<storage,read>x:array<array<f32,400>>;
@group(0)@binding(1)var<storage,read>weight:array<vec4f,12000>;
@group(0)@binding(2)var<storage,read>bias:array<vec4f,30>;
@group(0)@binding(3)var<storage,read_write>y:array<array<f32,120>>;

fn safe_tanh(x:vec4f)->vec4f{
return vec4f(1.0f)-vec4f(2.0f)/(exp(vec4f(2.0f)*max(vec4f(-10.0f),min(vec4f(10.0f),x)))+vec4f(1.0f));
}

@compute@workgroup_size(16)
fn main(@builtin(workgroup_id)workgroup_id:vec3u,@builtin(local_invocation_index)lane:u32){
let image=workgroup_id.z;
let group=workgroup_id.x;
let block=min(group*16u+lane%16u,29u);
var sum0=vec4f();
for(var step=lane/16u;step<100u;step+=1u){
let input=step;
let x0=vec4f(x[image][(input*4u)],x[image][(input*4u+1u)],x[image][(input*4u+2u)],x[image][(input*4u+3u)]);
let w0=weight[step*120u+block];
sum0=fma(vec4f(x0.x),w0,sum0);
let w1=weight[step*120u+block+30u];
sum0=fma(vec4f(x0.y),w1,sum0);
let w2=weight[step*120u+block+60u];
sum0=fma(vec4f(x0.z),w2,sum0);
let w3=weight[step*120u+block+90u];
sum0=fma(vec4f(x0.w),w3,sum0);
}
if(lane<16u&&group*16u+lane%16u<30u){
let start=bias[block];
let out0=safe_tanh((sum0+start));
y[image][(block*4u)]=out0[0];
y[image][(block*4u+1u)]=out0[1];
y[image][(block*4u+2u)]=out0[2];
y[image][(block*4u+3u)]=out0[3];
}
}
`,bindings:[{name:"x",access:"read"},{name:"weight",access:"read"},{name:"bias",access:"read"},{name:"y",access:"read_write"}],workgroups:[2,1]},{name:"fc2",wgsl:`




@group(0)@binding(0)var<storage,read>x:array<array<f32,120>>;
@group(0)@binding(1)var<storage,read>weight:array<vec4f,2520>;
@group(0)@binding(2)var<storage,read>bias:array<vec4f,21>;
@group(0)@binding(3)var<storage,read_write>y:array<array<f32,84>>;

fn safe_tanh(x:vec4f)->vec4f{
return vec4f(1.0f)-vec4f(2.0f)/(exp(vec4f(2.0f)*max(vec4f(-10.0f),min(vec4f(10.0f),x)))+vec4f(1.0f));
}

@compute@workgroup_size(64)
fn main(@builtin(workgroup_id)workgroup_id:vec3u,@builtin(local_invocation_index)lane:u32){
let image=workgroup_id.z;
let i=workgroup_id.x*64u+lane;
if(i>=21u){return;}
let block=i;
let start0=bias[block];
var sum=array<vec4f,1>(start0);
for(var input=0u;input<120u;input++){
let x0=x[image][input];
let w0=weight[input*21u+block];
sum[0]=fma(vec4f(x0),w0,sum[0]);
}
let result=safe_tanh(sum[0u]);
y[image][(block*4u)]=result[0];
y[image][(block*4u+1u)]=result[1];
y[image][(block*4u+2u)]=result[2];
y[image][(block*4u+3u)]=result[3];
}
`,bindings:[{name:"x",access:"read"},{name:"weight",access:"read"},{name:"bias",access:"read"},{name:"y",access:"read_write"}],workgroups:[1,1]},{name:"avgpool1",wgsl:`




@group(0)@binding(0)var<storage,read>x:array<array<f32,4704>>;
@group(0)@binding(1)var<storage,read_write>y:array<array<f32,1176>>;

@compute@workgroup_size(64)
fn main(@builtin(workgroup_id)workgroup_id:vec3u,@builtin(local_invocation_index)lane:u32){
let image=workgroup_id.z;
let i=workgroup_id.x*64u+lane;
if(i>=1176u){return;}
let channel=i/196u;
let oy=i/14u%14u;
let ox=i%14u;
let x0=x[image][channel*784u+(oy*2u)*28u+(ox*2u)];
var sum=x0;
let x1=x[image][channel*784u+(oy*2u)*28u+(ox*2u+1u)];
sum=sum+x1;
let x2=x[image][channel*784u+(oy*2u+1u)*28u+(ox*2u)];
sum=sum+x2;
let x3=x[image][channel*784u+(oy*2u+1u)*28u+(ox*2u+1u)];
sum=sum+x3;
y[image][channel*196u+oy*14u+ox]=sum*0.25f;
}
`,bindings:[{name:"x",access:"read"},{name:"y",access:"read_write"}],workgroups:[19,1]},{name:"avgpool2",wgsl:`




@group(0)@binding(0)var<storage,read>x:array<array<f32,1600>>;
@group(0)@binding(1)var<storage,read_write>y:array<array<f32,400>>;

@compute@workgroup_size(64)
fn main(@builtin(workgroup_id)workgroup_id:vec3u,@builtin(local_invocation_index)lane:u32){
let image=workgroup_id.z;
let i=workgroup_id.x*64u+lane;
if(i>=400u){return;}
let channel=i/25u;
let oy=i/5u%5u;
let ox=i%5u;
let x0=x[image][channel*100u+(oy*2u)*10u+(ox*2u)];
var sum=x0;
let x1=x[image][channel*100u+(oy*2u)*10u+(ox*2u+1u)];
sum=sum+x1;
let x2=x[image][channel*100u+(oy*2u+1u)*10u+(ox*2u)];
sum=sum+x2;
let x3=x[image][channel*100u+(oy*2u+1u)*10u+(ox*2u+1u)];
sum=sum+x3;
y[image][channel*25u+oy*5u+ox]=sum*0.25f;
}
`,bindings:[{name:"x",access:"read"},{name:"y",access:"read_write"}],workgroups:[7,1]},{name:"softmax1",wgsl:`




@group(0)@binding(0)var<storage,read>x:array<array<f32,10>>;
@group(0)@binding(1)var<storage,read_write>y:array<array<f32,10>>;

@compute@workgroup_size(1)
fn main(@builtin(workgroup_id)workgroup_id:vec3u,@builtin(local_invocation_index)lane:u32){
let image=workgroup_id.z;
let i=workgroup_id.x*1u+lane;
let first=x[image][0u];
var largest=first;
var total=1.0f;
for(var channel=1u;channel<10u;channel++){
let element=x[image][channel];
let next_largest=max(largest,element);
let next_total=total*exp(largest-max(largest,element))+exp(element-max(largest,element));
largest=next_largest;
total=next_total;
}
for(var channel=0u;channel<10u;channel+=1u){
y[image][channel]=exp(x[image][channel]-largest)/total;
}
}
`,bindings:[{name:"x",access:"read"},{name:"y",access:"read_write"}],workgroups:[1,1]},{name:"fc3",wgsl:`




@group(0)@binding(0)var<storage,read>x:array<array<f32,84>>;
@group(0)@binding(1)var<storage,read>weight:array<f32,840>;
@group(0)@binding(2)var<storage,read>bias:array<f32,10>;
@group(0)@binding(3)var<storage,read_write>y:array<array<f32,10>>;

fn convolve(image:u32,channel:u32)->f32{
var sum=bias[channel];
for(var input=0u;input<84u;input++){
sum+=x[image][input]*weight[channel*84u+input];
}
return sum;
}

@compute@workgroup_size(64)
fn main(@builtin(workgroup_id)workgroup_id:vec3u,@builtin(local_invocation_index)lane:u32){
let image=workgroup_id.z;
let i=workgroup_id.x*64u+lane;
if(i>=10u){return;}
let channel=i;
y[image][channel]=convolve(image,channel);
}
`,bindings:[{name:"x",access:"read"},{name:"weight",access:"read"},{name:"bias",access:"read"},{name:"y",access:"read_write"}],workgroups:[1,1]}];
export const variant = {name:"software-subgroups",device:"software",features:["subgroups"],limits:{},buffers:[{name:"input image",kind:"input",bytes:3328,perImage:true},{name:"output softmax1",kind:"output",bytes:256,perImage:true},{name:"activations a",kind:"activations",bytes:18944,perImage:true},{name:"activations b",kind:"activations",bytes:4864,perImage:true},{name:"weights",kind:"weights",bytes:248576,perImage:false}],slots:[{name:"image",buffer:0,offset:0,bytes:3136,tensor:{shape:[1,28,28],layout:"nchw"}},{name:"softmax1",buffer:1,offset:0,bytes:40,tensor:{shape:[10],layout:"nchw"}},{name:"tanh1",buffer:2,offset:0,bytes:18816,tensor:{shape:[6,28,28],layout:"nchw"}},{name:"avgpool1",buffer:3,offset:0,bytes:4704,tensor:{shape:[6,14,14],layout:"nchw"}},{name:"tanh2",buffer:2,offset:0,bytes:6400,tensor:{shape:[16,10,10],layout:"nchw"}},{name:"avgpool2",buffer:3,offset:0,bytes:1600,tensor:{shape:[16,5,5],layout:"nchw"}},{name:"tanh3",buffer:2,offset:0,bytes:480,tensor:{shape:[120],layout:"nchw"}},{name:"tanh4",buffer:3,offset:0,bytes:336,tensor:{shape:[84],layout:"nchw"}},{name:"fc3",buffer:2,offset:0,bytes:40,tensor:{shape:[10],layout:"nchw"}},{name:"conv1.weight",buffer:4,offset:0,bytes:800},{name:"conv1.bias",buffer:4,offset:1024,bytes:24},{name:"conv2.weight",buffer:4,offset:1280,bytes:9600},{name:"conv2.bias",buffer:4,offset:11008,bytes:64},{name:"fc1.weight",buffer:4,offset:11264,bytes:192000},{name:"fc1.bias",buffer:4,offset:203264,bytes:480},{name:"fc2.weight",buffer:4,offset:203776,bytes:40320},{name:"fc2.bias",buffer:4,offset:244224,bytes:336},{name:"fc3.weight",buffer:4,offset:244736,bytes:3360},{name:"fc3.bias",buffer:4,offset:248320,bytes:40}],recipes:[{slot:9,source:"conv1.weight",extents:[6,1,5,5],start:[0,0,0,0],dims:[{size:2,axis:0,step:4},{size:5,axis:3,step:1},{size:5,axis:2,step:1},{size:4,axis:0,step:1}]},{slot:10,source:"conv1.bias",extents:[6],start:[0],dims:[{size:6,axis:0,step:1}]},{slot:11,source:"conv2.weight",extents:[16,6,5,5],start:[0,0,0,0],dims:[{size:4,axis:0,step:4},{size:6,axis:1,step:1},{size:5,axis:3,step:1},{size:5,axis:2,step:1},{size:4,axis:0,step:1}]},{slot:12,source:"conv2.bias",extents:[16],start:[0],dims:[{size:16,axis:0,step:1}]},{slot:13,source:"fc1.weight",extents:[120,400],start:[0,0],dims:[{size:400,axis:1,step:1},{size:120,axis:0,step:1}]},{slot:14,source:"fc1.bias",extents:[120],start:[0],dims:[{size:120,axis:0,step:1}]},{slot:15,source:"fc2.weight",extents:[84,120],start:[0,0],dims:[{size:120,axis:1,step:1},{size:84,axis:0,step:1}]},{slot:16,source:"fc2.bias",extents:[84],start:[0],dims:[{size:84,axis:0,step:1}]},{slot:17,source:"fc3.weight",extents:[10,84],start:[0,0],dims:[{size:10,axis:0,step:1},{size:84,axis:1,step:1}]},{slot:18,source:"fc3.bias",extents:[10],start:[0],dims:[{size:10,axis:0,step:1}]}],inputs:[0],outputs:[1],entryPoints:{run:[{kernel:1,label:"conv1 + tanh1",slots:[0,9,10,2]},{kernel:4,label:"avgpool1",slots:[2,3]},{kernel:0,label:"conv2 + tanh2",slots:[3,11,12,4]},{kernel:5,label:"avgpool2",slots:[4,5]},{kernel:2,label:"fc1 + tanh3",slots:[5,13,14,6]},{kernel:3,label:"fc2 + tanh4",slots:[6,15,16,7]},{kernel:7,label:"fc3",slots:[7,17,18,8]},{kernel:6,label:"softmax1",slots:[8,1]}]}};
