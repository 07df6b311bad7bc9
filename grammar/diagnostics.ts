import type { Declaration } from "./diagnostic.ts";
import * as network from "./network-diagnostics.ts";
import * as syntax from "./syntax-diagnostics.ts";

/**
 * Every diagnostic that cnnc can give, for `cnnc explain`, the reference and the test that runs each example. Codes are stable:
 * a retired one is never used again.
 *
 *   CNN01xx  the text          CNN02xx  names and arguments
 *   CNN03xx  shapes            CNN04xx  the graph
 */
export const diagnostics: readonly Declaration<never>[] = [
  ...Object.values(syntax),
  ...Object.values(network),
].toSorted((a, b) => (a.code < b.code ? -1 : 1));
