import type { Expression, Name } from "../../grammar/ast.ts";
import type { Span } from "../../grammar/source.ts";
import type { NodeId } from "../graph/graph.ts";

/** What a name stands for: a value of the network, or a literal (number, size, list, word) that it is replaced by. */
export type Meaning =
  | { readonly kind: "value"; readonly node: NodeId | undefined }
  | { readonly kind: "literal"; readonly expression: Expression }
  /** Claimed, with its value still to come or never made: whatever was wrong with it has been reported. */
  | { readonly kind: "nothing" };

export interface Binding {
  readonly span: Span;
  meaning: Meaning;
  used: boolean;
}

/** The names that can be seen at a place: those of a block's body or a repetition's round, then the ones around it. */
export class Scope {
  readonly names = new Map<string, Binding>();
  private readonly around: Scope | undefined;

  constructor(around?: Scope) {
    this.around = around;
  }

  find(name: string): Binding | undefined {
    return this.names.get(name) ?? this.around?.find(name);
  }

  bind(name: Name, meaning: Meaning): void {
    this.names.set(name.text, { span: name.span, meaning, used: false });
  }

  /** Every name of a value, nearest scope first: what a misspelt one may have meant. */
  valueNames(): string[] {
    const own = [...this.names].filter(([, { meaning }]) => meaning.kind === "value").map(([name]) => name);
    return [...own, ...(this.around?.valueNames() ?? [])];
  }
}
