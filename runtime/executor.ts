import { isResponse } from "./body.ts";
import type { Range } from "./buffers.ts";
import { chooseVariant, deviceClass, openDevice } from "./device.ts";
import { abortable, CnncError, checkAborted, list, reason } from "./errors.ts";
import { feed, type Inputs, takeInputs } from "./inputs.ts";
import { build, type Instance, record, type Step } from "./instance.ts";
import type { Program, Variant } from "./program.ts";
import { type Outputs, Runner } from "./runner.ts";
import type { Load } from "./upload.ts";
import { loadWeights, type OnProgress, type WeightsSource } from "./weights.ts";

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
 *   `shader`, `aborted`, `device-lost`, and the `weights-…` codes
 */
export async function create(program: Program, options: CreateOptions = {}): Promise<Network> {
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

async function open(program: Program, options: CreateOptions): Promise<Instance> {
  const { device: given, weights: source, batch = 1, signal, onProgress } = options;
  const { device, kind } = given
    ? { device: given, kind: deviceClass(given.adapterInfo) }
    : await openDevice(program, options);
  try {
    checkAborted(signal);
    const variant = chooseVariant(program, device, kind, options);
    const weights: Load = async (leaves, take) => {
      if (program.parameters.length === 0) return;
      if (source !== undefined) return loadWeights(program.parameters, source, leaves, take, { signal, onProgress });
      const names = list(program.parameters.map((p) => p.name));
      throw new CnncError("weights-missing", `${program.name} has parameters (${names}): pass \`weights\``);
    };
    return await build(program, device, variant, { batch, weights, signal, onProgress });
  } catch (error) {
    if (!given) device.destroy();
    throw error;
  }
}

/** A network on a device. Runs may overlap; they are computed in the order of their calls. */
export class Network {
  readonly program: Program;
  /** Kept only with a device of our own, for the day that it is lost. */
  readonly #again: CreateOptions | undefined;
  #runner: Runner;
  #rebuilding: Promise<void> | undefined;
  #disposed = false;
  /** As `dispose`; missing at run time in engines that lack the symbol. */
  declare readonly [Symbol.asyncDispose]: () => Promise<void>;

  /** Use `create`. */
  constructor(program: Program, options: CreateOptions, instance: Instance) {
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
