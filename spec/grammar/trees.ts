import fc from "fast-check";
import type {
  Argument,
  Binary,
  Const,
  Expression,
  File,
  Input,
  Item,
  Name,
  Parameter,
  StageLike,
  Statement,
  Unary,
} from "../../grammar/ast.ts";
import type { Span } from "../../grammar/source.ts";

/** Trees as a parser without positions would make them: every span is empty, every tree prints to a legal text. */

const span: Span = { start: 0, end: 0 };
const name = (text: string): Name => ({ text, span });

/** Keywords are legal names everywhere: half of the names are keywords or the `x` of sizes. */
const word = fc.oneof(
  fc.constantFrom(
    ...["net", "block", "const", "weights", "return", "if", "else", "as", "scale", "normalize", "rgb", "gray"],
    ...["x", "conv", "relu"],
  ),
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

/** An optional part: absent, and not `undefined`, where there is none. */
const perhaps = <const K extends string, T>(key: K, part: fc.Arbitrary<T>): fc.Arbitrary<{ [P in K]?: T }> =>
  fc.option(part, { nil: undefined }).map((value) => (value === undefined ? {} : { [key]: value }) as { [P in K]?: T });

const label = perhaps("label", fc.oneof(word.map(name), string));
const signs = fc.constantFrom<Unary["operator"]>("-", "!");
const between = fc.constantFrom<Binary["operator"]>(
  ...(["+", "-", "*", "/", "^", "==", "!=", "<", "<=", ">", ">=", "&&", "||"] as const),
);

interface Tied {
  any: Expression;
  argument: Argument;
  call: Expression & { kind: "call" };
  stage: StageLike;
}

const { any, call } = fc.letrec<Tied>((tie: fc.LetrecTypedTie<Tied>) => {
  const condition = perhaps("condition", tie("any"));
  const list = fc.array(tie("argument"), { maxLength: 3 });
  const stages = fc.array(tie("stage"), { minLength: 1, maxLength: 4 });
  const round = fc.oneof(
    fc.constant({}),
    fc.tuple(tie("any"), perhaps("index", word.map(name))).map(([times, index]) => ({ times, ...index })),
  );
  return {
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
      tie("call"),
      fc
        .tuple(signs, tie("any"))
        .map(([operator, operand]): Expression => ({ kind: "unary", operator, operand, span })),
      fc.tuple(tie("any"), between, tie("any")).map(
        ([left, operator, right]): Expression => ({
          kind: "binary",
          operator,
          operatorSpan: span,
          left,
          right,
          span,
        }),
      ),
      fc.tuple(tie("any"), tie("any"), tie("any")).map(
        ([condition, then, otherwise]): Expression => ({
          kind: "if",
          condition,
          then,
          elseSpan: span,
          otherwise,
          span,
        }),
      ),
      fc.tuple(tie("any"), stages).map(([source, stages]): Expression => ({ kind: "chain", source, stages, span })),
    ),
    argument: fc
      .tuple(perhaps("name", word.map(name)), tie("any"))
      .map(([n, value]): Argument => ({ ...n, value, span })),
    call: fc
      .tuple(word, list, label)
      .map(([f, list, label]): Tied["call"] => ({ kind: "call", callee: name(f), arguments: list, ...label, span })),
    stage: fc.oneof(
      { depthSize: "small" },
      fc
        .tuple(word, list, label, condition)
        .map(
          ([f, list, ...rest]): StageLike => assign({ kind: "stage", operator: name(f), arguments: list, span }, rest),
        ),
      fc
        .tuple(stages, round, condition)
        .map(([stages, ...rest]): StageLike => assign({ kind: "group", stages, span }, rest)),
    ),
  };
});
const assign = (node: StageLike, parts: readonly object[]): StageLike => Object.assign(node, ...parts);
export const expressions: fc.Arbitrary<Expression> = any;

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

const input: fc.Arbitrary<Input> = fc
  .tuple(
    word,
    perhaps("mode", fc.constantFrom("rgb", "gray").map(name)),
    fc.oneof(
      size,
      whole.map((value) => ({ kind: "number" as const, value, span })),
    ),
    perhaps("scale", any),
    perhaps(
      "normalize",
      call.map(({ label: _, ...rest }) => ({ ...rest, callee: name("normalize") })),
    ),
  )
  .map(([n, mode, shape, scale, normalize]) => ({ name: name(n), ...mode, shape, ...scale, ...normalize, span }));

const parameter = (value: fc.Arbitrary<{ default?: Expression }>): fc.Arbitrary<Parameter> =>
  fc.tuple(word, value).map(([n, value]) => ({ name: name(n), ...value, span }));

const net = fc
  .tuple(
    word,
    fc.array(input, { maxLength: 3 }),
    fc.array(parameter(any.map((value) => ({ default: value }))), { maxLength: 2 }),
    body,
  )
  .map(
    ([n, inputs, parameters, body]): Item => ({
      kind: "net",
      name: name(n),
      inputs,
      parameters,
      headSpan: span,
      body,
      span,
    }),
  );

const block = fc
  .tuple(word, fc.array(parameter(perhaps("default", any)), { maxLength: 3 }), fc.array(statement, { maxLength: 4 }))
  .map(([n, parameters, body]): Item => ({ kind: "block", name: name(n), parameters, headSpan: span, body, span }));

export const files: fc.Arbitrary<File> = fc
  .array(fc.oneof(net, block, constant), { maxLength: 3 })
  .map((items) => ({ items, comments: [], lines: [0], span }));

/** A tree without its positions, to compare what two texts mean. */
export const bare = (tree: unknown): unknown =>
  JSON.parse(
    JSON.stringify(tree, (key, value) =>
      /^(span|operatorSpan|elseSpan|headSpan|lines|comments)$/.test(key) ? undefined : value,
    ),
  );
