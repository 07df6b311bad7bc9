import { axisNamesOf } from "./arrangement.ts";
import { mostJoined } from "./joining.ts";
import { type OnnxNode, type OnnxUse, refuse, type Tensor } from "./onnx.ts";
import { inverse, turn, viewAs } from "./onnx-axes.ts";
import { broadcast, type Cut, volume } from "./onnx-shapes.ts";
import { filled, flat } from "./onnx-tensors.ts";

type Extents = readonly number[];

/** An input of the node, or what a stage gives. Its shape is that of one image. */
export interface Made {
  readonly shape: Extents;
  /** ONNX's number of it, or the place of the stage. */
  readonly from: { readonly input: number } | { readonly stage: number };
}

/** What a node becomes where one stage does not say it: stages that are made one after the other, each over any before it. */
export class Draft {
  private readonly uses: OnnxUse[] = [];
  private readonly node: OnnxNode;

  constructor(node: OnnxNode) {
    this.node = node;
  }

  input(i = 0): Made {
    return { shape: this.node.shape(i), from: { input: i } };
  }

  /** A stage of an operator, or of the one whose record this is for, with the shape that it gives. */
  stage(
    operator: string | undefined,
    of: readonly Made[],
    shape: Extents,
    said: Pick<OnnxUse, "attributes" | "weights"> = {},
  ): Made {
    const operands = of.map(({ from }) => ("input" in from ? from.input : from.stage - this.uses.length));
    this.uses.push({ ...(operator === undefined ? {} : { operator }), operands, ...said });
    return { shape, from: { stage: this.uses.length - 1 } };
  }

  /** The stages, of which the last gives this; `single` where ONNX has no axis for its one number. */
  giving(result: Made, single = false): readonly OnnxUse[] {
    const { from } = result;
    if ("input" in from) this.stage("reshape", [result], result.shape, { attributes: { shape: result.shape } });
    else if (from.stage !== this.uses.length - 1) throw new Error("internal: a stage behind the result");
    return single ? [...this.uses.slice(0, -1), { ...this.uses.at(-1)!, single }] : this.uses;
  }

  /** The same elements under another shape. */
  view(x: Made, shape: Extents): Made {
    const { operator, attributes = {} } = viewAs(shape);
    return String(shape) === String(x.shape) ? x : this.stage(operator, [x], shape, { attributes });
  }

  /** The axes in another order. Where only axes of one row move, the elements stay as they are. */
  turned(x: Made, order: Extents): Made {
    const shape = order.map((axis) => x.shape[axis]!);
    const moving = order.filter((axis) => x.shape[axis]! > 1);
    if (moving.every((axis, i) => i === 0 || moving[i - 1]! < axis)) return this.view(x, shape);
    return this.stage("transpose", [x], shape, { attributes: turn(order).attributes! });
  }

  /** These axes as one, in front, where channels are; and what gives them back, as they were or with other extents. */
  inFront(x: Made, axes: Extents): { readonly front: Made; readonly back: (y: Made, own?: Extents) => Made } {
    const others = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
    const order = [...axes, ...others];
    const extents = (some: Extents) => some.map((axis) => x.shape[axis]!);
    const front = this.view(this.turned(x, order), [volume(extents(axes)), ...extents(others)]);
    const back = (y: Made, own: Extents = extents(axes)) =>
      this.turned(this.view(y, [...own, ...extents(others)]), inverse(order));
    return { front, back };
  }

  /** Some axes with one row each, that a pool over all positions makes of them. */
  pooled(x: Made, axes: Extents, pool: string | undefined, attributes: Readonly<Record<string, unknown>> = {}): Made {
    const kept = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
    const shape = x.shape.map((n, axis) => (axes.includes(axis) ? 1 : n));
    if (String(kept) === "0") return this.stage(pool, [x], shape, { attributes });
    const count = (some: Extents) => volume(some.map((axis) => x.shape[axis]!));
    const matrix = this.view(this.turned(x, [...kept, ...axes]), [count(kept), count(axes)]);
    return this.view(this.stage(pool, [matrix], [count(kept), 1], { attributes }), shape);
  }

  /** Each axis so many times over. */
  repeated(x: Made, times: Extents): Made {
    if (times.every((n) => n === 1)) return x;
    const shape = x.shape.map((n, axis) => n * times[axis]!);
    if (shape.length === 1) return this.view(this.repeated(this.view(x, [1, ...x.shape]), [1, ...times]), shape);
    const [channels, ...repeats] = times;
    return this.stage("tile", [x], shape, { attributes: { repeats, channels } });
  }

  /** What is broadcast to a shape: axes of one row in front, and each row as often as it takes. */
  filling(x: Made, shape: Extents): Made {
    const aligned = [...new Array<number>(shape.length - x.shape.length).fill(1), ...x.shape];
    return this.repeated(
      this.view(x, aligned),
      shape.map((n, axis) => n / aligned[axis]!),
    );
  }

  /** An elementwise operator on one value, or on several that are broadcast to one shape. */
  each(operator: string | undefined, ...values: readonly Made[]): Made {
    const shape = values.map((value) => value.shape).reduce(broadcast);
    const filling = values.map((value) => this.filling(value, shape));
    return this.stage(operator, filling, shape);
  }

  /** A range of each axis. */
  cut(x: Made, cuts: readonly Cut[]): Made {
    return cuts.reduce((part, { from, step, count }, axis) => {
      const n = part.shape[axis]!;
      if (from === 0 && step === 1 && count === n) return part;
      if (step < 0) return refuse("it reads backwards");
      if (count === 0) return refuse("it takes nothing");
      const to = from + (count - 1) * step + 1;
      const name = axisNamesOf(part.shape.length - 1)[axis]!;
      const attributes = { axis: name, from, step, ...(to === n ? {} : { to }) };
      return this.stage("slice", [part], part.shape.with(axis, count), { attributes });
    }, x);
  }

  /** Several behind each other along an axis: so many at once as one kernel can read, and those before count as one of them. */
  joined(values: readonly Made[], axis: number): Made {
    const [only, ...others] = values as readonly [Made, ...Made[]];
    if (others.length === 0) return only;
    const whole = only.shape.with(
      axis,
      values.reduce((sum, { shape }) => sum + shape[axis]!, 0),
    );
    const fronts = values.map((value) => this.inFront(value, [axis]).front);
    const rest = only.shape.toSpliced(axis, 1);
    let joined = fronts[0]!;
    for (let i = 1; i < fronts.length; i += mostJoined - 1) {
      const some = [joined, ...fronts.slice(i, i + mostJoined - 1)];
      const channels = some.reduce((sum, { shape }) => sum + shape[0]!, 0);
      joined = this.stage("concat", some, [channels, ...rest]);
    }
    const order = [axis, ...whole.map((_, i) => i).filter((i) => i !== axis)];
    return this.turned(joined, inverse(order));
  }

  /**
   * What has a number of a constant, broadcast with it, for each channel, once the axes along which the constant varies are
   * in front; and what gives the axes back.
   */
  spread(x: Made, constant: Tensor) {
    const whole = this.filling(x, broadcast(x.shape, constant.shape));
    const before = whole.shape.length - constant.shape.length;
    const varying = constant.shape.flatMap((n, i) => (n > 1 ? [before + i] : []));
    if (varying.length > 0) return { ...this.inFront(whole, varying), numbers: flat(constant) };
    const [channels] = whole.shape as [number];
    const numbers = {
      ...constant,
      shape: [channels],
      values: () => filled([channels], constant.values()[0]!).values(),
    };
    return { front: whole, back: (y: Made) => y, numbers };
  }

  /** x · factor + shift, one of which may be a constant that is broadcast with x. */
  scaled(x: Made, factor: Tensor | number, shift: Tensor | number = 0): Made {
    const constant = [factor, shift].find((each): each is Tensor => typeof each !== "number");
    const { front, back, numbers } = this.spread(x, constant ?? filled([], 0));
    const each = (by: Tensor | number) => (typeof by === "number" ? filled(numbers.shape, by) : numbers);
    const bias = shift !== 0;
    const weights = { weight: each(factor), ...(bias ? { bias: each(shift) } : {}) };
    return back(this.stage("scale", [front], front.shape, { attributes: { bias }, weights }));
  }
}
