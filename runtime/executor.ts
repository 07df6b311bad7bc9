import { isResponse } from "./body.ts";
import type { Range } from "./buffers.ts";
import { browserAdapter, chooseOffer, openDevice } from "./device.ts";
import { abortable, CnncError, checkAborted, list, reason } from "./errors.ts";
import { feed, type Inputs, takeInputs } from "./inputs.ts";
import { build, type Instance, record, type Step } from "./instance.ts";
import type { Offer, Part, Shipped, Variant } from "./program.ts";
import { type Outputs, Runner } from "./runner.ts";
import { closeWeights, type OnProgress, openWeights, readWeights, type WeightsSource } from "./weights.ts";

export interface CreateOptions {
  /** Yours stays yours: it is never destroyed. Without one, a device is requested, and rebuilt when lost. */
  readonly device?: GPUDevice | undefined;
  /** Needed if the network has parameters. A function or an address is asked again when a lost device is rebuilt. */
  readonly weights?: WeightsSource | undefined;
  /** Images in one run; 1 if absent. */
  readonly batch?: number | undefined;
  /** A variant's name, instead of the first that fits the device. */
  readonly variant?: string | undefined;
  readonly onProgress?: OnProgress | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  /** Which of the program's lists of dispatches; `run` if absent. */
  readonly entry?: string | undefined;
}

/**
 * Makes a network ready to run. What can be refused is refused before the weights are asked for.
 *
 * @throws CnncError `batch`, `no-webgpu`, `missing-feature`, `missing-limit`, `unknown-variant`, `out-of-memory`,
 *   `kernels-source`, `shader`, `aborted`, `device-lost`, and the `weights-…` codes
 */
export async function create(program: Shipped, options: CreateOptions = {}): Promise<Network> {
  const { batch = 1, signal } = options;
  if (!Number.isSafeInteger(batch) || batch < 1) {
    throw new CnncError("batch", `expected a batch of 1 or more images, found ${batch}`);
  }
  checkAborted(signal);
  const { weights, device } = options;
  // An answer can be read only once, and a rebuilt device asks again: its clone leaves the original whole.
  const kept = !device && isResponse(weights) ? { ...options, weights: () => weights.clone() } : options;
  const made = open(program, kept).then((instance) => new Network(program, kept, instance));
  return abortable(made, signal);
}

/** What comes from outside (device, kernels, weights) is asked for at the same time. */
async function open(program: Shipped, options: CreateOptions): Promise<Instance> {
  const { device: given, batch = 1, signal, onProgress } = options;
  const host = given ?? (await browserAdapter());
  const offer = chooseOffer(program, host, options);
  checkAborted(signal);
  const part = kernelsOf(program, offer);
  const weights = weightsOf(program, options);
  // Who waits for them may end for another reason.
  for (const coming of [part, weights]) coming.catch(() => {});
  let device = given;
  try {
    device ??= await openDevice(program, host as GPUAdapter, offer, options);
    checkAborted(signal);
    return await build(program, device, await part, {
      batch,
      weights: async (...asked) => readWeights(program.parameters, await weights, ...asked, { signal, onProgress }),
      signal,
      onProgress,
    });
  } catch (error) {
    if (!given) device?.destroy();
    weights.then(closeWeights, () => {});
    throw error;
  }
}

async function kernelsOf({ name }: Shipped, { name: variant, load }: Offer): Promise<Part> {
  try {
    return await load();
  } catch (error) {
    const what = `the kernels of ${name}, variant \`${variant}\`, could not be had: ${reason(error)}`;
    throw new CnncError("kernels-source", `${what}; the folder kernels/ belongs beside the module`, error);
  }
}

async function weightsOf({ name, parameters }: Shipped, { weights, signal }: CreateOptions) {
  if (parameters.length === 0) return new Map<string, never>();
  if (weights !== undefined) return openWeights(weights, signal);
  const names = list(parameters.map((p) => p.name));
  throw new CnncError("weights-missing", `${name} has parameters (${names}): pass \`weights\``);
}

/** A network on a device. Runs may overlap; they are computed in the order of their calls. */
export class Network {
  readonly program: Shipped;
  /** Kept only with a device of our own, for the day that it is lost. */
  readonly #again: CreateOptions | undefined;
  #runner: Runner;
  #rebuilding: Promise<void> | undefined;
  #disposed = false;
  /** As `dispose`; missing at run time in engines that lack the symbol. */
  declare readonly [Symbol.asyncDispose]: () => Promise<void>;

  /** Use `create`. */
  constructor(program: Shipped, options: CreateOptions, instance: Instance) {
    this.program = program;
    this.#again = options.device ? undefined : { ...options, signal: undefined };
    this.#runner = new Runner(program, instance);
    if (Symbol.asyncDispose) Object.defineProperty(this, Symbol.asyncDispose, { value: () => this.dispose() });
  }

  /** What lives on the device; for step mode. Another one after a lost device was rebuilt. */
  get instance(): Instance {
    return this.#runner.instance;
  }

  get device(): GPUDevice {
    return this.instance.device;
  }

  get variant(): Variant {
    return this.instance.variant;
  }

  /** What the shader compiler warned of. */
  get warnings(): readonly string[] {
    return this.instance.warnings;
  }

  /** GPU memory held, in bytes; 0 after `dispose`. */
  get bytes(): number {
    return this.instance.memory.bytes;
  }

  /** Where the outputs stay on the GPU after a run or an `encode`, until the next; usable in a bind group. */
  get outputs(): Readonly<Record<string, Range>> {
    const { memory, variant } = this.instance;
    return Object.fromEntries(this.program.outputs.map(({ name }, i) => [name, memory.slots[variant.outputs[i]!]!]));
  }

  /**
   * Computes the outputs: fresh arrays of batch × shape values. Leave an input array as it is until the promise is
   * settled: should the device be lost and rebuilt, the run is repeated with it.
   *
   * @throws CnncError the `input-…` codes, `aborted`, `device-lost`, `disposed`
   */
  run(inputs: Inputs, { signal, entry = "run" }: RunOptions = {}): Promise<Outputs> {
    return abortable(this.#run(inputs, entry, signal), signal);
  }

  async #run(inputs: Inputs, entry: string, signal: AbortSignal | undefined): Promise<Outputs> {
    const fed = takeInputs(this.program, this.instance.batch, inputs);
    const runner = this.#runner;
    try {
      return await runner.run(fed, stepsOf(runner.instance, entry), signal);
    } catch (error) {
      if (!this.#again || this.#disposed || !isLoss(error)) throw error;
      await this.#rebuild(runner, this.#again, error);
      return this.#runner.run(fed, stepsOf(this.instance, entry), signal);
    }
  }

  /**
   * Records a run on the caller's encoder, without readback: the outputs stay in `outputs`. Inputs are GPU buffers,
   * since an array would be written before the encoder is submitted.
   *
   * @throws CnncError the `input-…` codes, `device-lost`, `disposed`
   */
  encode(encoder: GPUCommandEncoder, inputs: Inputs, entry = "run"): void {
    this.#runner.check();
    feed(this.program, this.instance, encoder, takeInputs(this.program, this.instance.batch, inputs, true));
    record(encoder, stepsOf(this.instance, entry), this.instance.batch);
  }

  /** Builds the network on a new device, once for all runs that the loss has hit. */
  async #rebuild(lost: Runner, options: CreateOptions, loss: CnncError): Promise<void> {
    if (this.#runner !== lost) return;
    this.#rebuilding ??= open(this.program, options)
      .then((instance) => {
        lost.instance.memory.destroy();
        this.#runner = new Runner(this.program, instance);
        if (this.#disposed) this.#end();
      })
      .finally(() => {
        this.#rebuilding = undefined;
      });
    try {
      await this.#rebuilding;
    } catch (error) {
      throw new CnncError("device-lost", `${loss.message}; it could not be rebuilt: ${reason(error)}`, error);
    }
  }

  /** Frees all GPU memory, and the device unless it was given. Runs not yet done reject with `disposed`. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    this.#end();
  }

  #end(): void {
    this.#runner.close();
    if (this.#again) this.device.destroy();
  }
}

const isLoss = (error: unknown): error is CnncError => error instanceof CnncError && error.code === "device-lost";

function stepsOf({ steps }: Instance, entry: string): readonly Step[] {
  const found = steps.get(entry);
  if (!found) throw new CnncError("validation", `no entry point \`${entry}\`; there are ${list(steps.keys())}`);
  return found;
}
