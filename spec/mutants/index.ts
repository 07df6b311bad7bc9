import { broadcastRows } from "./broadcast-rows.ts";
import { elementwise } from "./elementwise.ts";
import { everywhere } from "./everywhere.ts";
import type { Mutant } from "./mutant.ts";
import { naive } from "./naive.ts";
import { passes } from "./passes.ts";
import { pools } from "./pools.ts";
import { program } from "./program.ts";
import { recipes } from "./recipes.ts";
import { registerTile } from "./register-tile.ts";
import { rows } from "./rows.ts";
import { rules } from "./rules.ts";
import { window } from "./window.ts";

/** Bugs in kernels, in the data around them, in the records of operators, in passes. */
export const mutants: readonly Mutant[] = [
  ...everywhere,
  ...naive,
  ...registerTile,
  ...broadcastRows,
  ...window,
  ...pools,
  ...elementwise,
  ...rows,
  ...program,
  ...recipes,
  ...rules,
  ...passes,
];
