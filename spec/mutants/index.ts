import { arrangements } from "./arrangements.ts";
import { broadcastRows } from "./broadcast-rows.ts";
import { channelTile } from "./channel-tile.ts";
import { channelWindow } from "./channel-window.ts";
import { deformable } from "./deformable.ts";
import { elementwise } from "./elementwise.ts";
import { everywhere } from "./everywhere.ts";
import { gather } from "./gather.ts";
import { interpolation } from "./interpolation.ts";
import { intrinsics } from "./intrinsics.ts";
import { literal } from "./literal.ts";
import type { Mutant } from "./mutant.ts";
import { naive } from "./naive.ts";
import { normalize } from "./normalize.ts";
import { passes } from "./passes.ts";
import { pools } from "./pools.ts";
import { program } from "./program.ts";
import { recipes } from "./recipes.ts";
import { registerTile } from "./register-tile.ts";
import { rows } from "./rows.ts";
import { rules } from "./rules.ts";
import { splitSum } from "./split-sum.ts";
import { staged } from "./staged.ts";
import { transposed } from "./transposed.ts";
import { window } from "./window.ts";

/** By file. */
const lists: readonly (readonly Mutant[])[] = [
  everywhere,
  naive,
  registerTile,
  broadcastRows,
  channelTile,
  literal,
  splitSum,
  transposed,
  deformable,
  window,
  pools,
  elementwise,
  intrinsics,
  gather,
  interpolation,
  rows,
  channelWindow,
  normalize,
  staged,
  program,
  recipes,
  rules,
  arrangements,
  passes,
];

/** Bugs in kernels, in the data around them, in the records of operators, in passes. */
export const mutants: readonly Mutant[] = lists.flat();

/** Of each file so many, evenly spaced from its first on: a share that grows with the files, not with their lists. */
export const share = (perFile: number): Mutant[] =>
  lists.flatMap((list) =>
    list.filter((_, i) => Math.floor((i * perFile) / list.length) > Math.floor(((i - 1) * perFile) / list.length)),
  );
