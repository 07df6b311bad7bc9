import {
  type FunctionDeclarationStructure,
  type InterfaceDeclarationStructure,
  type OptionalKind,
  type PropertySignatureStructure,
  type StatementStructures,
  StructureKind,
} from "ts-morph";
import type { Port } from "../../runtime/program.ts";
import { address } from "./header.ts";
import { comment, key, quote } from "./literal.ts";
import { counted, type Parts, weightsFrom } from "./parts.ts";

const runtime = "./runtime.js";

/** What the module takes from the runtime, and what of that it hands on. */
export function imports(parts: Parts): StatementStructures[] {
  const types = [
    "Input",
    "Part",
    "RunOptions",
    "Shipped",
    ...(weightsFrom(parts) === "caller" ? ["WeightsSource"] : []),
  ];
  const again = [
    "ErrorCode",
    "Input",
    "OnProgress",
    "Progress",
    "RunOptions",
    "Shipped",
    "WeightsData",
    "WeightsSource",
  ];
  const renamed = (name: string, alias: string) => ({ name, alias });
  return [
    {
      kind: StructureKind.ImportDeclaration,
      moduleSpecifier: runtime,
      isTypeOnly: true,
      namedImports: [renamed("CreateOptions", "AnyOptions"), renamed("Network", "AnyNetwork"), ...types],
    },
    {
      kind: StructureKind.ImportDeclaration,
      moduleSpecifier: runtime,
      namedImports: [renamed("create", "createAny"), renamed("requestDevice", "requestAny")],
    },
    { kind: StructureKind.ExportDeclaration, moduleSpecifier: runtime, namedExports: ["CnncError"] },
    { kind: StructureKind.ExportDeclaration, moduleSpecifier: runtime, isTypeOnly: true, namedExports: again },
  ];
}

/** The network's own names as types. */
export function types(parts: Parts): InterfaceDeclarationStructure[] {
  const { inputs, outputs } = parts.program;
  return [
    exported(
      "Inputs",
      "What `run` takes: values in logical order, channels first; the images of a batch one after the other.",
      {
        properties: ports(inputs, "Input"),
      },
    ),
    exported("GpuInputs", "What `encode` takes: the same values as f32, in buffers with usage COPY_SRC.", {
      properties: ports(inputs, "GPUBuffer"),
    }),
    exported("Outputs", "What `run` gives, in the order of the inputs' images.", {
      properties: ports(outputs, "Float32Array<ArrayBuffer>"),
    }),
    exported("CreateOptions", "Where and how the network is to run.", {
      extends: ["AnyOptions"],
      properties: options(parts),
    }),
    network,
  ];
}

const exported = (
  name: string,
  doc: string,
  rest: Partial<InterfaceDeclarationStructure>,
): InterfaceDeclarationStructure => ({ kind: StructureKind.Interface, name, isExported: true, docs: [doc], ...rest });

const ports = (list: readonly Port[], type: string): OptionalKind<PropertySignatureStructure>[] =>
  list.map(({ name, shape }) => ({
    name: key(name),
    type,
    isReadonly: true,
    docs: [`${counted(shape)} for each image.`],
  }));

function options(parts: Parts): OptionalKind<PropertySignatureStructure>[] {
  const names = parts.program.variants.map(({ name }) => quote(name)).join(" | ");
  const variant = { name: "variant", type: `${names} | undefined`, isReadonly: true, hasQuestionToken: true };
  const weights = {
    caller: [
      { doc: "The tensors of `parameters`, or where to get them.", type: "WeightsSource", hasQuestionToken: false },
    ],
    bundle: [
      {
        doc: `${parts.weightsFile} beside this module if absent.`,
        type: `AnyOptions["weights"]`,
        hasQuestionToken: true,
      },
    ],
    nowhere: [],
  }[weightsFrom(parts)];
  return [
    ...weights.map(({ doc, ...rest }) => ({ name: "weights", isReadonly: true, docs: [comment(doc)], ...rest })),
    { ...variant, docs: ["The kernels to use, instead of the first that fit the device."] },
  ];
}

/** The runtime's network with the names of this one. */
const network = exported(
  "Network",
  "The network on a device. Runs may overlap; they are computed in the order of their calls.",
  {
    extends: [`Omit<AnyNetwork, "run" | "encode" | "outputs">`],
    properties: [
      {
        name: "outputs",
        type: `Readonly<Record<keyof Outputs, AnyNetwork["outputs"][string]>>`,
        isReadonly: true,
        docs: ["Where the outputs stay on the GPU after a run or an `encode`, until the next; usable in a bind group."],
      },
    ],
    methods: [
      {
        name: "run",
        parameters: [
          { name: "inputs", type: "Inputs" },
          { name: "options", type: "RunOptions", hasQuestionToken: true },
        ],
        returnType: "Promise<Outputs>",
        docs: ["Computes the outputs.\n\n@throws CnncError the `input-…` codes, `aborted`, `device-lost`, `disposed`"],
      },
      {
        name: "encode",
        parameters: [
          { name: "encoder", type: "GPUCommandEncoder" },
          { name: "inputs", type: "GpuInputs" },
        ],
        returnType: "void",
        docs: [
          "Records a run on your encoder, without readback: the outputs stay on the GPU, in `outputs`.\n\n" +
            "@throws CnncError the `input-…` codes, `device-lost`, `disposed`",
        ],
      },
    ],
  },
);

/** `create` and `requestDevice`, for this network alone. */
export function functions(parts: Parts): FunctionDeclarationStructure[] {
  const from = weightsFrom(parts);
  const file = parts.weightsFile ?? "";
  const given = from === "bundle" ? "{ ...options, weights }" : "options";
  const create: FunctionDeclarationStructure = {
    kind: StructureKind.Function,
    name: "create",
    isExported: true,
    isAsync: true,
    parameters: [{ name: "options", type: "CreateOptions", ...(from === "caller" ? {} : { initializer: "{}" }) }],
    returnType: "Promise<Network>",
    docs: [createDoc],
    statements: [
      ...(from === "bundle" ? [`const weights = options.weights ?? ${address(file)};`] : []),
      `return (await createAny(program, ${given})) as AnyNetwork & Network;`,
    ],
  };
  const requestDevice: FunctionDeclarationStructure = {
    kind: StructureKind.Function,
    name: "requestDevice",
    isExported: true,
    parameters: [{ name: "options", type: "Parameters<typeof requestAny>[1]", hasQuestionToken: true }],
    returnType: "Promise<GPUDevice>",
    docs: [
      "A device with the features and limits that the network needs; of `options.adapter`, or of the page's own." +
        "\n\n@throws CnncError `no-webgpu`, `missing-feature`, `missing-limit`, `unknown-variant`",
    ],
    statements: ["return requestAny(program, options);"],
  };
  return [create, requestDevice];
}

const createDoc = `Makes the network ready to run. What a device cannot do is said before the weights are fetched.

@throws CnncError \`batch\`, \`no-webgpu\`, \`missing-feature\`, \`missing-limit\`, \`unknown-variant\`, \`out-of-memory\`,
  \`kernels-source\`, \`shader\`, \`aborted\`, \`device-lost\`, and the \`weights-…\` codes`;
