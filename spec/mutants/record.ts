import type { Shape } from "../../compiler/graph/graph.ts";
import type { Family, Sliding, Window } from "../../compiler/kernels/family.ts";
import type { AnyOperator, Called, ShapeCall } from "../../compiler/operators/operator.ts";
import { bug, type Mutant, onlyIn, patch } from "./mutant.ts";

export type Attributes = Readonly<Record<string, unknown>>;
type Call = Called<Attributes>;

/** A text that is wrong has no graph to look into, and is soon read. */
const ofOperator = ({ name }: AnyOperator, mutant: Mutant): Mutant =>
  onlyIn(({ checked }) => !checked || checked.nodes.some(({ operator }) => operator === name), mutant);

/** A wrong shape, of which the kernel hears only what the shapes around it say. */
export const inShape = (
  operator: AnyOperator,
  name: string,
  wrong: (call: ShapeCall<Attributes>, right: (call: ShapeCall<Attributes>) => Shape | undefined) => Shape | undefined,
): Mutant =>
  ofOperator(
    operator,
    bug(
      `shape of ${operator.name}`,
      name,
      patch(operator, "shape", (right) => (call) => wrong(call, right)),
    ),
  );

/** Wrong orders for the kernel, while shape and reference stay right. */
export const inKernel = <F extends Family = Window>(
  operator: AnyOperator,
  name: string,
  wrong: (work: F, call: Call) => Partial<F>,
): Mutant =>
  ofOperator(
    operator,
    bug(
      `kernel of ${operator.name}`,
      name,
      patch(operator, "kernel", (right) => (call) => {
        const work = right(call) as F;
        return { ...work, ...wrong(work, call) };
      }),
    ),
  );

/** A kernel for other attributes than were said. */
export const asIfSaid = (operator: AnyOperator, name: string, wrong: (attributes: Attributes) => Attributes): Mutant =>
  ofOperator(
    operator,
    bug(
      `kernel of ${operator.name}`,
      name,
      patch(
        operator,
        "kernel",
        (right) => (call) => right({ ...call, attributes: { ...call.attributes, ...wrong(call.attributes) } }),
      ),
    ),
  );

/** The sizes along one axis. */
export interface Axis {
  readonly n: number;
  readonly k: number;
  readonly stride: number;
  readonly reach: number;
  readonly before: number;
  readonly after: number;
}

const axes = ({ input, window, stride, dilation, padBefore, padAfter }: Sliding): Axis[] =>
  input.map((n, axis) => ({
    n,
    k: window[axis]!,
    stride: stride[axis]!,
    reach: dilation[axis]! * (window[axis]! - 1) + 1,
    before: padBefore[axis]!,
    after: padAfter[axis]!,
  }));

/** A wrong size, believed by the checker and by the kernel alike: nothing but a count of the windows tells. */
export function resized(
  operator: AnyOperator,
  name: string,
  size: (axis: Axis) => number,
  when = (_: Attributes) => true,
): Mutant {
  const output = (work: Sliding, { attributes }: Call) =>
    when(attributes) ? axes(work).map((axis) => Math.max(1, size(axis))) : work.output;
  const shape = patch(operator, "shape", (right) => (call) => {
    const [channels, ...rest] = right(call) ?? [];
    if (channels === undefined) return undefined;
    return rest.length === 0 ? [channels] : [channels, ...output(operator.kernel(call) as Window, call)];
  });
  const kernel = patch(operator, "kernel", (right) => (call) => {
    const work = right(call) as Window;
    return { ...work, output: output(work, call) };
  });
  return ofOperator(operator, bug(`shape of ${operator.name}`, name, shape, kernel));
}

export const reversed = (list: readonly number[]): number[] => [...list].reverse();
