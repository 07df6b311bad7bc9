import { plus, rewrites } from "./mutant.ts";

/** Bugs in what undoes a pool: the window that a place belongs to, the place in it, equal values. */
const unpool = rewrites("unpool-direct", [
  ["places beyond the last window get a value", /oy < \d+u( && )?/, ""],
  ["a window's extent one too large", /(?<=tx < )\d+/, plus(1)],
  ["padding forgotten", /px \+ 1u/g, "px"],
  ["the holes of a window filled", / && tx % \d+u == 0u/, ""],
  ["the last of equal values", /tap <= here, tap < here/, "tap < here, tap <= here"],
  ["every one of equal values", /tap <= here, tap < here/, "tap <= here, tap <= here"],
  ["the smallest value", /tap <= here, tap < here/, "tap >= here, tap > here"],
  ["rows and columns of the window swapped", /ky \* \d+u \+ kx/, "kx * 2u + ky"],
  ["the value of the window above", /(?<=value = select\(.*\+ )oy/, "max(oy, 1u) - 1u"],
  ["taps left and right of the input read", /(?<=if \()ix < \d+u(?=\))/, "true"],
  ["a window one row short", /(?<=ky < )\d+/, plus(-1)],
  ["every value kept", /, first\);/, ", true);"],
]);

/** Bugs in windows of unequal size: their ends. */
const adaptive = rewrites("adaptive-direct", [
  ["a window that ends too early", /(?<=iy < \(\(oy \+ 1u\) \* \d+u \+ )\d+/, plus(-1)],
  ["a window that ends too late", /(?<=ix < \(\(ox \+ 1u\) \* \d+u \+ )\d+/, plus(1)],
  ["a window that begins too late", /(?<=var iy = )oy \* (\d+)u \/ (\d+)u/, "(oy * $1u + $2u - 1u) / $2u"],
  ["rows and columns of the input swapped", /\biy( \* \d+u)? \+ ix( \* \d+u)?/g, "ix$1 + iy$2"],
  ["a maximum that starts at zero", /(?<=if \(empty\) \{\s+)best = x0;/, "best = max(best, x0);"],
  ["elements counted once for all", /count \+ 1\.0f/, "count"],
]);

export const pools = [...unpool, ...adaptive];
