import { declare } from "./declare.ts";

/** What can be wrong with a text before it means anything: CNN01xx. Each example is a test that triggers its code. */

export const unexpectedCharacter = declare<{ character: string }>({
  code: "CNN0101",
  severity: "error",
  message: ({ character }) => `unexpected character ${character}`,
  explanation: `A \`.cnn\` text is made of names, numbers, sizes, strings, comments and the signs
\`-> + - * / ^ = , : ; ( ) [ ] { } == != < <= > >= && || !\`. Names use the letters a to z and A to Z, digits and \`_\`. Statements need no \`;\`.
Anything else can stand only in a string or in a comment. Text copied from a web page or a PDF often brings
look-alikes, such as a no-break space for a space.`,
  example: "net A(x: 10) {\n  return x -> relu;\n}\n",
});

export const unclosedString = declare<object>({
  code: "CNN0102",
  severity: "error",
  message: () => 'expected `"` at the end of the string',
  explanation:
    'A string begins and ends with `"` on one line. Inside it `\\"` is a quote, `\\\\` a backslash and `\\n` a new line.',
  example: 'net A(x: 10) {\n  weights "a.safetensors\n  return x -> relu\n}\n',
});

export const unknownEscape = declare<{ text: string }>({
  code: "CNN0103",
  severity: "error",
  message: ({ text }) => `expected \`\\"\`, \`\\\\\` or \`\\n\` but found \`${text}\``,
  explanation: `In a string a backslash begins an escape: \`\\"\` is a quote, \`\\\\\` a backslash and \`\\n\` a new line. There
are no others. A Windows path is written with \`/\`, which works everywhere, or with each backslash doubled.`,
  example: 'net A(x: 10) {\n  weights "models\\a.safetensors"\n  return x -> relu\n}\n',
});

export const malformedNumber = declare<{ text: string }>({
  code: "CNN0104",
  severity: "error",
  message: ({ text }) => `expected a number or a size but found \`${text}\``,
  explanation: `A number is written \`12\`, \`0.5\` or \`1e-5\`, with a digit on both sides of the point. A size is two or more
whole numbers joined by \`x\` without spaces: \`5x5\`, \`1x28x28\`. A name cannot begin with a digit.`,
  example: "net A(x: 10) {\n  return x -> dropout(.5)\n}\n",
});

export const numberTooLarge = declare<{ text: string }>({
  code: "CNN0105",
  severity: "error",
  message: ({ text }) => `the number \`${text}\` is too large`,
  explanation: `A whole number may be at most 9007199254740991 (2^53 - 1), up to which every one is represented exactly; any
other number must be finite in 64 bits, so at most about 1.8e308.`,
  example: "net A(x: 10) {\n  return x -> fc(9007199254740993)\n}\n",
});

export const lookalike = declare<{ expected: string; found: string }>({
  code: "CNN0106",
  severity: "error",
  message: ({ expected, found }) => `expected \`${expected}\` but found \`${found}\``,
  explanation: `The text has a sign that looks like one of the language or means the same elsewhere: an arrow \`→\` for \`->\`,
a typographic quote for \`"\`, \`×\` in a size for \`x\`, \`**\` for \`^\`, \`&\` for \`&&\`, \`#\` for a comment. Word processors and web pages
replace them silently. cnnc reads on as if the right sign stood there.`,
  example: "net A(x: 10) {\n  return x → relu\n}\n",
});

export const unclosedBracket = declare<{ open: string; close: string }>({
  code: "CNN0110",
  severity: "error",
  message: ({ open, close }) => `expected \`${close}\` to close \`${open}\``,
  explanation: "Every `(`, `[` and `{` needs its `)`, `]` or `}`. The message points at the one that has none.",
  example: "net A(x: 10) {\n  h = x -> fc(5 -> relu\n  return h\n}\n",
});

export const unopenedBracket = declare<{ close: string }>({
  code: "CNN0111",
  severity: "error",
  message: ({ close }) => `this \`${close}\` closes nothing`,
  explanation:
    "Every `)`, `]` and `}` needs an opening bracket before it. There is one too many, or an opening one is missing.",
  example: "net A(x: 10) {\n  return x -> fc(5))\n}\n",
});

export const wrongBracket = declare<{ expected: string; found: string }>({
  code: "CNN0112",
  severity: "error",
  message: ({ expected, found }) => `expected \`${expected}\` but found \`${found}\``,
  explanation: "`(` is closed by `)`, `[` by `]` and `{` by `}`.",
  example: "net A(x: 10) {\n  return x -> fc(5]\n}\n",
});

export const nestingTooDeep = declare<{ limit: number; what: string }>({
  code: "CNN0113",
  severity: "error",
  message: ({ limit, what }) => `more than ${limit} ${what}`,
  explanation: `Brackets may stand at most 64 deep, and an expression may have at most 500 operators and \`if\`s in a row.
Nobody writes such a text by hand: give parts of it a name (\`half = …\`), or look at the program that wrote it.`,
  example: `const deep = ${"[".repeat(65)}${"]".repeat(65)}\n`,
});

export const unexpected = declare<{ expected: string; found: string }>({
  code: "CNN0120",
  severity: "error",
  message: ({ expected, found }) => `expected ${expected} but found ${found}`,
  explanation: `The text does not follow the grammar at this point. A file holds nets, blocks and constants; a net is
\`net Name(input: 1x28x28) { … }\`, a block \`block name(x, width) { … }\`; their statements are \`name = …\`, \`const name = …\`, \`weights "file"\` and \`return …\`.
cnnc skips to the next statement and reads on from there.`,
  example: "net A(x: 10) {\n  h = x ->\n  return h\n}\n",
});

export const missingComma = declare<{ before: string; after: string }>({
  code: "CNN0121",
  severity: "error",
  message: ({ before, after }) => `expected a comma between ${before} and ${after}`,
  explanation: "Arguments, inputs, and the elements of lists and records are separated by commas.",
  example: "net A(x: 1x28x28) {\n  return x -> conv(6 5x5)\n}\n",
});

export const missingArrow = declare<{ found: string }>({
  code: "CNN0122",
  severity: "error",
  message: ({ found }) => `expected \`->\` before ${found}`,
  explanation: `In a chain each operator stands after an arrow: \`image -> conv(6, 5x5) -> tanh\`. Two names side by side mean
nothing. If a new statement was meant, it begins with \`name =\`, \`const\`, \`weights\` or \`return\`.`,
  example: "net A(x: 10) {\n  return x -> fc(5) relu\n}\n",
});

export const missingParentheses = declare<{ operator: string }>({
  code: "CNN0123",
  severity: "error",
  message: ({ operator }) => `expected parentheses around the arguments of \`${operator}\``,
  explanation: "Arguments are written in parentheses and separated by commas: `conv(6, 5x5, pad=2)`.",
  example: "net A(x: 1x28x28) {\n  return x -> conv 6 5x5\n}\n",
});

export const arithmeticAfterChain = declare<{ operator: string; what: string }>({
  code: "CNN0124",
  severity: "error",
  message: ({ operator, what }) =>
    `\`${operator}\` after ${what === "chain" ? "a" : "an"} ${what} needs parentheses around the ${what}`,
  explanation: `Arithmetic binds tighter than \`->\` on the arrow's left: \`main + skip -> relu\` means \`(main + skip) -> relu\`.
On its right it would be unclear what is added, since \`x -> conv(3, 3x3) + y\` could mean the sum of a chain and \`y\`, or
an operator \`conv(3, 3x3) + y\`. Put the chain in parentheses, or give it a name first.`,
  example: "net A(x: 3x8x8, y: 3x8x8) {\n  return x -> conv(3, 3x3, pad=1) + y\n}\n",
});

export const valueUnused = declare<object>({
  code: "CNN0125",
  severity: "error",
  message: () => "expected `return` or a name for this value",
  explanation: `A value that stands alone does nothing. Give it a name (\`h = x -> relu\`) so that other statements can use it, or
put \`return\` before it to make it the result of the net.`,
  example: "net A(x: 10) {\n  x -> relu\n}\n",
});

export const repeatedWeights = declare<{ net: string }>({
  code: "CNN0126",
  severity: "error",
  message: ({ net }) => `\`${net}\` has more than one weights file`,
  explanation: "A net reads its weights from one file.",
  example: 'net A(x: 10) {\n  weights "a.safetensors"\n  weights "b.safetensors"\n  return x -> relu\n}\n',
});

export const weightsInBlock = declare<{ block: string }>({
  code: "CNN0127",
  severity: "error",
  message: ({ block }) => `the block \`${block}\` cannot name a weights file`,
  explanation: `A block is used by a net, perhaps many times over, and its layers take their weights from the file of that
net, under names that say which use is meant: \`residual3.conv1.weight\`. So \`weights\` stands in the net only.`,
  example: 'block r(x) {\n  weights "r.safetensors"\n  return x -> relu\n}\n\nnet A(x: 10) {\n  return x -> r\n}\n',
});

export const nestedItem = declare<{ kind: string; name: string; outer: string }>({
  code: "CNN0128",
  severity: "error",
  message: ({ kind, name, outer }) => `the ${kind} \`${name}\` stands inside \`${outer}\``,
  explanation: `Nets and blocks stand beside each other in a file, in any order, and none inside another. A block sees no names of
a net: what it needs is passed to it, so that it means the same wherever it is used. Blocks may use other blocks.`,
  example: "net A(x: 10) {\n  block r(x) {\n    return x -> relu\n  }\n  return x -> r\n}\n",
});

export const parameterWithoutDefault = declare<{ name: string }>({
  code: "CNN0129",
  severity: "error",
  message: ({ name }) => `the parameter \`${name}\` of a net needs a default`,
  explanation: `What follows \`;\` in the head of a net are its parameters: numbers that can be set when it is compiled
(\`-D N=3\`). Each has a default, so that the file alone is a whole network. Inputs stand before the \`;\`. The parameters of a
block need no default, since each use of the block passes them.`,
  example: "net A(x: 10; N) {\n  return x -> (fc(10) -> relu) * N\n}\n",
});

export const missingElse = declare<object>({
  code: "CNN0130",
  severity: "error",
  message: () => "expected `else` and a second branch",
  explanation: `An \`if\` is a value, and a value there must be whatever the condition is: so it always has an \`else\`. To leave
out one operator of a chain, put the condition behind it: \`x -> conv(8, 3x3) -> relu if deep\`.`,
  example: "net A(x: 10; N=2) {\n  return if N > 1 { x -> relu }\n}\n",
});

export const missingBraces = declare<object>({
  code: "CNN0131",
  severity: "error",
  message: () => "expected braces around the branch",
  explanation: `Both values of an \`if\` stand in braces, which show where they begin and end:
\`if deep { x -> relu } else { x }\`. Only another \`if\` may follow \`else\` without them.`,
  example: "net A(x: 10; N=2) {\n  return if N > 1 { x -> relu } else x\n}\n",
});

export const statementInBranch = declare<object>({
  code: "CNN0132",
  severity: "error",
  message: () => "expected a value in the branch but found a statement",
  explanation: `A branch of an \`if\` holds one value, and the \`if\` is one of the two values. It does not run statements: instead of
giving a name in each branch, give the name to the \`if\`: \`y = if deep { x -> relu } else { x }\`. What takes several
statements goes into a block.`,
  example: "net A(x: 10; N=2) {\n  if N > 1 {\n    y = x -> relu\n  } else {\n    y = x -> tanh\n  }\n  return y\n}\n",
});

export const chainedComparison = declare<{ operator: string }>({
  code: "CNN0133",
  severity: "error",
  message: ({ operator }) => `\`${operator}\` cannot follow another comparison`,
  explanation: `A comparison is true or false, which cannot be compared with a number. What mathematics writes \`a < b < c\` is two
comparisons: \`a < b && b < c\`.`,
  example: "net A(x: 10; N=2) {\n  return x -> relu if 0 < N < 3\n}\n",
});

export const assignmentInCondition = declare<object>({
  code: "CNN0134",
  severity: "error",
  message: () => "expected `==` but found `=`",
  explanation: "A condition compares with `==`. A single `=` gives a name to a value or an argument.",
  example: "net A(x: 10; N=2) {\n  return if N = 1 { x } else { x -> relu }\n}\n",
});

export const repetitionWithoutGroup = declare<{ stage: string }>({
  code: "CNN0135",
  severity: "error",
  message: ({ stage }) => `expected parentheses around what is repeated, \`${stage}\``,
  explanation: `\`(conv(8, 3x3, pad=1) -> relu) * 3\` repeats what stands in the parentheses, which are needed for a single
operator too: without them it would be unclear how much of the chain is meant. To multiply the value of a chain, put the
whole chain in parentheses, or give it a name first.`,
  example: "net A(x: 10) {\n  return x -> fc(10) * 2\n}\n",
});

export const ifStage = declare<object>({
  code: "CNN0136",
  severity: "error",
  message: () => "`if` is no stage",
  explanation: `What follows an arrow is an operator, a block or a group of them. A stage is left out where the condition behind it does
not hold, \`x -> conv(8, 3x3) -> maxpool(2x2) if N > 1\`; a group takes one too, \`-> (conv(8, 3x3) -> relu) if N > 1\`. An \`if\` with
two branches is a value, and chooses between two of them: \`y = if N > 1 { x -> maxpool(2x2) } else { x -> avgpool(2x2) }\`.`,
  example: "net A(x: 10; N=2) {\n  return x -> fc(10) -> if N > 1 { relu } -> fc(3)\n}\n",
});

export const noLoops = declare<{ word: string }>({
  code: "CNN0137",
  severity: "error",
  message: ({ word }) => `there are no loops: \`${word}\` repeats nothing here`,
  explanation: `A network is a graph and not a program: nothing runs twice, and no name changes its value. What is written once and
stands n times in the network is a repetition, \`x -> (conv(8, 3x3, pad=1) -> relu) * 3\`. \`as i\` names the round, counted from 0,
for the numbers inside: \`(conv(8 * 2^i, 3x3)) * 3 as i\`.`,
  example: "net A(x: 10) {\n  y = x\n  for i in range(3) {\n    y = y -> fc(10)\n  }\n  return y\n}\n",
});

export const tooManyErrors = declare<{ limit: number }>({
  code: "CNN0190",
  severity: "error",
  message: ({ limit }) => `stopped after ${limit} errors`,
  explanation:
    "The rest of the file was not read: the errors before this one are enough for one sitting, or this is no `.cnn` file.",
  example:
    "net A(x: 10) {\n  return x -> f(a b c d e f g h i j k l m n o p q r s t u v w x y z a b c d e f g h i j k l m n o p q r s t u v w x y z)\n}\n",
});
