import type { Compiled } from "../../compiler/compile.ts";
import { elements } from "../../compiler/graph/graph.ts";
import { create, type Inputs, type Network, type Outputs } from "../../runtime/index.ts";
import { type Random, reals } from "../random.ts";
import { counting } from "../verify/calls.ts";
import { realValues } from "../verify/data.ts";

/** A network on a device, with weights and a batch. */
export interface Subject {
  readonly compiled: Compiled;
  readonly device: GPUDevice;
  readonly weights: ReadonlyMap<string, Float32Array>;
  readonly batch: number;
  readonly random: Random;
}

/** A statement about how a network runs, whatever it computes. Results are compared bit for bit, since the kernels are the same. */
export interface ConductLaw {
  readonly name: string;
  /** What is wrong, or undefined. */
  readonly check: (subject: Subject) => Promise<string | undefined>;
}

const batchIndependence: ConductLaw = {
  name: "a batch of n is n batches of one",
  check: (given) =>
    // One more than is given, since one image has none beside it.
    using({ ...given, batch: given.batch + 1 }, async (network, subject) => {
      const { compiled, device, weights, batch } = subject;
      const inputs = someInputs(subject);
      const together = await network.run(inputs);
      const single = await create(compiled.program, { device, weights, variant: network.variant.name });
      try {
        for (let image = 0; image < batch; image++) {
          const alone = await single.run(imageOf(subject, inputs, image));
          const same = Object.entries(alone).every(([name, values]) =>
            equal(values, together[name]!.subarray(image * values.length, (image + 1) * values.length)),
          );
          if (!same) return `image ${image} alone differs from image ${image} of the batch`;
        }
      } finally {
        await single.dispose();
      }
      return undefined;
    }),
};

const overlap: ConductLaw = {
  name: "runs that overlap do not mix",
  check: (subject) =>
    using(subject, async (network) => {
      const inputs = [0, 1, 2, 3, 4].map(() => someInputs(subject));
      const apart: Outputs[] = [];
      for (const each of inputs) apart.push(await network.run(each));
      const overlapping = await Promise.all(inputs.map((each) => network.run(each)));
      const wrong = overlapping.findIndex((outputs, i) => !same(outputs, apart[i]!));
      return wrong < 0
        ? undefined
        : `run ${wrong} of ${inputs.length} that overlap differs from the same run by itself`;
    }),
};

const rebinding: ConductLaw = {
  name: "a run reads the buffers that it was given",
  check: (subject) =>
    using(subject, async (network, { device }) => {
      const inputs = [someInputs(subject), someInputs(subject)];
      const buffers = inputs.map((each) => onDevice(device, each));
      try {
        const arrays = [await network.run(inputs[0]!), await network.run(inputs[1]!)];
        // The first again at the end: a bind group that was kept would show.
        for (const [step, which] of [0, 1, 0].entries()) {
          const outputs = await network.run(buffers[which]!);
          if (!same(outputs, arrays[which]!)) return `run ${step} does not see the buffers that it was given`;
        }
      } finally {
        for (const buffer of buffers.flatMap((each) => Object.values(each))) buffer.destroy();
      }
      return undefined;
    }),
};

/** What a run may make: it cannot be submitted without one. */
const allowed = new Set(["createCommandEncoder"]);

const nothingMade: ConductLaw = {
  name: "a run makes no WebGPU object but its encoder",
  check: async (subject) => {
    const counted = counting(subject.device);
    return using({ ...subject, device: counted.device }, async (network) => {
      const inputs = someInputs(subject);
      await network.run(inputs);
      counted.made.clear();
      await network.run(inputs);
      await network.run(inputs);
      const extra = [...counted.made].filter(([name]) => !allowed.has(name));
      return extra.length === 0 ? undefined : `two runs made ${extra.map(([name, n]) => `${n} x ${name}`).join(", ")}`;
    });
  },
};

export const conductLaws: readonly ConductLaw[] = [batchIndependence, overlap, rebinding, nothingMade];

async function using<T>(subject: Subject, work: (network: Network, subject: Subject) => Promise<T>): Promise<T> {
  const { compiled, device, weights, batch } = subject;
  const network = await create(compiled.program, { device, weights, batch });
  try {
    return await work(network, subject);
  } finally {
    await network.dispose();
  }
}

/** Weights as a trained network may have them. */
export const someWeights = ({ graph }: Compiled, random: Random): Map<string, Float32Array> =>
  new Map(graph.parameters.map((each) => [each.name, realValues(random, each)]));

/** Fresh values for the whole batch. */
const someInputs = ({ compiled, batch, random }: Subject): Record<string, Float32Array<ArrayBuffer>> =>
  Object.fromEntries(
    compiled.program.inputs.map(({ name, shape }) => [name, reals(random, batch * elements(shape))] as const),
  );

const imageOf = ({ batch }: Subject, inputs: Readonly<Record<string, Float32Array>>, image: number): Inputs =>
  Object.fromEntries(
    Object.entries(inputs).map(([name, values]) => {
      const size = values.length / batch;
      return [name, values.subarray(image * size, (image + 1) * size)] as const;
    }),
  ) as Inputs;

const onDevice = (
  device: GPUDevice,
  inputs: Readonly<Record<string, Float32Array<ArrayBuffer>>>,
): Record<string, GPUBuffer> =>
  Object.fromEntries(
    Object.entries(inputs).map(([name, values]) => {
      const usage = 4 | 8 | 128; // GPUBufferUsage.COPY_SRC | COPY_DST | STORAGE
      const buffer = device.createBuffer({ size: values.byteLength, usage });
      device.queue.writeBuffer(buffer, 0, values);
      return [name, buffer] as const;
    }),
  );

const same = (a: Readonly<Record<string, Float32Array>>, b: Readonly<Record<string, Float32Array>>): boolean =>
  Object.entries(a).every(([name, values]) => equal(values, b[name]!));

const equal = (a: Float32Array, b: Float32Array): boolean =>
  a.length === b.length && a.every((value, i) => value === b[i]);
