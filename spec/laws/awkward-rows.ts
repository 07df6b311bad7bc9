/** Lines of layers, by the extents of their input: tails of 3, 5, 7 and 13 channels, odd widths, ranks 0 to 3. */
export const stages = `
3x7x9      conv(5, 3x3)
7x5x11     conv(13, 3x2, pad=[1, 0])
3x5x6      conv(5, 4x3, pad={top: 1, bottom: 2, left: 2}, bias=false)
5x10x9     conv(4, 2x2, stride=3)
3x5x4      conv(4, 3x2, flip, pad=full)
4x6x7      conv(6, 3x3, pad=same_upper, stride=2, bias=false)
3x17       conv(5, 4, stride=2, pad={left: 1, right: 2})
3x4x5x6    conv(5, 3x2x3, pad=1)
3x3x2      conv(3, 1x2, pad=[0, 3], stride=[1, 4])

3x9x8      conv(7, 3x3, dilation=[2, 3], pad=[2, 3])
3x11x7     conv(5, 3x2, dilation=[2, 1], stride=2x1, flip)
10x5x7     conv(6, 3x3, groups=2, dilation=2, pad=2, flip)
2x13       conv(4, 3, dilation=2, groups=2)
7x9        depthwise(3, dilation=2, bias=false)
5x9x7      conv(3, 2x2, dilation=3x4, bias=false)
3x15       conv(7, 5, dilation=3, pad=4, stride=2)
1x7x7      conv(13, 3x3, dilation=2, pad=same)
3x5x3x6    conv(3, 2x1x2, dilation=[3, 1, 2])
5x8x5      depthwise(2x3, dilation=2, pad=1, stride=2)
6x6x5      conv(3, 1x3, dilation=2, groups=3)
3x8        conv(5, 2, dilation=5, pad={left: 3}, flip)

6x5x5      conv(9, 3x3, groups=3, pad=1, stride=2)
3x5x4      depthwise(3x2, multiplier=3, flip)
5x7x6      depthwise(3x3, pad=1, stride=2)
14x3x4     conv(10, 2x2, groups=2)
9x7        conv(3, 3, groups=3, bias=false)
6x3x3x2    conv(6, 2x2x2, groups=2)
4x7        conv(12, 3, groups=4, pad=1, stride=2)

13x4x5     conv(7, 1x1)
5x3x7      conv(3, 1x1, stride=2, pad=1, bias=false)
7x1x1      conv(5, 1x1)
5x13       conv(3, 1)
3x3x4x3    conv(2, 1x1x1)
1x5x3      conv(13, 1x1, stride=2x3)
5x11       conv(7, 1, stride=3, bias=false)
3x6x2      conv(3, 1x1, flip)
7x3x3      conv(5, 1x1, pad={top: 1, right: 2})
13x2x7     conv(13, 1x1, bias=false)
3x2x3x2    conv(7, 1x1x1, stride=[1, 2, 1], pad=1)
2x9        conv(1, 1, dilation=3)

3x5x4      deconv(5, 3x2)
5x4x3      deconv(7, 4x4, stride=2, pad=1)
7x3x5      deconv(3, 3x3, stride=3, pad=1, extra=[2, 1])
3x4x5      deconv(5, 3x2, stride=2x4, dilation=[4, 6], bias=false)
6x3x4      deconv(9, 3x3, groups=3, dilation=2, stride=3, pad=2)
8x3x5      deconv(16, 4x3, groups=2, stride=2, pad={top: 1, right: 2})
5x3x3      deconv(5, 2x1, stride=3, groups=5, bias=false)
3x6x7      deconv(5, 2x3, stride=2, pad=3)
7x1x1      deconv(5, 4x3, stride=2)
3x9        deconv(5, 4, stride=3, pad=1, dilation=2, out=30)
3x2x3x4    deconv(5, 3x2x3, stride=[2, 1, 3], pad=1)
4x7        deconv(8, 3, groups=4, dilation=3, extra=2)
13x4       deconv(3, 1, stride=2, bias=false)
5x5x3      deconv(7, 3x3, pad={left: 2, bottom: 1}, out=[6, 3])
1x7x5      deconv(3, 5x5, stride=2, pad=2, extra=1)

3x4x5      conv(7, 4x5, flip)
5x7        conv(3, 7)
3x2x3x2    conv(5, 2x3x2, bias=false)
13         fc(7)
5          fc(3, bias=false)
1          fc(5)
5x3x2      fc(13)
3x2x3x2    fc(5, bias=false)
7x9        fc(3)
3x1x1      fc(7)
33         fc(13, bias=false)

7x7x5      maxpool(3x2, stride=2)
5x6x7      maxpool(3x3, stride=1, pad=1)
3x6x6      maxpool(3x3, stride=2, round=ceil)
5x7x8      maxpool(4x3, stride=3, pad=[2, 1], round=ceil)
3x13       maxpool(5, stride=2, pad={left: 2, right: 1})
3x4x5x6    maxpool(2x2x3)
3x5x7      maxpool(1x1, stride=2)
7x5x9      maxpool(2x3, stride=1)
13x3x3     maxpool(3x3, pad=1)
3x11       maxpool(4, stride=3, round=ceil)
5x4x3x4    maxpool(3x1x2, stride=1, pad=[1, 0, 0])
2x7x7      maxpool(3x4, stride=[2, 1], pad={top: 1, left: 2})
3x8x3      maxpool(5x2, same_lower, stride=2)
7x6        maxpool(3, stride=4)
7x3x5      globalmaxpool
5x9x8      maxpool(2x3, dilation=[3, 2], stride=1)
3x11       maxpool(3, dilation=2, stride=3, pad=1, round=ceil)
3x5x4x5    maxpool(2, dilation=[1, 2, 3], stride=1, pad={back: 1})
5x13       globalmaxpool
3x2x3x2    globalmaxpool

7x6x5      avgpool(2x2)
5x5x5      avgpool(2x2, stride=1, pad=1, over=window)
3x11       avgpool(4, stride=3, pad={left: 1}, over=window)
3x4x5x6    avgpool(2x1x2, stride=2x1x1)
3x5x7      avgpool(4x2, stride=1x2)
13x3x7     avgpool(1x8, pad=[0, 4], stride=3, over=window)
7x9        avgpool(2, stride=1)
3x7x2      avgpool(1x1, stride=2)
5x6x4      avgpool(4x4, pad={bottom: 2}, stride=2, over=window)
1x8x8      avgpool(8x4)
3x3x5x4    avgpool(2x2x2, stride=1)
5x4x4      globalavgpool
3x5x6      avgpool(3x3, stride=2, pad=1, over=valid)
3x7x5      avgpool(3x3, stride=1, pad=1, over=window)
7x9x7      avgpool(2x2, dilation=[2, 3])
3x13       avgpool(4, dilation=2, stride=3, pad={left: 2}, over=window)
5x6x5      avgpool(3x4, stride=[2, 3], pad=1, over=window, round=ceil)
3x12       avgpool(4, stride=3, dilation=2, pad=1, over=window, round=ceil)
7x11       globalavgpool
3x2x4x3    globalavgpool

5x7x9      adaptiveavgpool(3)
7x8x6      adaptiveavgpool(4x3)
3x13       adaptiveavgpool([5])
3x5x3x4    adaptiveavgpool([2, 3, 5])
5x7x5      adaptivemaxpool(3x2)
13x9       adaptivemaxpool(4)
3x4x5x6    adaptivemaxpool(2)
7x6x4      adaptivemaxpool(3x4)

5x7x6      lppool(2x3, stride=2)
7x5x5      lppool(3x3, p=1, pad=1, stride=1)
3x11       lppool(4, p=3, stride=3, round=ceil)
3x4x5x6    lppool(2x2x3, p=1)
13x4x3     lppool(2x2, p=5, dilation=2, stride=1)
5x9        lppool(3, p=1, dilation=2, pad={right: 1})
7x3x5      globalsumpool
5x8        globalsumpool
3x2x1x4    globalsumpool
5x3x4      globallppool
7x9        globallppool(p=1)
3x2x3x2    globallppool(p=3)

5x7x9      maxpool(2x2) -> unpool(from=maxpool1)
7x6x5      maxpool(3x2, pad=[1, 0]) -> unpool(from=maxpool1)
3x13       maxpool(3, stride=4, pad={left: 2}) -> unpool(from=maxpool1)
3x4x5x6    maxpool(2x1x3) -> unpool(from=maxpool1)
5x6x6      maxpool(3x3, stride=3, round=ceil) -> unpool(from=maxpool1)
13x5x4     maxpool(2x2, round=ceil) -> unpool(from=maxpool1)
4x8x9      maxpool(2x2, dilation=[1, 2], stride=3) -> unpool(from=maxpool1)
7x3x5      globalmaxpool -> unpool(from=globalmaxpool1)
2x7x7      maxpool(4x5, pad={top: 1, left: 3}) -> unpool(from=maxpool1)
5x10       maxpool(2, stride=5) -> unpool(from=maxpool1)
1x5x5      maxpool(1x1, stride=2) -> unpool(from=maxpool1)
9x4x6      maxpool(2x6, stride=2x3) -> unpool(from=maxpool1)
3x3x3x3    maxpool(2, pad=1) -> unpool(from=maxpool1)

3x7        maxpool(1, stride=1)
7x3x5      maxpool(1x1, stride=1)
3x2x3x5    maxpool(1, stride=1)
5x7        avgpool(1, stride=1)
3x5x3      avgpool(1x1, stride=1)
3x3x2x3    avgpool(1, stride=1)
3x4x3x5    avgpool(2, stride=1, pad=1, over=window)
3x7        lppool(1, p=1, stride=1)
7x3x2      lppool(1x1, stride=1)
3x2x3x2    lppool(1, p=3, stride=1)
3x6x7      lppool(2x3, p=1, stride=2)
5x12       adaptiveavgpool(3)
3x4x2x6    adaptiveavgpool([2, 1, 3])
3x7        adaptiveavgpool(7)
5x4x3      adaptiveavgpool(4x3)
3x2x3x5    adaptiveavgpool([2, 3, 5])
5x12       adaptivemaxpool(4)
3x4x2x6    adaptivemaxpool([2, 1, 3])
3x7        adaptivemaxpool(7)
5x4x3      adaptivemaxpool(4x3)
3x2x3x5    adaptivemaxpool([2, 3, 5])
5x8        globalavgpool
3x2x2x4    globalavgpool

5x4x5      conv(5, 3x3, groups=5)
3x3x4x3    conv(3, 2x2x1, groups=3, bias=false)
3x2x3x2    deconv(3, 2x1x2, stride=2, groups=3)
5x9        depthwise(3, stride=2, pad=1)
1x7        depthwise(1)
1x5        depthwise(5)
1x3x4      depthwise(1x1)
1x4x5      depthwise(4x5)
3x3x4x5    depthwise(2x3x2, stride=2, pad=1)
1x2x3x4    depthwise(2x3x4)
1x2x3x2    depthwise(1)
3x3x4x5    depthwise(2, dilation=[1, 2, 1])
5x7        depthwise(3, multiplier=2)
3x2x3x4    depthwise(1, multiplier=2)

4x7        depthtospace(2, order=crd)
12x3x2     depthtospace(2, order=dcr)
18x2x3     depthtospace(3x2, order=crd)
8x2x3x1    depthtospace(2, order=dcr)
3x10       spacetodepth(5, order=crd)
5x4x6      spacetodepth(2x3, order=dcr)
2x4x2x6    spacetodepth(2, order=crd)
3x7        transpose([channels, width])
3x7        transpose([width, channels])
3x5x7      transpose([width, channels, height])
7x3x5      transpose([channels, width, height])
5x3x4      transpose([channels, height, width])
3x2x3x2    transpose([channels, depth, height, width])
3x2x5x4    transpose([height, channels, width, depth])
3x5x6      reshape(9x10)
5x7        reshape(5x7)
3x5x2      reshape([rest, 5, 2])
3x2x3x2    reshape(3x2x3x2)
3x5x6      slice(height, from=2)
5x8x7      crop(3x4, offset=[4, 2])
3x5        pad({left: 2}, mode=replicate)
5x4x5      resize(out=7x3, mode=bilinear, coordinates=corners)
1x3        tile(4, channels=3)

13x4       add(x)
77x2       softmax
1x5        softmax
130        softmax
33x3x3     softmax
2x1x9      softmax
4x4x4      softmax
5x65       softmax
77x2       logsoftmax
3x2x4      instancenorm(affine=true)
8x4        groupnorm(2, eps=0.5)
7x3x3      groupnorm(7)
4x2x2      layernorm(across=all)
5x3x2x2    layernorm(across=channels, affine=false)
13x5       lrn(n=4, a=1, b=0.6, k=1)
`;

/** What takes every rank, on a value of each. */
export const everywhere = `
abs
batchnorm
batchnorm(eps=0.001)
clip
clip(-1, 2)
clip(high=1)
clip(low=0)
dropout(0.25)
elu(0.5)
exp
flatten
gelu
gelu(approximate=tanh)
hardsigmoid
hardswish
layernorm(across=all)
layernorm(across=channels)
layernorm(across=channels, affine=false)
leakyrelu
leakyrelu(0.25)
log
logsoftmax
lrn(n=2, a=1, b=0.5, k=2)
lrn(n=3, a=0.25, b=0.75, k=1)
lrn(n=4, a=1, b=0.6, k=1)
lrn(n=5, a=0.5, b=0.75, k=2)
mish
prelu
prelu(shared)
reciprocal
neg
relu
relu6
reshape([rest])
rmsnorm(across=all)
rmsnorm(across=all, affine=false)
rmsnorm(across=channels)
rmsnorm(across=channels, affine=false)
scale
scale(bias=true)
selu
sigmoid
silu
slice(channels)
slice(channels, from=1, step=2)
softmax
softplus
softsign
split(1, part=0)
sqrt
tanh
`;

/** What asks for channels of which there are several equal parts. */
export const inParts = `
groupnorm(2, eps=0.5)
groupnorm(6)
shuffle(3)
split(2, part=1)
`;

/** What needs positions. */
export const onPositions = `
crop(sides=0)
crop(sides=1)
depthtospace(1, order=crd)
pad(0)
pad(1, value=2)
pad(1, mode=reflect)
pad(2, mode=wrap)
resize(2, mode=nearest, coordinates=asymmetric, nearest=floor)
resize(1.5, mode=bilinear, coordinates=half_pixel)
slice(width, from=1, step=2)
spacetodepth(1, order=crd)
subsample(1)
subsample(2)
tile(2)
instancenorm(affine=false)
instancenorm(affine=true)
`;

/** Joins, with all their inputs. */
export const joins = `
a: 5x3x4, b: 3x3x4               concat(a, b)
a: 3x5, b: 7x5, c: 1x5           concat(a, b, c)
a: 5, b: 13                      concat(a, b)
a: 4x3x3, b: 4x3x3               concat(a, b)
a: 1x7x2, b: 3x7x2, c: 13x7x2    concat(c, a, b)
a: 1, b: 1, c: 1                 concat(a, b, c)
a: 7x2x3x2, b: 2x2x3x2           concat(a, b)
a: 3x1x1, b: 5x1x1               concat(b, a)
a: 2x9, b: 2x9, c: 2x9, d: 3x9   concat(a, b, c, d)
a: 13x5, b: 3x5                  concat(b, a)
a: 8x2x3, b: 5x2x3               concat(a, b)
a: 3, b: 3                       concat(b, a)
a: 3x5x7, b: 18x3x5              deformconv(a, b, 5, 3x3)
a: 5x4x5, b: 18x4x5, c: 9x4x5    deformconv(a, b, c, 7, 3x3, pad=1)
a: 6x7x6, b: 24x4x3              deformconv(a, b, 9, 3x2, groups=3, offsetgroups=2, stride=2, pad=[1, 0])
a: 8x5x4, b: 16x4x3, c: 8x4x3    deformconv(a, b, c, 8, 2x2, groups=2, offsetgroups=2)
a: 12x3x4, b: 24x4x5             deformconv(a, b, 4, 2x2, offsetgroups=3, pad={top: 1, left: 2, bottom: 1})
a: 1x6x5, b: 8x4x5               deformconv(a, b, 3, 2x2, dilation=[3, 1], pad={top: 1, right: 1}, bias=false)
a: 7x1x1, b: 18x1x1              deformconv(a, b, 13, 3x3, pad=1)
a: 4x9x3, b: 6x7x3, c: 3x7x3     deformconv(a, b, c, 16, 3x1)
a: 5x3x5, b: 10x3x5              deformconv(a, b, 5, 1x1, groups=5, offsetgroups=5)
a: 3x5x6, b: 8x3x3               deformconv(a, b, 20, 2x2, stride=2, pad=same_upper)
a: 4x4x4, b: 4x4x4               deformconv(a, b, 3, 1x2, pad={right: 1})
a: 13x3x4, b: 16x1x2             deformconv(a, b, 6, 2x4, stride=2x1, pad={left: 1}, bias=false)
a: 2x7x8, b: 8x6x7, c: 4x6x7     deformconv(a, b, c, 2, 2x2, groups=2)
`;

/** What joins two values of one shape, whatever their rank. */
export const pairs = `
a + b
sub(a, b)
mul(a, b)
div(a, b)
min(a, b)
max(a, b)
`;
