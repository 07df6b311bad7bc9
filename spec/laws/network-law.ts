import type { Graph } from "../../compiler/graph/graph.ts";
import type { Random } from "../random.ts";
import type { Run, Violation } from "./law.ts";
import { checked } from "./layer.ts";

/** A statement about a whole network, as `Law` is one about a layer. */
export interface NetworkLaw {
  /** The law as a sentence. */
  readonly name: string;
  /** Why it says nothing about this network, in a few words; undefined where it applies. */
  readonly exempts: (network: Network) => string | undefined;
  /** The first place where the two ways differ. */
  readonly check: (network: Network, random: Random, run: Run) => Promise<Violation | undefined>;
}

export interface Network {
  readonly text: string;
  /** As it was checked: before any pass. */
  readonly graph: Graph;
}

/** Reads a text. Throws if it is wrong. */
export const networkOf = (text: string): Network => ({ text, graph: checked(text) });
