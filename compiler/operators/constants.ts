import * as diagnostics from "../../grammar/network-diagnostics.ts";
import type { Constant } from "./attributes.ts";
import type { ShapeCall } from "./operator.ts";

/** True if a constant has the shape of a parameter; extents of 1 may be left out. Reports the difference otherwise. */
export function constantOf(
  call: Pick<ShapeCall<unknown>, "report">,
  attribute: string,
  constant: Constant,
  shape: readonly number[],
): boolean {
  const significant = (extents: readonly number[]) => extents.filter((n) => n !== 1).join("x");
  if (significant(constant.extents) === significant(shape)) return true;
  const found = constant.extents.length === 0 ? "a number" : constant.extents.join("x");
  call.report(diagnostics.constantShape, { attribute, expected: shape.join("x"), found }, { attribute });
  return false;
}
