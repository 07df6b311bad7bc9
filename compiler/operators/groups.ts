import * as diagnostics from "../../grammar/network-diagnostics.ts";
import type { ShapeCall } from "./operator.ts";

/** Channels by the side that they are on. */
type Sides = Readonly<Partial<Record<"input" | "output", number>>>;

/** True if the number of groups, an attribute, divides the channels of each side; reports the first side where it does not. */
export function groupsDivide(
  call: Pick<ShapeCall<unknown>, "report" | "inputLabel">,
  groups: number,
  sides: Sides,
  attribute = "groups",
): boolean {
  const counts = Object.entries(sides);
  const wrong = counts.find(([, count]) => count % groups !== 0);
  if (!wrong) return true;
  const [side, channels] = wrong;
  const all = [...new Set(counts.map(([, count]) => count))];
  const shown = (channels / groups).toFixed(2).replace(/0$/, "");
  call.report(
    diagnostics.groupsDoNotDivide,
    { groups, channels, side },
    {
      attribute,
      label: `${channels}/${groups} = ${shown}`,
      also: side === "input" ? [call.inputLabel(0, `${channels} channels`)] : [],
      help: `${all.join(" and ")} channels ${choice(all, groups)}`,
    },
  );
  return false;
}

/** The same for an operator that has channels and groups as attributes: for those of its input and its output. */
export const groupsDivideBoth = (call: ShapeCall<{ readonly channels: number; readonly groups: number }>): boolean =>
  groupsDivide(call, call.attributes.groups, { input: call.inputs[0]![0]!, output: call.attributes.channels });

/** Of the numbers that divide all of these, those that lie nearest to what was written. */
function choice(counts: readonly number[], near: number): string {
  const common = counts.reduce(greatestCommonDivisor);
  const possible: number[] = [];
  for (let n = 1; n * n <= common; n++) if (common % n === 0) possible.push(n, common / n);
  const best = [...new Set(possible)].sort((a, b) => Math.abs(a - near) - Math.abs(b - near)).slice(0, 6);
  const sorted = best.sort((a, b) => a - b);
  const last = sorted.pop()!;
  return sorted.length === 0
    ? "cannot be split into groups"
    : `can be split into ${sorted.join(", ")} or ${last} groups`;
}

const greatestCommonDivisor = (a: number, b: number): number => (b === 0 ? a : greatestCommonDivisor(b, a % b));
