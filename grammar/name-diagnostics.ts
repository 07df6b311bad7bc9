import { declare, error, net, warning } from "./declare.ts";

/** What can be wrong with names, arguments and what blocks unroll to: CNN02xx. */

export const unknownValue = declare<{ name: string }>({
  code: "CNN0201",
  severity: error,
  everywhere: true,
  message: ({ name }) => `there is no value called \`${name}\``,
  explanation:
    "A name in an expression must be an input of the net, a constant, or a value bound in a line above. A value can only be used after its line: a network has no cycles.",
  example: net("return y -> relu"),
});

export const unknownOperator = declare<{ name: string }>({
  code: "CNN0202",
  severity: error,
  everywhere: true,
  message: ({ name }) => `there is no operator called \`${name}\``,
  explanation:
    "What follows an arrow, or stands before parentheses, must be an operator. `spec/language.md` lists them all.",
  example: net("return x -> conv2(4, 3x3)"),
});

export const nameTaken = declare<{ name: string }>({
  code: "CNN0203",
  severity: error,
  everywhere: true,
  message: ({ name }) => `\`${name}\` is already taken`,
  explanation: "Every input, constant and value has a name of its own; a value is bound once and never changes.",
  example: net("y = x -> relu\n  y = x -> tanh\n  return y"),
});

export const unknownAttribute = declare<{ operator: string; name: string }>({
  code: "CNN0204",
  severity: error,
  everywhere: true,
  message: ({ operator, name }) => `\`${operator}\` has no attribute called \`${name}\``,
  explanation:
    "Attributes are given by name, `pad=1`, and each operator has its own. The help lists those that this one takes.",
  example: net("return x -> conv(4, 3x3, padding=1)"),
});

export const missingAttribute = declare<{ operator: string; names: readonly string[] }>({
  code: "CNN0205",
  severity: error,
  everywhere: true,
  message: ({ operator, names }) => `\`${operator}\` needs ${listed(names)}`,
  explanation: "An attribute without a default must be given, by position or by name.",
  example: net("return x -> conv(4)"),
});

const listed = (names: readonly string[]): string => {
  const all = names.map((name) => `\`${name}\``);
  return all.length === 1 ? all[0]! : `${all.slice(0, -1).join(", ")} and ${all.at(-1)}`;
};

export const wrongAttribute = declare<{ name: string; expected: string; found: string }>({
  code: "CNN0206",
  severity: error,
  message: ({ name, expected, found }) => `\`${name}\` must be ${expected}, but is ${found}`,
  explanation: "Every attribute has a type and bounds: a size such as `3x3` or `3`, an integer, a word, a padding.",
  example: net("return x -> conv(4, 3x3, stride=0)"),
});

export const tooManyArguments = declare<{ operator: string; most: number }>({
  code: "CNN0207",
  severity: error,
  everywhere: true,
  message: ({ operator, most }) =>
    `\`${operator}\` takes ${most === 0 ? "no arguments" : `at most ${most} argument${most === 1 ? "" : "s"}`} by position`,
  explanation: "Only the most common attributes can be given by position; the others need their name.",
  example: net("return x -> relu(3)"),
});

export const givenTwice = declare<{ name: string }>({
  code: "CNN0208",
  severity: error,
  everywhere: true,
  message: ({ name }) => `\`${name}\` is given twice`,
  explanation: "An attribute may be given by position or by name, but once.",
  example: net("return x -> conv(4, 3x3, channels=5)"),
});

export const wrongOperands = declare<{ operator: string; expected: string; found: number }>({
  code: "CNN0209",
  severity: error,
  everywhere: true,
  message: ({ operator, expected, found }) => `\`${operator}\` joins ${expected}, but gets ${found}`,
  explanation: "An operator has a fixed number of input values; an arrow gives it the first, `a -> f(b)` is `f(a, b)`.",
  example: net("return x -> add"),
});

export const notAValue = declare<{ found: string }>({
  code: "CNN0210",
  severity: error,
  message: ({ found }) => `expected a value of the network, but found ${found}`,
  explanation:
    "Numbers, sizes, lists and constants are arguments of operators; a network computes with its inputs and what comes from them.",
  example: net("return 3 -> relu"),
});

export const notAConstant = declare<{ found: string }>({
  code: "CNN0211",
  severity: error,
  message: ({ found }) => `expected numbers, but found ${found}`,
  explanation:
    "A constant is a number, a rectangular list of numbers (which may hold other constants), a size, a record, `true` or `false`.",
  example: "const k = [[1, 2], [3]]\nnet A(x: 1x8x8) {\n  return x\n}\n",
});

export const notACondition = declare<{ found: string }>({
  code: "CNN0212",
  severity: error,
  message: ({ found }) => `expected a condition, but found ${found}`,
  explanation:
    "A condition is a comparison of numbers, `stride != 1`, or several joined by `&&` and `||`: it is decided when the network is compiled.",
  example: net("return if 3 { x -> relu } else { x }"),
});

export const numberOutOfRange = declare<{ sign: string }>({
  code: "CNN0213",
  severity: error,
  message: ({ sign }) => `the result of \`${sign}\` is no number that can be counted with`,
  explanation:
    "Arithmetic on whole numbers is exact up to 2^53 on either side of zero; nothing may be divided by zero.",
  example: net("return x -> conv(2^1000, 3x3)"),
});

export const noSuchAxis = declare<{ axis: string; shape: string }>({
  code: "CNN0214",
  severity: error,
  message: ({ axis, shape }) => `a value of shape ${shape} has no ${axis}`,
  explanation:
    "`channels(x)` is the first extent, `width(x)` the last of CxL, CxHxW or CxDxHxW, `height(x)` the one before, `depth(x)` the one before that; `size(x)` counts all elements. Axes that an operator takes by name have the same names.",
  example: net("return x -> fc(height(x))", "8"),
});

export const badRepetition = declare<{ found: string }>({
  code: "CNN0215",
  severity: error,
  message: ({ found }) => `expected how often to repeat, but found ${found}`,
  explanation: "`( … ) * n` repeats its stages n times: a whole number, 0 (which leaves them out) or more.",
  example: net("return x -> (relu) * (0 - 1)"),
});

export const recursiveBlock = declare<{ name: string; circle: string }>({
  code: "CNN0216",
  severity: error,
  message: ({ name, circle }) => `the block \`${name}\` cannot use itself: ${circle}`,
  explanation:
    "Blocks are unrolled when the network is compiled, so none may contain itself, and they nest at most 100 deep. Repeat with `( … ) * n`.",
  example: "block a(x) {\n  return x -> a\n}\nnet A(x: 1x8x8) {\n  return x -> a\n}\n",
});

export const tooManyLayers = declare<{ limit: number }>({
  code: "CNN0217",
  severity: error,
  message: ({ limit }) => `the network unrolls to more than ${limit} layers`,
  explanation:
    "Blocks and repetitions multiply: four nested repetitions of 100 are a hundred million layers. The limit keeps a slip from taking the machine.",
  example: net("return x -> (((relu) * 1000) * 1000) * 1000"),
});

export const badLabel = declare<{ label: string }>({
  code: "CNN0218",
  severity: error,
  everywhere: true,
  message: ({ label }) => `\`${label}\` cannot be a layer's name`,
  explanation:
    "Names of layers are names of tensors in the weights file and of kernels: letters, digits and `_`, in parts joined by single `.` or `-`.",
  example: net('return x -> conv(4, 3x3) as "a/b"'),
});

export const blockNamedLikeOperator = declare<{ name: string }>({
  code: "CNN0219",
  severity: error,
  message: ({ name }) => `\`${name}\` is an operator already`,
  explanation: "A block may not take an operator's name: the same word would mean two things.",
  example: "block relu(x) {\n  return x\n}\nnet A(x: 1x8x8) {\n  return x -> relu\n}\n",
});

export const blockReturns = declare<{ name: string; found: number }>({
  code: "CNN0220",
  severity: error,
  everywhere: true,
  message: ({ name, found }) => `the block \`${name}\` must return one value, but returns ${found}`,
  explanation: "A block stands for one value in a chain.",
  example: "block a(x) {\n  return x, x\n}\nnet A(x: 1x8x8) {\n  return x -> a\n}\n",
});

export const unknownParameter = declare<{ name: string; net: string }>({
  code: "CNN0221",
  severity: error,
  message: ({ name, net: owner }) => `the net \`${owner}\` has no parameter called \`${name}\``,
  explanation: "`-D name=value` sets a parameter that the net declares after its inputs: `net P(x: 3x32x32; N=2)`.",
  example: net("return x -> relu"),
});

export const badParameter = declare<{ name: string; found: string }>({
  code: "CNN0222",
  severity: error,
  message: ({ name, found }) => `the parameter \`${name}\` must be an integer, but is ${found}`,
  explanation: "A net's parameters are integers, or words that are defaults for attributes, such as `fit=exact`.",
  example: "net A(x: 1x8x8; N=1/2) {\n  return x -> (relu) * N\n}\n",
});

export const repeatedLabel = declare<{ label: string }>({
  code: "CNN0223",
  severity: error,
  everywhere: true,
  message: ({ label }) => `every use would be called \`${label}\``,
  explanation:
    "A label stands in a repetition or in a block that is used more than once, and the weights of two layers cannot have one name. Without the label they are counted; in a block, a label without quotes gets the block's own name in front.",
  example: net("return x -> (conv(1, 3x3, pad=1) as a) * 2"),
});

export const unusedBlock = declare<{ name: string }>({
  code: "CNN0224",
  severity: warning,
  message: ({ name }) => `the block \`${name}\` is never used`,
  explanation: "A block is looked at where it is used, so nothing in this one has been checked.",
  example: "block a(x) {\n  return x -> relu\n}\nnet A(x: 1x8x8) {\n  return x -> tanh\n}\n",
});

export const unknownNumber = declare<{ name: string }>({
  code: "CNN0225",
  severity: error,
  everywhere: true,
  message: ({ name }) => `there is no number called \`${name}\``,
  explanation:
    "Arithmetic and comparisons are made of numbers: constants, a net's or a block's parameters, the index of a repetition (`( … ) * n as i`), and what `channels(x)` and the like give.",
  example: net("return x -> (conv(2^i, 3x3, pad=1)) * 3"),
});

export const unknownLayer = declare<{ name: string }>({
  code: "CNN0231",
  severity: error,
  message: ({ name }) => `there is no layer called \`${name}\` above`,
  explanation:
    'An attribute such as the `from` of `unpool` names a layer that comes before: by its label (`as pool`), by the name that it has without one, its operator and a count in order of appearance (`maxpool1`), or by a value that it is bound to. In a block its own layers are found first, then those around it. What lies in another block has that block\'s name in front and stands in quotes: `from="encoder1.maxpool1"`.',
  example: net("return x -> unpool(from=maxpool1)"),
});

export const wrongLayer = declare<{ name: string; wanted: string; found: string }>({
  code: "CNN0232",
  severity: error,
  message: ({ name, wanted, found }) => `expected a layer of ${wanted}, but \`${name}\` is made by \`${found}\``,
  explanation:
    "The attribute takes what it needs from a layer of a certain kind: `unpool` its windows and the places of their largest values from a max pool. A value that has been changed since is no pool any more: bind the pool itself to a name, or give it a label.",
  example: net("y = x -> maxpool(2x2) -> relu\n  return y -> unpool(from=y)"),
});
