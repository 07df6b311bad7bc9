import { broadcastRows } from "./contraction/broadcast-rows.ts";
import { channelTile } from "./contraction/channel-tile.ts";
import { literal } from "./contraction/literal.ts";
import { naive } from "./contraction/naive.ts";
import { registerTile } from "./contraction/register-tile.ts";
import { splitSum } from "./contraction/split-sum.ts";

import { deformableBlocks } from "./deformable/blocks.ts";
import { naiveDeformable } from "./deformable/naive.ts";
import { channelAffine } from "./elementwise/affine.ts";
import { concatChannels } from "./elementwise/concat.ts";
import { flatElementwise } from "./elementwise/flat.ts";
import { relayout } from "./elementwise/relayout.ts";
import type { Candidate, DeviceModel, Family, Schedule, StageMaker } from "./family.ts";
import { directGather } from "./gather/direct.ts";
import { linearInterpolation } from "./gather/linear.ts";
import { serialSets } from "./normalize/serial.ts";
import { treeSets } from "./normalize/tree.ts";
import { channelWindow } from "./rows/channel-window.ts";
import { serialRows } from "./rows/serial.ts";
import { treeRows } from "./rows/tree.ts";
import { type Link, stagedCandidates } from "./staged/staged.ts";
import { naiveTransposed } from "./transposed/naive.ts";
import { transposedPhases } from "./transposed/phases.ts";
import { adaptiveDirect } from "./window/adaptive.ts";
import { direct } from "./window/direct.ts";
import { unpoolDirect } from "./window/unpool.ts";

/** Every schedule; a new one is a file and a line here. */
export const schedules = [
  naive,
  registerTile,
  broadcastRows,
  channelTile,
  splitSum,
  literal,
  naiveTransposed,
  transposedPhases,
  naiveDeformable,
  deformableBlocks,
  direct,
  unpoolDirect,
  adaptiveDirect,
  flatElementwise,
  channelAffine,
  concatChannels,
  relayout,
  directGather,
  linearInterpolation,
  serialRows,
  treeRows,
  channelWindow,
  serialSets,
  treeSets,
] as const;

/** All legal ways to do the work of a layer here, or that of a chain of them in one kernel, cheapest first. */
export function candidates(links: readonly Link[], model: DeviceModel): Candidate[] {
  const [{ work, site }] = links as [Link];
  if (links.length > 1) return stagedCandidates(links, (link) => stageOf(link, model), model);
  const found = fitting(work).flatMap((schedule) => schedule.candidates(work, site, model));
  return found.sort((a, b) => a.cost - b.cost);
}

const fitting = (work: Family): readonly Schedule[] =>
  schedules.filter((schedule) => schedule.family === work.family) as unknown as readonly Schedule[];

/** The work as a stage of a kernel of several layers, by the first schedule that can. */
function stageOf({ work, site }: Link, model: DeviceModel): StageMaker | undefined {
  for (const { stage } of fitting(work)) {
    const found = stage?.(work, site, model);
    if (found) return found;
  }
  return undefined;
}
