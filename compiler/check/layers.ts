import type { Name, StringLiteral } from "../../grammar/ast.ts";
import * as diagnostics from "../../grammar/network-diagnostics.ts";
import type { Span } from "../../grammar/source.ts";
import { inputOperator, type Node, type NodeId } from "../graph/graph.ts";
import type { Reporter } from "./arguments.ts";

/** The budget is spent: expansion stops where it is. The diagnostic has been reported. */
export class BudgetSpent extends Error {}

const mostLayers = 100_000;
const mostSteps = 400_000;

/** Where names of layers are counted: a net's body, or one use of a block. */
export interface Place {
  /** `residual3.`, empty in the net itself. */
  readonly prefix: string;
  readonly counts: Map<string, number>;
  /** Where the block is used, or the value measured. */
  readonly around?: Place;
}

/** The nodes of a network as they come into being, and the names that they get. */
export class Layers {
  readonly nodes: Node[] = [];
  private readonly taken = new Map<string, Span>();
  private readonly named = new Map<string, NodeId>();
  private readonly report: Reporter["report"];
  private steps = 0;

  constructor(report: Reporter["report"]) {
    this.report = report;
  }

  /** Counts a stage, a round or a use of a block, so that nested repetitions cannot explode. */
  step(at: Span): void {
    if (++this.steps > mostSteps || this.nodes.length > mostLayers) {
      this.report(diagnostics.tooManyLayers, { limit: mostLayers }, { at });
      throw new BudgetSpent();
    }
  }

  /** A node's own name: its label, or the operator's and a count in order of appearance; both after the place's prefix. */
  name(operator: string, at: Span, place: Place, label: Name | StringLiteral | undefined): string {
    if (!label) {
      let name: string;
      do {
        const count = (place.counts.get(operator) ?? 0) + 1;
        place.counts.set(operator, count);
        name = `${place.prefix}${operator}${count}`;
      } while (this.taken.has(name));
      this.taken.set(name, at);
      return name;
    }
    // A quoted label is the whole name: weights files of other frameworks are read by it.
    const name = "value" in label ? label.value : `${place.prefix}${label.text}`;
    if (!/^[A-Za-z0-9_]+([.-][A-Za-z0-9_]+)*$/.test(name))
      this.report(diagnostics.badLabel, { label: name }, { at: label.span });
    const before = this.taken.get(name);
    if (before?.start === label.span.start) this.report(diagnostics.repeatedLabel, { label: name }, { at: label.span });
    else if (before) {
      const also = [{ span: before, text: "first here" }];
      this.report(diagnostics.nameTaken, { name }, { at: label.span, also });
    }
    this.taken.set(name, label.span);
    return name;
  }

  push(node: Omit<Node, "id" | "epilogue">): NodeId {
    const id = this.nodes.length;
    this.nodes.push({ ...node, id, epilogue: [] });
    if (node.operator !== inputOperator) this.named.set(node.name, id);
    return id;
  }

  /** The layer that a name means at a place: one of its own block, else one of those around it. */
  find(name: string, place: Place | undefined): Node | undefined {
    if (!place) return undefined;
    const id = this.named.get(`${place.prefix}${name}`);
    return id === undefined ? this.find(name, place.around) : this.nodes[id];
  }
}
