import { elements, type Graph } from "../../compiler/graph/graph.ts";
import type { Choices } from "./choices.ts";

export type Tensors = ReadonlyMap<string, Float32Array>;

/** Whether a file is told to be wrong; `maybe` where chance may have hit what does not matter. */
export type Refused = "always" | "never" | "maybe";

/** A right file in pieces: an entry of the header for each tensor, and the bytes behind it. */
export interface Right {
  readonly parameters: Graph["parameters"];
  readonly tensors: Tensors;
  readonly file: Uint8Array;
  readonly header: Readonly<Record<string, Entry>>;
  readonly data: Uint8Array;
}

interface Entry {
  readonly dtype: unknown;
  readonly shape: unknown;
  readonly data_offsets: unknown;
}

interface Damaged {
  readonly file: Uint8Array;
  readonly refused: Refused;
}

type Damage = (right: Right, choices: Choices) => Damaged;

/** A file from the text of its header and its data. */
function assembled(header: string, data: Uint8Array): Uint8Array {
  const json = new TextEncoder().encode(header);
  const file = new Uint8Array(8 + json.length + data.length);
  new DataView(file.buffer).setUint32(0, json.length, true);
  file.set(json, 8);
  file.set(data, 8 + json.length);
  return file;
}

const withHeader = ({ header, data }: Right, changed: Readonly<Record<string, unknown>>): Uint8Array =>
  assembled(JSON.stringify({ ...header, ...changed }), data);

/** One of the tensors that the network needs. */
const needed = ({ tensors }: Right, choices: Choices): string => choices.pick([...tensors.keys()]);

/** One entry of the header with another field. */
const entryWith =
  (field: keyof Entry, values: (entry: Entry, right: Right) => readonly unknown[]): Damage =>
  (right, choices) => {
    const name = needed(right, choices);
    const entry = right.header[name]!;
    const value = choices.pick(values(entry, right));
    const refused = JSON.stringify(value) === JSON.stringify(entry[field]) ? "never" : "always";
    return { file: withHeader(right, { [name]: { ...entry, [field]: value } }), refused };
  };

/** A byte somewhere from `start` on. */
const placeIn = (choices: Choices, start: number, end: number): number =>
  start + ((choices.integer(0, 255) * 256 + choices.integer(0, 255)) % Math.max(1, end - start));

const notNumbers = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
const names = [
  "__proto__",
  "constructor",
  "toString",
  "__metadata__ ",
  "",
  "a\u0000b",
  "\u202e",
  "../x",
  "x".repeat(5000),
];

/** Everything that is done to files. What is done to bytes at random may hit what no tensor needs. */
export const damages: Readonly<Record<string, Damage>> = {
  nothing: ({ file }) => ({ file, refused: "never" }),
  "an odd address": ({ file }, choices) => {
    const shift = choices.integer(1, 7);
    const moved = new Uint8Array(file.length + shift);
    moved.set(file, shift);
    return { file: moved.subarray(shift), refused: "never" };
  },
  "cut off": ({ file }, choices) => ({ file: file.subarray(0, placeIn(choices, 0, file.length)), refused: "always" }),
  "cut off in the header": ({ file, data }, choices) => ({
    file: file.subarray(0, placeIn(choices, 0, file.length - data.length)),
    refused: "always",
  }),
  "bytes behind the end": ({ file }, choices) => {
    const longer = new Uint8Array(file.length + choices.integer(1, 9));
    longer.set(file);
    return { file: longer, refused: "always" };
  },
  "a lie about the header's length": ({ file, data }, choices) => {
    const lying = file.slice();
    const length = file.length - data.length - 8;
    const lie = choices.pick([
      0,
      1,
      length - 1,
      length + 1,
      length + 8,
      length - 8,
      99_999_999,
      100_000_001,
      2 ** 32 - 1,
    ]);
    const view = new DataView(lying.buffer);
    view.setUint32(0, lie, true);
    view.setUint32(4, choices.pick([0, 0, 0, 1, 2 ** 31, 2 ** 32 - 1]), true);
    return { file: lying, refused: "always" };
  },
  "a header that is no JSON": ({ data }, choices) => ({
    file: assembled(
      choices.pick(["", "{", "{]", '{"a":', "nul", "\u0000", '{"a":1,}', "{'a':1}", "\ufeff{}", "}{"]),
      data,
    ),
    refused: "always",
  }),
  "a header that is no object": ({ data }, choices) => ({
    file: assembled(choices.pick(["null", "[]", "3", '"x"', "true", "[[]]", "{}"]), data),
    refused: "always",
  }),
  "a header of letters that are none": (right, choices) => {
    const file = right.file.slice();
    file[placeIn(choices, 9, file.length - right.data.length - 8)] = choices.pick([0xff, 0xc0, 0x80, 0xfe]);
    return { file, refused: "always" };
  },
  "deep nesting": ({ data }, choices) => {
    const deep = choices.pick([100, 2000, 20_000]);
    return { file: assembled(`{"a":${choices.pick(["[", '{"a":'])}`.repeat(deep), data), refused: "always" };
  },
  "a deep value": (right, choices) => {
    const deep = choices.pick([10, 1000, 5000]);
    const [open, close] = choices.pick([
      ["[", "]"],
      ['{"a":', "}"],
    ] as const);
    const text = JSON.stringify(right.header).replace(/\}$/, `,"deep":${open.repeat(deep)}1${close.repeat(deep)}}`);
    return { file: assembled(text, right.data), refused: "always" };
  },
  "many entries": (right, choices) => {
    const empty = { dtype: "F32", shape: [0], data_offsets: [0, 0] };
    const many = Array.from({ length: choices.pick([10, 100, 500]) }, (_, i) => [`idle${i}`, empty]);
    return { file: withHeader(right, Object.fromEntries(many)), refused: "never" };
  },
  "another type": entryWith("dtype", () => [
    "F16",
    "BF16",
    "F64",
    "I32",
    "U8",
    "",
    "f32",
    "F32 ",
    null,
    3,
    ["F32"],
    {},
  ]),
  "another shape": entryWith("shape", ({ shape }) => {
    const extents = shape as readonly number[];
    return [
      [...extents].reverse(),
      [...extents, 1],
      [elements(extents)],
      [1, ...extents],
      [],
      extents.map((n) => n + 1),
      extents.map((n) => -n),
      [0.5],
      [2 ** 53],
      null,
      "2x3",
      [null],
      new Array(65).fill(1),
      { length: 1 },
      [1e308, 1e308],
    ];
  }),
  "other places": entryWith("data_offsets", ({ data_offsets: offsets }, { data }) => {
    const [begin, end] = offsets as [number, number];
    return [
      [end, begin - 1],
      [begin + 1, end],
      [begin, end + 1],
      [begin, end - 1],
      [begin + 4, end + 4],
      [begin - 4, end - 4],
      [0, data.length],
      [begin, 2 ** 53],
      [-8, end - begin - 8],
      [begin],
      [begin, end, end],
      [],
      null,
      "0",
      [0.5, 1.5],
      [`${begin}`, end],
      [begin, 1e308],
    ];
  }),
  "no tensor": (right, choices) => {
    const { [needed(right, choices)]: _, ...rest } = right.header;
    return { file: assembled(JSON.stringify(rest), right.data), refused: "always" };
  },
  "another name": (right, choices) => {
    const { [needed(right, choices)]: entry, ...rest } = right.header;
    return {
      file: assembled(JSON.stringify({ ...rest, [choices.pick(["other", "__proto__", "Weight"])]: entry }), right.data),
      refused: "always",
    };
  },
  "strange names beside": (right, choices) => {
    const name = choices.pick(names);
    const text = JSON.stringify(right.header).replace(
      /^\{/,
      `{${JSON.stringify(name)}:{"dtype":"F32","shape":[0],"data_offsets":[0,0]},`,
    );
    return { file: assembled(text, right.data), refused: "never" };
  },
  "a name twice": (right, choices) => {
    const name = needed(right, choices);
    const entry = choices.pick([
      right.header[name],
      right.header["idle.weight"],
      { dtype: "F32", shape: [0], data_offsets: [0, 0] },
    ]);
    const text = JSON.stringify(right.header);
    const twice = `${JSON.stringify(name)}:${JSON.stringify(entry)}`;
    return {
      file: assembled(choices.pick([text.replace(/^\{/, `{${twice},`), text.replace(/\}$/, `,${twice}}`)]), right.data),
      refused: "always",
    };
  },
  "metadata of any kind": (right, choices) => ({
    file: withHeader(right, { __metadata__: choices.pick([{ format: "pt" }, {}, { a: "b:c" }, { 'q"': "\\" }]) }),
    refused: "never",
  }),
  "a number that is none": (right, choices) => {
    const name = needed(right, choices);
    const [begin, end] = right.header[name]!.data_offsets as [number, number];
    const file = right.file.slice();
    const at = file.length - right.data.length + placeIn(choices, begin / 4, end / 4) * 4;
    new DataView(file.buffer).setFloat32(at, choices.pick(notNumbers), true);
    return { file, refused: "always" };
  },
  "a number that is none where it does not matter": (right, choices) => {
    const file = right.file.slice();
    new DataView(file.buffer).setFloat32(file.length - 4, choices.pick(notNumbers), true);
    return { file, refused: "never" };
  },
  "a byte of the header": (right, choices) => {
    const file = right.file.slice();
    file[placeIn(choices, 0, file.length - right.data.length)] = choices.integer(0, 255);
    return { file, refused: "maybe" };
  },
  noise: (_, choices) => ({
    file: Uint8Array.from({ length: choices.integer(0, 200) }, () => choices.integer(0, 255)),
    refused: "always",
  }),
};
