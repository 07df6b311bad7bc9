import fc from "fast-check";
import type { Argument, Binary, Const, Expression, File, Item, Name, Stage, Statement } from "../../grammar/ast.ts";
import type { Span } from "../../grammar/source.ts";

/** Trees as a parser without positions would make them: every span is empty, every tree prints to a legal text. */

const span: Span = { start: 0, end: 0 };
const name = (text: string): Name => ({ text, span });

/** Keywords are legal names everywhere: half of the names are keywords or the `x` of sizes. */
const word = fc.oneof(
  fc.constantFrom("net", "const", "weights", "return", "x", "conv", "relu"),
  fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,5}$/),
);

const whole = fc.nat({ max: 300 });
const number = fc
  .oneof(whole, fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }), fc.maxSafeNat())
  .map((value): Expression => ({ kind: "number", value: Math.abs(value), span }));
const size = fc
  .array(whole, { minLength: 2, maxLength: 4 })
  .map((dims): Expression & { kind: "size" } => ({ kind: "size", dims, span }));
const string = fc
  .string({ unit: "binary", maxLength: 8 })
  .map((text): Expression & { kind: "string" } => ({ kind: "string", value: text.replaceAll("\r", ""), span }));

export const expressions: fc.Arbitrary<Expression> = fc.letrec<{ any: Expression; argument: Argument; stage: Stage }>(
  (tie) => ({
    any: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      word.map((text): Expression => ({ kind: "name", text, span })),
      number,
      size,
      string,
      fc.array(tie("any"), { maxLength: 4 }).map((items): Expression => ({ kind: "list", items, span })),
      fc
        .array(fc.record({ name: word.map(name), value: tie("any") }), { maxLength: 3 })
        .map((fields): Expression => ({ kind: "record", fields, span })),
      fc
        .tuple(word, fc.array(tie("argument"), { maxLength: 3 }))
        .map(([f, list]): Expression => ({ kind: "call", callee: name(f), arguments: list, span })),
      tie("any").map((operand): Expression => ({ kind: "unary", operator: "-", operand, span })),
      fc.tuple(tie("any"), fc.constantFrom<Binary["operator"][]>("+", "-", "*", "/", "^"), tie("any")).map(
        ([left, operator, right]): Expression => ({
          kind: "binary",
          operator,
          operatorSpan: span,
          left,
          right,
          span,
        }),
      ),
      fc
        .tuple(tie("any"), fc.array(tie("stage"), { minLength: 1, maxLength: 4 }))
        .map(([source, stages]): Expression => ({ kind: "chain", source, stages, span })),
    ),
    argument: fc
      .tuple(fc.option(word, { nil: undefined }), tie("any"))
      .map(([n, value]): Argument => ({ ...(n === undefined ? {} : { name: name(n) }), value, span })),
    stage: fc
      .tuple(word, fc.array(tie("argument"), { maxLength: 3 }))
      .map(([f, list]): Stage => ({ operator: name(f), arguments: list, span })),
  }),
).any;

const constant = fc
  .tuple(word, expressions)
  .map(([n, value]): Const => ({ kind: "const", name: name(n), value, span }));

const statement: fc.Arbitrary<Statement> = fc.oneof(
  constant,
  fc.tuple(word, expressions).map(([n, value]): Statement => ({ kind: "binding", name: name(n), value, span })),
  fc.array(expressions, { minLength: 1, maxLength: 3 }).map((values): Statement => ({ kind: "return", values, span })),
);

/** A weights file comes first if at all: a net has at most one. */
const body = fc
  .tuple(fc.option(string, { nil: undefined }), fc.array(statement, { maxLength: 4 }))
  .map(([file, rest]): Statement[] => (file ? [{ kind: "weights", file, span }, ...rest] : rest));

const input = fc.tuple(
  word,
  fc.oneof(
    size,
    whole.map((value) => ({ kind: "number" as const, value, span })),
  ),
);

const net = fc.tuple(word, fc.array(input, { maxLength: 3 }), body).map(
  ([n, inputs, statements]): Item => ({
    kind: "net",
    name: name(n),
    inputs: inputs.map(([text, shape]) => ({ name: name(text), shape, span })),
    body: statements,
    span,
  }),
);

export const files: fc.Arbitrary<File> = fc
  .array(fc.oneof(net, constant), { maxLength: 3 })
  .map((items) => ({ items, comments: [], lines: [0], span }));

/** A tree without its positions, to compare what two texts mean. */
export const bare = (tree: unknown): unknown =>
  JSON.parse(
    JSON.stringify(tree, (key, value) => (/^(span|operatorSpan|lines|comments)$/.test(key) ? undefined : value)),
  );
