// Filters, variant software
export const kernels = [{name:"conv1",wgsl:`





@group(0)@binding(0)var<storage,read>x:array<array<f32,147456>>;
@group(0)@binding(1)var<storage,read>weight:array<f32,27>;
@group(0)@binding(2)var<storage,read_write>y:array<array<f32,147456>>;

@compute@workgroup_size(64)
fn main(@builtin(workgroup_id)workgroup_id:vec3u,@builtin(local_invocation_index)lane:u32){
let image=workgroup_id.z;
let i=workgroup_id.x*64u+lane;
let channel=i/3072u;
let row=i/64u%48u;
let column=i%64u;
let oy=row*4u;
let ox=column*4u;
let start=f32();
var sum0_0=start;
var sum0_1=start;
var sum0_2=start;
var sum0_3=start;
var sum1_0=start;
var sum1_1=start;
var sum1_2=start;
var sum1_3=start;
var sum2_0=start;
var sum2_1=start;
var sum2_2=start;
var sum2_3=start;
var sum3_0=start;
var sum3_1=start;
var sum3_2=start;
var sum3_3=start;
let w0=weight[channel*9u];
let w1=weight[channel*9u+1u];
let w2=weight[channel*9u+2u];
let w3=weight[channel*9u+3u];
let w4=weight[channel*9u+4u];
let w5=weight[channel*9u+5u];
let w6=weight[channel*9u+6u];
let w7=weight[channel*9u+7u];
let w8=weight[channel*9u+8u];
let iy0=oy-1u;
let iy0_inside=iy0<192u;
let iy1=oy;
let iy1_inside=iy1<192u;
let iy2=oy+1u;
let iy2_inside=iy2<192u;
let iy3=oy+2u;
let iy3_inside=iy3<192u;
let iy4=oy+3u;
let iy4_inside=iy4<192u;
let iy5=oy+4u;
let iy5_inside=iy5<192u;
let ix0=ox-1u;
let ix0_inside=ix0<256u;
let ix1=ox;
let ix1_inside=ix1<256u;
let ix2=ox+1u;
let ix2_inside=ix2<256u;
let ix3=ox+2u;
let ix3_inside=ix3<256u;
let ix4=ox+3u;
let ix4_inside=ix4<256u;
let ix5=ox+4u;
let ix5_inside=ix5<256u;
let x0_0=select(0.0f,x[image][channel*49152u+iy0*256u+ix0],iy0_inside&ix0_inside);
sum0_0=fma(x0_0,w0,sum0_0);
let x0_1=select(0.0f,x[image][channel*49152u+iy0*256u+ix1],iy0_inside&ix1_inside);
sum0_0=fma(x0_1,w1,sum0_0);
sum0_1=fma(x0_1,w0,sum0_1);
let x0_2=select(0.0f,x[image][channel*49152u+iy0*256u+ix2],iy0_inside&ix2_inside);
sum0_0=fma(x0_2,w2,sum0_0);
sum0_1=fma(x0_2,w1,sum0_1);
sum0_2=fma(x0_2,w0,sum0_2);
let x0_3=select(0.0f,x[image][channel*49152u+iy0*256u+ix3],iy0_inside&ix3_inside);
sum0_1=fma(x0_3,w2,sum0_1);
sum0_2=fma(x0_3,w1,sum0_2);
sum0_3=fma(x0_3,w0,sum0_3);
let x0_4=select(0.0f,x[image][channel*49152u+iy0*256u+ix4],iy0_inside&ix4_inside);
sum0_2=fma(x0_4,w2,sum0_2);
sum0_3=fma(x0_4,w1,sum0_3);
let x0_5=select(0.0f,x[image][channel*49152u+iy0*256u+ix5],iy0_inside&ix5_inside);
sum0_3=fma(x0_5,w2,sum0_3);
let x1_0=select(0.0f,x[image][channel*49152u+iy1*256u+ix0],iy1_inside&ix0_inside);
sum0_0=fma(x1_0,w3,sum0_0);
sum1_0=fma(x1_0,w0,sum1_0);
let x1_1=select(0.0f,x[image][channel*49152u+iy1*256u+ix1],iy1_inside&ix1_inside);
sum0_0=fma(x1_1,w4,sum0_0);
sum0_1=fma(x1_1,w3,sum0_1);
sum1_0=fma(x1_1,w1,sum1_0);
sum1_1=fma(x1_1,w0,sum1_1);
let x1_2=select(0.0f,x[image][channel*49152u+iy1*256u+ix2],iy1_inside&ix2_inside);
sum0_0=fma(x1_2,w5,sum0_0);
sum0_1=fma(x1_2,w4,sum0_1);
sum0_2=fma(x1_2,w3,sum0_2);
sum1_0=fma(x1_2,w2,sum1_0);
sum1_1=fma(x1_2,w1,sum1_1);
sum1_2=fma(x1_2,w0,sum1_2);
let x1_3=select(0.0f,x[image][channel*49152u+iy1*256u+ix3],iy1_inside&ix3_inside);
sum0_1=fma(x1_3,w5,sum0_1);
sum0_2=fma(x1_3,w4,sum0_2);
sum0_3=fma(x1_3,w3,sum0_3);
sum1_1=fma(x1_3,w2,sum1_1);
sum1_2=fma(x1_3,w1,sum1_2);
sum1_3=fma(x1_3,w0,sum1_3);
let x1_4=select(0.0f,x[image][channel*49152u+iy1*256u+ix4],iy1_inside&ix4_inside);
sum0_2=fma(x1_4,w5,sum0_2);
sum0_3=fma(x1_4,w4,sum0_3);
sum1_2=fma(x1_4,w2,sum1_2);
sum1_3=fma(x1_4,w1,sum1_3);
let x1_5=select(0.0f,x[image][channel*49152u+iy1*256u+ix5],iy1_inside&ix5_inside);
sum0_3=fma(x1_5,w5,sum0_3);
sum1_3=fma(x1_5,w2,sum1_3);
let x2_0=select(0.0f,x[image][channel*49152u+iy2*256u+ix0],iy2_inside&ix0_inside);
sum0_0=fma(x2_0,w6,sum0_0);
sum1_0=fma(x2_0,w3,sum1_0);
sum2_0=fma(x2_0,w0,sum2_0);
let x2_1=select(0.0f,x[image][channel*49152u+iy2*256u+ix1],iy2_inside&ix1_inside);
sum0_0=fma(x2_1,w7,sum0_0);
sum0_1=fma(x2_1,w6,sum0_1);
sum1_0=fma(x2_1,w4,sum1_0);
sum1_1=fma(x2_1,w3,sum1_1);
sum2_0=fma(x2_1,w1,sum2_0);
sum2_1=fma(x2_1,w0,sum2_1);
let x2_2=select(0.0f,x[image][channel*49152u+iy2*256u+ix2],iy2_inside&ix2_inside);
sum0_0=fma(x2_2,w8,sum0_0);
sum0_1=fma(x2_2,w7,sum0_1);
sum0_2=fma(x2_2,w6,sum0_2);
sum1_0=fma(x2_2,w5,sum1_0);
sum1_1=fma(x2_2,w4,sum1_1);
sum1_2=fma(x2_2,w3,sum1_2);
sum2_0=fma(x2_2,w2,sum2_0);
sum2_1=fma(x2_2,w1,sum2_1);
sum2_2=fma(x2_2,w0,sum2_2);
let x2_3=select(0.0f,x[image][channel*49152u+iy2*256u+ix3],iy2_inside&ix3_inside);
sum0_1=fma(x2_3,w8,sum0_1);
sum0_2=fma(x2_3,w7,sum0_2);
sum0_3=fma(x2_3,w6,sum0_3);
sum1_1=fma(x2_3,w5,sum1_1);
sum1_2=fma(x2_3,w4,sum1_2);
sum1_3=fma(x2_3,w3,sum1_3);
sum2_1=fma(x2_3,w2,sum2_1);
sum2_2=fma(x2_3,w1,sum2_2);
sum2_3=fma(x2_3,w0,sum2_3);
let x2_4=select(0.0f,x[image][channel*49152u+iy2*256u+ix4],iy2_inside&ix4_inside);
sum0_2=fma(x2_4,w8,sum0_2);
sum0_3=fma(x2_4,w7,sum0_3);
sum1_2=fma(x2_4,w5,sum1_2);
sum1_3=fma(x2_4,w4,sum1_3);
sum2_2=fma(x2_4,w2,sum2_2);
sum2_3=fma(x2_4,w1,sum2_3);
let x2_5=select(0.0f,x[image][channel*49152u+iy2*256u+ix5],iy2_inside&ix5_inside);
sum0_3=fma(x2_5,w8,sum0_3);
sum1_3=fma(x2_5,w5,sum1_3);
sum2_3=fma(x2_5,w2,sum2_3);
let x3_0=select(0.0f,x[image][channel*49152u+iy3*256u+ix0],iy3_inside&ix0_inside);
sum1_0=fma(x3_0,w6,sum1_0);
sum2_0=fma(x3_0,w3,sum2_0);
sum3_0=fma(x3_0,w0,sum3_0);
let x3_1=select(0.0f,x[image][channel*49152u+iy3*256u+ix1],iy3_inside&ix1_inside);
sum1_0=fma(x3_1,w7,sum1_0);
sum1_1=fma(x3_1,w6,sum1_1);
sum2_0=fma(x3_1,w4,sum2_0);
sum2_1=fma(x3_1,w3,sum2_1);
sum3_0=fma(x3_1,w1,sum3_0);
sum3_1=fma(x3_1,w0,sum3_1);
let x3_2=select(0.0f,x[image][channel*49152u+iy3*256u+ix2],iy3_inside&ix2_inside);
sum1_0=fma(x3_2,w8,sum1_0);
sum1_1=fma(x3_2,w7,sum1_1);
sum1_2=fma(x3_2,w6,sum1_2);
sum2_0=fma(x3_2,w5,sum2_0);
sum2_1=fma(x3_2,w4,sum2_1);
sum2_2=fma(x3_2,w3,sum2_2);
sum3_0=fma(x3_2,w2,sum3_0);
sum3_1=fma(x3_2,w1,sum3_1);
sum3_2=fma(x3_2,w0,sum3_2);
let x3_3=select(0.0f,x[image][channel*49152u+iy3*256u+ix3],iy3_inside&ix3_inside);
sum1_1=fma(x3_3,w8,sum1_1);
sum1_2=fma(x3_3,w7,sum1_2);
sum1_3=fma(x3_3,w6,sum1_3);
sum2_1=fma(x3_3,w5,sum2_1);
sum2_2=fma(x3_3,w4,sum2_2);
sum2_3=fma(x3_3,w3,sum2_3);
sum3_1=fma(x3_3,w2,sum3_1);
sum3_2=fma(x3_3,w1,sum3_2);
sum3_3=fma(x3_3,w0,sum3_3);
let x3_4=select(0.0f,x[image][channel*49152u+iy3*256u+ix4],iy3_inside&ix4_inside);
sum1_2=fma(x3_4,w8,sum1_2);
sum1_3=fma(x3_4,w7,sum1_3);
sum2_2=fma(x3_4,w5,sum2_2);
sum2_3=fma(x3_4,w4,sum2_3);
sum3_2=fma(x3_4,w2,sum3_2);
sum3_3=fma(x3_4,w1,sum3_3);
let x3_5=select(0.0f,x[image][channel*49152u+iy3*256u+ix5],iy3_inside&ix5_inside);
sum1_3=fma(x3_5,w8,sum1_3);
sum2_3=fma(x3_5,w5,sum2_3);
sum3_3=fma(x3_5,w2,sum3_3);
let x4_0=select(0.0f,x[image][channel*49152u+iy4*256u+ix0],iy4_inside&ix0_inside);
sum2_0=fma(x4_0,w6,sum2_0);
sum3_0=fma(x4_0,w3,sum3_0);
let x4_1=select(0.0f,x[image][channel*49152u+iy4*256u+ix1],iy4_inside&ix1_inside);
sum2_0=fma(x4_1,w7,sum2_0);
sum2_1=fma(x4_1,w6,sum2_1);
sum3_0=fma(x4_1,w4,sum3_0);
sum3_1=fma(x4_1,w3,sum3_1);
let x4_2=select(0.0f,x[image][channel*49152u+iy4*256u+ix2],iy4_inside&ix2_inside);
sum2_0=fma(x4_2,w8,sum2_0);
sum2_1=fma(x4_2,w7,sum2_1);
sum2_2=fma(x4_2,w6,sum2_2);
sum3_0=fma(x4_2,w5,sum3_0);
sum3_1=fma(x4_2,w4,sum3_1);
sum3_2=fma(x4_2,w3,sum3_2);
let x4_3=select(0.0f,x[image][channel*49152u+iy4*256u+ix3],iy4_inside&ix3_inside);
sum2_1=fma(x4_3,w8,sum2_1);
sum2_2=fma(x4_3,w7,sum2_2);
sum2_3=fma(x4_3,w6,sum2_3);
sum3_1=fma(x4_3,w5,sum3_1);
sum3_2=fma(x4_3,w4,sum3_2);
sum3_3=fma(x4_3,w3,sum3_3);
let x4_4=select(0.0f,x[image][channel*49152u+iy4*256u+ix4],iy4_inside&ix4_inside);
sum2_2=fma(x4_4,w8,sum2_2);
sum2_3=fma(x4_4,w7,sum2_3);
sum3_2=fma(x4_4,w5,sum3_2);
sum3_3=fma(x4_4,w4,sum3_3);
let x4_5=select(0.0f,x[image][channel*49152u+iy4*256u+ix5],iy4_inside&ix5_inside);
sum2_3=fma(x4_5,w8,sum2_3);
sum3_3=fma(x4_5,w5,sum3_3);
let x5_0=select(0.0f,x[image][channel*49152u+iy5*256u+ix0],iy5_inside&ix0_inside);
sum3_0=fma(x5_0,w6,sum3_0);
let x5_1=select(0.0f,x[image][channel*49152u+iy5*256u+ix1],iy5_inside&ix1_inside);
sum3_0=fma(x5_1,w7,sum3_0);
sum3_1=fma(x5_1,w6,sum3_1);
let x5_2=select(0.0f,x[image][channel*49152u+iy5*256u+ix2],iy5_inside&ix2_inside);
sum3_0=fma(x5_2,w8,sum3_0);
sum3_1=fma(x5_2,w7,sum3_1);
sum3_2=fma(x5_2,w6,sum3_2);
let x5_3=select(0.0f,x[image][channel*49152u+iy5*256u+ix3],iy5_inside&ix3_inside);
sum3_1=fma(x5_3,w8,sum3_1);
sum3_2=fma(x5_3,w7,sum3_2);
sum3_3=fma(x5_3,w6,sum3_3);
let x5_4=select(0.0f,x[image][channel*49152u+iy5*256u+ix4],iy5_inside&ix4_inside);
sum3_2=fma(x5_4,w8,sum3_2);
sum3_3=fma(x5_4,w7,sum3_3);
let x5_5=select(0.0f,x[image][channel*49152u+iy5*256u+ix5],iy5_inside&ix5_inside);
sum3_3=fma(x5_5,w8,sum3_3);
y[image][channel*49152u+oy*256u+ox]=sum0_0;
y[image][channel*49152u+oy*256u+(ox+1u)]=sum0_1;
y[image][channel*49152u+oy*256u+(ox+2u)]=sum0_2;
y[image][channel*49152u+oy*256u+(ox+3u)]=sum0_3;
y[image][channel*49152u+(oy+1u)*256u+ox]=sum1_0;
y[image][channel*49152u+(oy+1u)*256u+(ox+1u)]=sum1_1;
y[image][channel*49152u+(oy+1u)*256u+(ox+2u)]=sum1_2;
y[image][channel*49152u+(oy+1u)*256u+(ox+3u)]=sum1_3;
y[image][channel*49152u+(oy+2u)*256u+ox]=sum2_0;
y[image][channel*49152u+(oy+2u)*256u+(ox+1u)]=sum2_1;
y[image][channel*49152u+(oy+2u)*256u+(ox+2u)]=sum2_2;
y[image][channel*49152u+(oy+2u)*256u+(ox+3u)]=sum2_3;
y[image][channel*49152u+(oy+3u)*256u+ox]=sum3_0;
y[image][channel*49152u+(oy+3u)*256u+(ox+1u)]=sum3_1;
y[image][channel*49152u+(oy+3u)*256u+(ox+2u)]=sum3_2;
y[image][channel*49152u+(oy+3u)*256u+(ox+3u)]=sum3_3;
}
`,bindings:[{name:"x",access:"read"},{name:"weight",access:"read"},{name:"y",access:"read_write"}],workgroups:[144,1]},{name:"conv4",wgsl:`




@group(0)@binding(0)var<storage,read>x:array<array<f32,49152>>;
@group(0)@binding(1)var<storage,read_write>y:array<array<f32,49152>>;

const weight=array<f32,9>(-1.0f,-1.0f,-1.0f,-1.0f,8.0f,-1.0f,-1.0f,-1.0f,-1.0f);

@compute@workgroup_size(32)
fn main(@builtin(workgroup_id)workgroup_id:vec3u,@builtin(local_invocation_index)lane:u32){
let image=workgroup_id.z;
let i=workgroup_id.x*32u+lane;
let oy=i/64u;
let tile=i%64u;
let ox=tile*4u;
var sum0_0=0.0f;
var sum0_1=0.0f;
var sum0_2=0.0f;
var sum0_3=0.0f;
{
let x0=select(0.0f,x[image][(oy-1u)*256u+(ox-1u)],(oy-1u<192u)&(ox-1u<256u));
let x1=select(0.0f,x[image][(oy-1u)*256u+(ox)],oy-1u<192u);
let x2=select(0.0f,x[image][(oy-1u)*256u+(ox+1u)],oy-1u<192u);
let x3=select(0.0f,x[image][(oy-1u)*256u+(ox+2u)],oy-1u<192u);
let x4=select(0.0f,x[image][(oy-1u)*256u+(ox+3u)],oy-1u<192u);
let x5=select(0.0f,x[image][(oy-1u)*256u+(ox+4u)],(oy-1u<192u)&(ox+4u<256u));
sum0_0=fma(weight[2],x2,fma(weight[1],x1,fma(weight[0],x0,sum0_0)));
sum0_1=fma(weight[2],x3,fma(weight[1],x2,fma(weight[0],x1,sum0_1)));
sum0_2=fma(weight[2],x4,fma(weight[1],x3,fma(weight[0],x2,sum0_2)));
sum0_3=fma(weight[2],x5,fma(weight[1],x4,fma(weight[0],x3,sum0_3)));
}
{
let x0=select(0.0f,x[image][(oy)*256u+(ox-1u)],ox-1u<256u);
let x1=x[image][(oy)*256u+(ox)];
let x2=x[image][(oy)*256u+(ox+1u)];
let x3=x[image][(oy)*256u+(ox+2u)];
let x4=x[image][(oy)*256u+(ox+3u)];
let x5=select(0.0f,x[image][(oy)*256u+(ox+4u)],ox+4u<256u);
sum0_0=fma(weight[5],x2,fma(weight[4],x1,fma(weight[3],x0,sum0_0)));
sum0_1=fma(weight[5],x3,fma(weight[4],x2,fma(weight[3],x1,sum0_1)));
sum0_2=fma(weight[5],x4,fma(weight[4],x3,fma(weight[3],x2,sum0_2)));
sum0_3=fma(weight[5],x5,fma(weight[4],x4,fma(weight[3],x3,sum0_3)));
}
{
let x0=select(0.0f,x[image][(oy+1u)*256u+(ox-1u)],(oy+1u<192u)&(ox-1u<256u));
let x1=select(0.0f,x[image][(oy+1u)*256u+(ox)],oy+1u<192u);
let x2=select(0.0f,x[image][(oy+1u)*256u+(ox+1u)],oy+1u<192u);
let x3=select(0.0f,x[image][(oy+1u)*256u+(ox+2u)],oy+1u<192u);
let x4=select(0.0f,x[image][(oy+1u)*256u+(ox+3u)],oy+1u<192u);
let x5=select(0.0f,x[image][(oy+1u)*256u+(ox+4u)],(oy+1u<192u)&(ox+4u<256u));
sum0_0=fma(weight[8],x2,fma(weight[7],x1,fma(weight[6],x0,sum0_0)));
sum0_1=fma(weight[8],x3,fma(weight[7],x2,fma(weight[6],x1,sum0_1)));
sum0_2=fma(weight[8],x4,fma(weight[7],x3,fma(weight[6],x2,sum0_2)));
sum0_3=fma(weight[8],x5,fma(weight[7],x4,fma(weight[6],x3,sum0_3)));
}
var sum=array<f32,4>(sum0_0,sum0_1,sum0_2,sum0_3);
let c=0u;
for(var t=0u;t<4u;t++){
y[image][c*49152u+oy*256u+(ox+t)]=sum[c*4u+t];
}
}
`,bindings:[{name:"x",access:"read"},{name:"y",access:"read_write"}],workgroups:[384,1]},{name:"conv5",wgsl:`




@group(0)@binding(0)var<storage,read>x:array<array<f32,49152>>;
@group(0)@binding(1)var<storage,read_write>y:array<array<f32,49152>>;

const weight=array<f32,9>(1.0f,0.0f,-1.0f,1.0f,0.0f,-1.0f,1.0f,0.0f,-1.0f);

@compute@workgroup_size(32)
fn main(@builtin(workgroup_id)workgroup_id:vec3u,@builtin(local_invocation_index)lane:u32){
let image=workgroup_id.z;
let i=workgroup_id.x*32u+lane;
let oy=i/64u;
let tile=i%64u;
let ox=tile*4u;
var sum0_0=0.0f;
var sum0_1=0.0f;
var sum0_2=0.0f;
var sum0_3=0.0f;
{
let x0=select(0.0f,x[image][(oy-1u)*256u+(ox-1u)],(oy-1u<192u)&(ox-1u<256u));
let x1=select(0.0f,x[image][(oy-1u)*256u+(ox)],oy-1u<192u);
let x2=select(0.0f,x[image][(oy-1u)*256u+(ox+1u)],oy-1u<192u);
let x3=select(0.0f,x[image][(oy-1u)*256u+(ox+2u)],oy-1u<192u);
let x4=select(0.0f,x[image][(oy-1u)*256u+(ox+3u)],oy-1u<192u);
let x5=select(0.0f,x[image][(oy-1u)*256u+(ox+4u)],(oy-1u<192u)&(ox+4u<256u));
sum0_0=fma(weight[2],x2,fma(weight[1],x1,fma(weight[0],x0,sum0_0)));
sum0_1=fma(weight[2],x3,fma(weight[1],x2,fma(weight[0],x1,sum0_1)));
sum0_2=fma(weight[2],x4,fma(weight[1],x3,fma(weight[0],x2,sum0_2)));
sum0_3=fma(weight[2],x5,fma(weight[1],x4,fma(weight[0],x3,sum0_3)));
}
{
let x0=select(0.0f,x[image][(oy)*256u+(ox-1u)],ox-1u<256u);
let x1=x[image][(oy)*256u+(ox)];
let x2=x[image][(oy)*256u+(ox+1u)];
let x3=x[image][(oy)*256u+(ox+2u)];
let x4=x[image][(oy)*256u+(ox+3u)];
let x5=select(0.0f,x[image][(oy)*256u+(ox+4u)],ox+4u<256u);
sum0_0=fma(weight[5],x2,fma(weight[4],x1,fma(weight[3],x0,sum0_0)));
sum0_1=fma(weight[5],x3,fma(weight[4],x2,fma(weight[3],x1,sum0_1)));
sum0_2=fma(weight[5],x4,fma(weight[4],x3,fma(weight[3],x2,sum0_2)));
sum0_3=fma(weight[5],x5,fma(weight[4],x4,fma(weight[3],x3,sum0_3)));
}
{
let x0=select(0.0f,x[image][(oy+1u)*256u+(ox-1u)],(oy+1u<192u)&(ox-1u<256u));
let x1=select(0.0f,x[image][(oy+1u)*256u+(ox)],oy+1u<192u);
let x2=select(0.0f,x[image][(oy+1u)*256u+(ox+1u)],oy+1u<192u);
let x3=select(0.0f,x[image][(oy+1u)*256u+(ox+2u)],oy+1u<192u);
let x4=select(0.0f,x[image][(oy+1u)*256u+(ox+3u)],oy+1u<192u);
let x5=select(0.0f,x[image][(oy+1u)*256u+(ox+4u)],(oy+1u<192u)&(ox+4u<256u));
sum0_0=fma(weight[8],x2,fma(weight[7],x1,fma(weight[6],x0,sum0_0)));
sum0_1=fma(weight[8],x3,fma(weight[7],x2,fma(weight[6],x1,sum0_1)));
sum0_2=fma(weight[8],x4,fma(weight[7],x3,fma(weight[6],x2,sum0_2)));
sum0_3=fma(weight[8],x5,fma(weight[7],x4,fma(weight[6],x3,sum0_3)));
}
var sum=array<f32,4>(sum0_0,sum0_1,sum0_2,sum0_3);
let c=0u;
for(var t=0u;t<4u;t++){
y[image][c*49152u+oy*256u+(ox+t)]=sum[c*4u+t];
}
}
`,bindings:[{name:"x",access:"read"},{name:"y",access:"read_write"}],workgroups:[384,1]},{name:"conv6",wgsl:`




@group(0)@binding(0)var<storage,read>x:array<array<f32,49152>>;
@group(0)@binding(1)var<storage,read_write>y:array<array<f32,49152>>;

const weight=array<f32,9>(1.0f,1.0f,1.0f,0.0f,0.0f,0.0f,-1.0f,-1.0f,-1.0f);

@compute@workgroup_size(32)
fn main(@builtin(workgroup_id)workgroup_id:vec3u,@builtin(local_invocation_index)lane:u32){
let image=workgroup_id.z;
let i=workgroup_id.x*32u+lane;
let oy=i/64u;
let tile=i%64u;
let ox=tile*4u;
var sum0_0=0.0f;
var sum0_1=0.0f;
var sum0_2=0.0f;
var sum0_3=0.0f;
{
let x0=select(0.0f,x[image][(oy-1u)*256u+(ox-1u)],(oy-1u<192u)&(ox-1u<256u));
let x1=select(0.0f,x[image][(oy-1u)*256u+(ox)],oy-1u<192u);
let x2=select(0.0f,x[image][(oy-1u)*256u+(ox+1u)],oy-1u<192u);
let x3=select(0.0f,x[image][(oy-1u)*256u+(ox+2u)],oy-1u<192u);
let x4=select(0.0f,x[image][(oy-1u)*256u+(ox+3u)],oy-1u<192u);
let x5=select(0.0f,x[image][(oy-1u)*256u+(ox+4u)],(oy-1u<192u)&(ox+4u<256u));
sum0_0=fma(weight[2],x2,fma(weight[1],x1,fma(weight[0],x0,sum0_0)));
sum0_1=fma(weight[2],x3,fma(weight[1],x2,fma(weight[0],x1,sum0_1)));
sum0_2=fma(weight[2],x4,fma(weight[1],x3,fma(weight[0],x2,sum0_2)));
sum0_3=fma(weight[2],x5,fma(weight[1],x4,fma(weight[0],x3,sum0_3)));
}
{
let x0=select(0.0f,x[image][(oy)*256u+(ox-1u)],ox-1u<256u);
let x1=x[image][(oy)*256u+(ox)];
let x2=x[image][(oy)*256u+(ox+1u)];
let x3=x[image][(oy)*256u+(ox+2u)];
let x4=x[image][(oy)*256u+(ox+3u)];
let x5=select(0.0f,x[image][(oy)*256u+(ox+4u)],ox+4u<256u);
sum0_0=fma(weight[5],x2,fma(weight[4],x1,fma(weight[3],x0,sum0_0)));
sum0_1=fma(weight[5],x3,fma(weight[4],x2,fma(weight[3],x1,sum0_1)));
sum0_2=fma(weight[5],x4,fma(weight[4],x3,fma(weight[3],x2,sum0_2)));
sum0_3=fma(weight[5],x5,fma(weight[4],x4,fma(weight[3],x3,sum0_3)));
}
{
let x0=select(0.0f,x[image][(oy+1u)*256u+(ox-1u)],(oy+1u<192u)&(ox-1u<256u));
let x1=select(0.0f,x[image][(oy+1u)*256u+(ox)],oy+1u<192u);
let x2=select(0.0f,x[image][(oy+1u)*256u+(ox+1u)],oy+1u<192u);
let x3=select(0.0f,x[image][(oy+1u)*256u+(ox+2u)],oy+1u<192u);
let x4=select(0.0f,x[image][(oy+1u)*256u+(ox+3u)],oy+1u<192u);
let x5=select(0.0f,x[image][(oy+1u)*256u+(ox+4u)],(oy+1u<192u)&(ox+4u<256u));
sum0_0=fma(weight[8],x2,fma(weight[7],x1,fma(weight[6],x0,sum0_0)));
sum0_1=fma(weight[8],x3,fma(weight[7],x2,fma(weight[6],x1,sum0_1)));
sum0_2=fma(weight[8],x4,fma(weight[7],x3,fma(weight[6],x2,sum0_2)));
sum0_3=fma(weight[8],x5,fma(weight[7],x4,fma(weight[6],x3,sum0_3)));
}
var sum=array<f32,4>(sum0_0,sum0_1,sum0_2,sum0_3);
let c=0u;
for(var t=0u;t<4u;t++){
y[image][c*49152u+oy*256u+(ox+t)]=sum[c*4u+t];
}
}
`,bindings:[{name:"x",access:"read"},{name:"y",access:"read_write"}],workgroups:[384,1]},{name:"conv7",wgsl:`




@group(0)@binding(0)var<storage,read>x:array<array<f32,49152>>;
@group(0)@binding(1)var<storage,read_write>y:array<array<f32,49152>>;

const weight=array<f32,9>(2.0f,1.0f,0.0f,1.0f,1.0f,-1.0f,0.0f,-1.0f,-2.0f);

@compute@workgroup_size(32)
fn main(@builtin(workgroup_id)workgroup_id:vec3u,@builtin(local_invocation_index)lane:u32){
let image=workgroup_id.z;
let i=workgroup_id.x*32u+lane;
let oy=i/64u;
let tile=i%64u;
let ox=tile*4u;
var sum0_0=0.0f;
var sum0_1=0.0f;
var sum0_2=0.0f;
var sum0_3=0.0f;
{
let x0=select(0.0f,x[image][(oy-1u)*256u+(ox-1u)],(oy-1u<192u)&(ox-1u<256u));
let x1=select(0.0f,x[image][(oy-1u)*256u+(ox)],oy-1u<192u);
let x2=select(0.0f,x[image][(oy-1u)*256u+(ox+1u)],oy-1u<192u);
let x3=select(0.0f,x[image][(oy-1u)*256u+(ox+2u)],oy-1u<192u);
let x4=select(0.0f,x[image][(oy-1u)*256u+(ox+3u)],oy-1u<192u);
let x5=select(0.0f,x[image][(oy-1u)*256u+(ox+4u)],(oy-1u<192u)&(ox+4u<256u));
sum0_0=fma(weight[2],x2,fma(weight[1],x1,fma(weight[0],x0,sum0_0)));
sum0_1=fma(weight[2],x3,fma(weight[1],x2,fma(weight[0],x1,sum0_1)));
sum0_2=fma(weight[2],x4,fma(weight[1],x3,fma(weight[0],x2,sum0_2)));
sum0_3=fma(weight[2],x5,fma(weight[1],x4,fma(weight[0],x3,sum0_3)));
}
{
let x0=select(0.0f,x[image][(oy)*256u+(ox-1u)],ox-1u<256u);
let x1=x[image][(oy)*256u+(ox)];
let x2=x[image][(oy)*256u+(ox+1u)];
let x3=x[image][(oy)*256u+(ox+2u)];
let x4=x[image][(oy)*256u+(ox+3u)];
let x5=select(0.0f,x[image][(oy)*256u+(ox+4u)],ox+4u<256u);
sum0_0=fma(weight[5],x2,fma(weight[4],x1,fma(weight[3],x0,sum0_0)));
sum0_1=fma(weight[5],x3,fma(weight[4],x2,fma(weight[3],x1,sum0_1)));
sum0_2=fma(weight[5],x4,fma(weight[4],x3,fma(weight[3],x2,sum0_2)));
sum0_3=fma(weight[5],x5,fma(weight[4],x4,fma(weight[3],x3,sum0_3)));
}
{
let x0=select(0.0f,x[image][(oy+1u)*256u+(ox-1u)],(oy+1u<192u)&(ox-1u<256u));
let x1=select(0.0f,x[image][(oy+1u)*256u+(ox)],oy+1u<192u);
let x2=select(0.0f,x[image][(oy+1u)*256u+(ox+1u)],oy+1u<192u);
let x3=select(0.0f,x[image][(oy+1u)*256u+(ox+2u)],oy+1u<192u);
let x4=select(0.0f,x[image][(oy+1u)*256u+(ox+3u)],oy+1u<192u);
let x5=select(0.0f,x[image][(oy+1u)*256u+(ox+4u)],(oy+1u<192u)&(ox+4u<256u));
sum0_0=fma(weight[8],x2,fma(weight[7],x1,fma(weight[6],x0,sum0_0)));
sum0_1=fma(weight[8],x3,fma(weight[7],x2,fma(weight[6],x1,sum0_1)));
sum0_2=fma(weight[8],x4,fma(weight[7],x3,fma(weight[6],x2,sum0_2)));
sum0_3=fma(weight[8],x5,fma(weight[7],x4,fma(weight[6],x3,sum0_3)));
}
var sum=array<f32,4>(sum0_0,sum0_1,sum0_2,sum0_3);
let c=0u;
for(var t=0u;t<4u;t++){
y[image][c*49152u+oy*256u+(ox+t)]=sum[c*4u+t];
}
}
`,bindings:[{name:"x",access:"read"},{name:"y",access:"read_write"}],workgroups:[384,1]},{name:"conv3",wgsl:`




@group(0)@binding(0)var<storage,read>x:array<array<f32,147456>>;
@group(0)@binding(1)var<storage,read_write>y:array<array<f32,49152>>;

const weight=array<f32,3>(0.299f,0.587f,0.114f);

@compute@workgroup_size(32)
fn main(@builtin(workgroup_id)workgroup_id:vec3u,@builtin(local_invocation_index)lane:u32){
let image=workgroup_id.z;
let i=workgroup_id.x*32u+lane;
let oy=i/256u;
let ox=i%256u;
var sum0_0=0.0f;
{
let x0=x[image][(oy)*256u+(ox)];
sum0_0=fma(weight[0],x0,sum0_0);
}
{
let x0=x[image][(oy)*256u+(ox)+49152u];
sum0_0=fma(weight[1],x0,sum0_0);
}
{
let x0=x[image][(oy)*256u+(ox)+98304u];
sum0_0=fma(weight[2],x0,sum0_0);
}
var sum=array<f32,1>(sum0_0);
let c=0u;
let t=0u;
y[image][c*49152u+oy*256u+ox]=sum[c];
}
`,bindings:[{name:"x",access:"read"},{name:"y",access:"read_write"}],workgroups:[1536,1]}];
export const variant = {name:"software",device:"software",features:[],limits:{},buffers:[{name:"input picture",kind:"input",bytes:589824,perImage:true},{name:"output conv1",kind:"output",bytes:589824,perImage:true},{name:"output conv2",kind:"output",bytes:589824,perImage:true},{name:"output conv3",kind:"output",bytes:196608,perImage:true},{name:"output conv4",kind:"output",bytes:196608,perImage:true},{name:"output conv5",kind:"output",bytes:196608,perImage:true},{name:"output conv6",kind:"output",bytes:196608,perImage:true},{name:"output conv7",kind:"output",bytes:196608,perImage:true},{name:"weights",kind:"weights",bytes:512,perImage:false}],slots:[{name:"picture",buffer:0,offset:0,bytes:589824,tensor:{shape:[3,192,256],layout:"nchw"}},{name:"conv1",buffer:1,offset:0,bytes:589824,tensor:{shape:[3,192,256],layout:"nchw"}},{name:"conv2",buffer:2,offset:0,bytes:589824,tensor:{shape:[3,192,256],layout:"nchw"}},{name:"conv3",buffer:3,offset:0,bytes:196608,tensor:{shape:[1,192,256],layout:"nchw"}},{name:"conv4",buffer:4,offset:0,bytes:196608,tensor:{shape:[1,192,256],layout:"nchw"}},{name:"conv5",buffer:5,offset:0,bytes:196608,tensor:{shape:[1,192,256],layout:"nchw"}},{name:"conv6",buffer:6,offset:0,bytes:196608,tensor:{shape:[1,192,256],layout:"nchw"}},{name:"conv7",buffer:7,offset:0,bytes:196608,tensor:{shape:[1,192,256],layout:"nchw"}},{name:"conv1.weight",buffer:8,offset:0,bytes:108},{name:"conv2.weight",buffer:8,offset:256,bytes:108}],recipes:[{slot:8,source:[0.0625,0.125,0.0625,0.125,0.25,0.125,0.0625,0.125,0.0625,0.0625,0.125,0.0625,0.125,0.25,0.125,0.0625,0.125,0.0625,0.0625,0.125,0.0625,0.125,0.25,0.125,0.0625,0.125,0.0625],extents:[3,1,3,3],start:[0,0,0,0],dims:[{size:3,axis:0,step:1},{size:3,axis:2,step:1},{size:3,axis:3,step:1}]},{slot:9,source:[0,-1,0,-1,5,-1,0,-1,0,0,-1,0,-1,5,-1,0,-1,0,0,-1,0,-1,5,-1,0,-1,0],extents:[3,1,3,3],start:[0,0,0,0],dims:[{size:3,axis:0,step:1},{size:3,axis:2,step:1},{size:3,axis:3,step:1}]}],inputs:[0],outputs:[1,2,3,4,5,6,7],entryPoints:{run:[{kernel:0,label:"conv1",slots:[0,8,1]},{kernel:0,label:"conv2",slots:[0,9,2]},{kernel:5,label:"conv3",slots:[0,3]},{kernel:1,label:"conv4",slots:[3,4]},{kernel:2,label:"conv5",slots:[3,5]},{kernel:3,label:"conv6",slots:[3,6]},{kernel:4,label:"conv7",slots:[3,7]}]}};
