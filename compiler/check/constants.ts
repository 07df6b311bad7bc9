import type { Const, Expression } from "../../grammar/ast.ts";
import type { Diagnostic } from "../../grammar/diagnostic.ts";
import { diagnose } from "../../grammar/diagnostic.ts";
import * as diagnostics from "../../grammar/network-diagnostics.ts";
import { arithmetic, type Constant } from "../operators/attributes.ts";
import { describe } from "./describe.ts";

/** The constants of a file: numbers, lists of them, and lists of other constants. */
export class Constants {
  private readonly known = new Map<string, Constant>();
  private readonly report: (diagnostic: Diagnostic) => void;

  constructor(report: (diagnostic: Diagnostic) => void) {
    this.report = report;
  }

  define({ name, value }: Const): void {
    const constant = this.read(value);
    if (constant) this.known.set(name.text, constant);
  }

  has(name: string): boolean {
    return this.known.has(name);
  }

  /** The value of an expression; reports where it is not made of numbers, or a list is not rectangular. */
  read(expression: Expression): Constant | undefined {
    if (expression.kind === "list") return this.list(expression.items, expression);
    const number = arithmetic(expression);
    if (number !== undefined) return { extents: [], values: [number] };
    const known = expression.kind === "name" ? this.known.get(expression.text) : undefined;
    if (!known) this.refuse(expression, describe(expression));
    return known;
  }

  private list(items: readonly Expression[], whole: Expression): Constant | undefined {
    if (items.length === 0) return this.refuse(whole, "an empty list");
    const parts: Constant[] = [];
    for (const item of items) {
      const part = this.read(item);
      if (!part) return undefined;
      if (parts[0] && String(parts[0].extents) !== String(part.extents))
        return this.refuse(item, "a list that is not rectangular");
      parts.push(part);
    }
    return { extents: [parts.length, ...parts[0]!.extents], values: parts.flatMap((part) => part.values) };
  }

  private refuse(at: Expression, found: string): undefined {
    this.report(diagnose(diagnostics.notAConstant, { found }, { at: at.span }));
    return undefined;
  }
}
