import type { Span } from "./source.ts";

/** The tree of a `.cnn` file as it was written. It knows no operator: `conv` is a name like any other. */
export interface File {
  readonly items: readonly Item[];
  /** In source order; the printer puts each back before, or at the end of, the line it came from. */
  readonly comments: readonly Comment[];
  /** The offset at which each line begins: which line breaks and blank lines the printer keeps follows from it. */
  readonly lines: readonly number[];
  readonly span: Span;
}

/** `// text` to the end of its line; `text` is without the slashes and the blanks around it. */
export interface Comment {
  readonly text: string;
  /** Something stands before it on its line. */
  readonly trailing: boolean;
  readonly span: Span;
}

/** Blocks join this union when the language gets them. */
export type Item = Net | Const;

/** `net LeNet5(image: 1x28x28) { … }` */
export interface Net {
  readonly kind: "net";
  readonly name: Name;
  readonly inputs: readonly Input[];
  readonly body: readonly Statement[];
  readonly span: Span;
}

/** `image: 1x28x28`; a vector is `x: 10`. */
export interface Input {
  readonly name: Name;
  readonly shape: SizeLiteral | NumberLiteral;
  readonly span: Span;
}

export type Statement = Weights | Const | Binding | Return;

/** `weights "lenet5.safetensors"` */
export interface Weights {
  readonly kind: "weights";
  readonly file: StringLiteral;
  readonly span: Span;
}

/** `const sharpen = [[0, -1, 0], [-1, 5, -1], [0, -1, 0]]`, in a net or beside it. */
export interface Const {
  readonly kind: "const";
  readonly name: Name;
  readonly value: Expression;
  readonly span: Span;
}

/** `digit = image -> conv(6, 5x5) -> tanh` */
export interface Binding {
  readonly kind: "binding";
  readonly name: Name;
  readonly value: Expression;
  readonly span: Span;
}

/** `return digit, features` */
export interface Return {
  readonly kind: "return";
  readonly values: readonly Expression[];
  readonly span: Span;
}

export interface Name {
  readonly text: string;
  readonly span: Span;
}

export type Expression =
  | NumberLiteral
  | SizeLiteral
  | StringLiteral
  | ListLiteral
  | RecordLiteral
  | Reference
  | Call
  | Unary
  | Binary
  | Chain;

export interface NumberLiteral {
  readonly kind: "number";
  readonly value: number;
  readonly span: Span;
}

/** `5x5`, `1x28x28`: two or more integers joined by `x`. */
export interface SizeLiteral {
  readonly kind: "size";
  readonly dims: readonly number[];
  readonly span: Span;
}

export interface StringLiteral {
  readonly kind: "string";
  readonly value: string;
  readonly span: Span;
}

/** `[1, 2]`, nested for constants. */
export interface ListLiteral {
  readonly kind: "list";
  readonly items: readonly Expression[];
  readonly span: Span;
}

/** `{top: 1, left: 2}` */
export interface RecordLiteral {
  readonly kind: "record";
  readonly fields: readonly { readonly name: Name; readonly value: Expression }[];
  readonly span: Span;
}

/**
 * A bare name: a value, a constant, or a word that an attribute's schema takes (`same`, `flip`). Without letters where a text
 * with errors lacks a value.
 */
export interface Reference {
  readonly kind: "name";
  readonly text: string;
  readonly span: Span;
}

/** `f(a, k=b)` outside a chain: `add(main, skip)`, `total(3)`. */
export interface Call {
  readonly kind: "call";
  readonly callee: Name;
  readonly arguments: readonly Argument[];
  readonly span: Span;
}

export interface Unary {
  readonly kind: "unary";
  readonly operator: "-";
  readonly operand: Expression;
  readonly span: Span;
}

export interface Binary {
  readonly kind: "binary";
  readonly operator: "+" | "-" | "*" | "/" | "^";
  readonly operatorSpan: Span;
  readonly left: Expression;
  readonly right: Expression;
  readonly span: Span;
}

/** `source -> stage -> stage`; `a -> f(b)` means `f(a, b)`. Repetition and `if` become further stages. */
export interface Chain {
  readonly kind: "chain";
  readonly source: Expression;
  readonly stages: readonly Stage[];
  readonly span: Span;
}

/** `conv(6, 5x5, pad=2)` or `tanh` after an arrow. */
export interface Stage {
  readonly operator: Name;
  readonly arguments: readonly Argument[];
  readonly span: Span;
}

/** `5x5` by position, `pad=2` by name. */
export interface Argument {
  readonly name?: Name;
  readonly value: Expression;
  readonly span: Span;
}
