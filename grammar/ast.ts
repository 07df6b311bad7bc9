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

export type Item = Net | Block | Const;

/** `net LeNet5(image: 1x28x28) { … }`, `net Pattern(x: 3x32x32; N=2) { … }` */
export interface Net {
  readonly kind: "net";
  readonly name: Name;
  readonly inputs: readonly Input[];
  /** What follows `;`: numbers that can be set from outside. Each has a default, as the parser makes sure. */
  readonly parameters: readonly Parameter[];
  /** From `(` to `)`. */
  readonly headSpan: Span;
  readonly body: readonly Statement[];
  readonly span: Span;
}

/** `block residual(x, width, stride=1) { … }`: names stand for values or numbers, whichever the use passes. */
export interface Block {
  readonly kind: "block";
  readonly name: Name;
  readonly parameters: readonly Parameter[];
  /** From `(` to `)`. */
  readonly headSpan: Span;
  /** Without `weights`, which the parser refuses here. */
  readonly body: readonly Statement[];
  readonly span: Span;
}

/** `x` or `stride=1` */
export interface Parameter {
  readonly name: Name;
  readonly default?: Expression;
  readonly span: Span;
}

/** `image: 1x28x28`; a vector is `x: 10`; a picture is `image: rgb 3x224x224 scale 1/255 normalize(mean=[…], std=[…])`. */
export interface Input {
  readonly name: Name;
  /** `rgb` or `gray`. */
  readonly mode?: Name;
  readonly shape: SizeLiteral | NumberLiteral;
  readonly scale?: Expression;
  readonly normalize?: Call;
  readonly span: Span;
}

export type Statement = Weights | Const | Binding | Return;

/** `weights "lenet5.safetensors"` */
export interface Weights {
  readonly kind: "weights";
  readonly file: StringLiteral;
  readonly span: Span;
}

/** `const sharpen = [[0, -1, 0], [-1, 5, -1], [0, -1, 0]]`, in a net or a block, or beside them. */
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
  | If
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

/** `f(a, k=b)` outside a chain: `add(main, skip)`, `total(3)`, `concat(a, b) as merged`. */
export interface Call {
  readonly kind: "call";
  readonly callee: Name;
  readonly arguments: readonly Argument[];
  readonly label?: Name | StringLiteral;
  readonly span: Span;
}

export interface Unary {
  readonly kind: "unary";
  readonly operator: "-" | "!";
  readonly operand: Expression;
  readonly span: Span;
}

export interface Binary {
  readonly kind: "binary";
  readonly operator: "+" | "-" | "*" | "/" | "^" | "==" | "!=" | "<" | "<=" | ">" | ">=" | "&&" | "||";
  readonly operatorSpan: Span;
  readonly left: Expression;
  readonly right: Expression;
  readonly span: Span;
}

/** `if stride != 1 { x -> conv(8, 1x1) } else { x }`; after `else` may stand a further `if`. */
export interface If {
  readonly kind: "if";
  readonly condition: Expression;
  readonly then: Expression;
  /** Of the word `else`. */
  readonly elseSpan: Span;
  readonly otherwise: Expression;
  readonly span: Span;
}

/** `source -> stage -> stage`; `a -> f(b)` means `f(a, b)`. */
export interface Chain {
  readonly kind: "chain";
  readonly source: Expression;
  readonly stages: readonly StageLike[];
  readonly span: Span;
}

export type StageLike = Stage | GroupStage;

/** `conv(6, 5x5, pad=2)` or `tanh` after an arrow, `conv(6, 5x5) as stem`, `maxpool(2x2) if i < M - 1`. */
export interface Stage {
  readonly kind: "stage";
  readonly operator: Name;
  readonly arguments: readonly Argument[];
  /** What its weights are called: `as stem`, `as "layer1.0.conv1"`. */
  readonly label?: Name | StringLiteral;
  /** The stage is left out where this does not hold. */
  readonly condition?: Expression;
  readonly span: Span;
}

/** `(conv(8, 3x3) -> relu) * N as i if deep` after an arrow. */
export interface GroupStage {
  readonly kind: "group";
  readonly stages: readonly StageLike[];
  readonly times?: Expression;
  /** Counts the rounds from 0; only with `times`. */
  readonly index?: Name;
  readonly condition?: Expression;
  readonly span: Span;
}

/** `5x5` by position, `pad=2` by name. */
export interface Argument {
  readonly name?: Name;
  readonly value: Expression;
  readonly span: Span;
}
