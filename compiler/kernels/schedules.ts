import { broadcastRows } from "./contraction/broadcast-rows.ts";
import { naive } from "./contraction/naive.ts";
import { registerTile } from "./contraction/register-tile.ts";
import { deformableBlocks } from "./deformable/blocks.ts";
import { naiveDeformable } from "./deformable/naive.ts";
import { channelAffine } from "./elementwise/affine.ts";
import { concatChannels } from "./elementwise/concat.ts";
import { flatElementwise } from "./elementwise/flat.ts";
import { relayout } from "./elementwise/relayout.ts";
import type { Candidate, DeviceModel, Family, Schedule, Site } from "./family.ts";
import { directGather } from "./gather/direct.ts";
import { linearInterpolation } from "./gather/linear.ts";
import { serialSets } from "./normalize/serial.ts";
import { treeSets } from "./normalize/tree.ts";
import { channelWindow } from "./rows/channel-window.ts";
import { serialRows } from "./rows/serial.ts";
import { treeRows } from "./rows/tree.ts";
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

/** All legal ways to do the work here, cheapest first. */
export function candidates(work: Family, site: Site, model: DeviceModel): Candidate[] {
  const fitting = schedules.filter((schedule) => schedule.family === work.family) as unknown as readonly Schedule[];
  return fitting.flatMap((schedule) => schedule.candidates(work, site, model)).sort((a, b) => a.cost - b.cost);
}
