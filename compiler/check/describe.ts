import type { Expression } from "../../grammar/ast.ts";

/** What an expression is, for "but found …". */
export function describe(expression: Expression): string {
  switch (expression.kind) {
    case "number":
      return `the number ${readable(expression.value)}`;
    case "size":
      return `the size \`${expression.dims.join("x")}\``;
    case "string":
      return "a string";
    case "list":
      return "a list";
    case "record":
      return "a record";
    case "name":
      return `\`${expression.text}\``;
    case "call":
      return `\`${expression.callee.text}(…)\``;
    case "chain":
      return "a chain";
    case "if":
      return "an `if`";
    case "unary":
      return expression.operator === "!" ? "a condition" : "arithmetic";
    case "binary":
      return /^[-+*/^]$/.test(expression.operator) ? "arithmetic" : "a condition";
  }
}

/** A third is no more exact for its sixteen digits. */
const readable = (value: number): number => (Number.isInteger(value) ? value : Number(value.toPrecision(6)));
