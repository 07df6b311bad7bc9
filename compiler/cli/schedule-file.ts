import type { Choices } from "../lower/choices.ts";
import { deviceModels, variantName } from "../lower/devices.ts";
import { CliError } from "./errors.ts";
import { readText } from "./files.ts";
import { parseJson } from "./io/json.ts";
import { check, type Outline } from "./io/outline.ts";
import { version } from "./package.ts";

/** Kernels that were chosen by somebody, or by measurement, instead of the cost model: `build --schedule` takes it. */
export interface ScheduleFile {
  readonly format: typeof format;
  /** Written by hand: by variant and a layer's name, `register-tile: 7 along x, 4 channels`. */
  readonly layers?: Choices["layers"];
  /** Written by `cnnc tune`. */
  readonly tuned?: Tuned;
}

/** What was measured, on one machine. */
export interface Tuned {
  /** cnnc's version: another one has other kernels by the same names. */
  readonly compiler: string;
  readonly adapter: AdapterIdentity;
  /** Of the device that it was measured on, as far as kernels use them. */
  readonly features: readonly string[];
  readonly batch: number;
  readonly clock: string;
  /** By variant, then by the kernel's work (`workKey`). */
  readonly works: Readonly<Record<string, Readonly<Record<string, TunedWork>>>>;
}

export interface AdapterIdentity {
  readonly class: string;
  readonly vendor: string;
  readonly architecture: string;
  readonly device: string;
  readonly description: string;
}

export interface TunedWork {
  /** Of the network that it was measured in: `conv1 + tanh1`. */
  readonly layers: readonly string[];
  /** The kernel to take, and the time of one dispatch in milliseconds. */
  readonly kernel: string;
  readonly ms: number;
  /** The one that the cost model takes; without a time where that was wrong. */
  readonly predicted: string;
  readonly predictedMs?: number;
  /** How many kernels were compared. */
  readonly measured: number;
}

export const format = "cnnc-schedule/1";

const work: Outline = {
  fields: { layers: { each: "string" }, kernel: "string", ms: "number", predicted: "string", measured: "number" },
  optional: { predictedMs: "number" },
};

const adapter: Outline = {
  fields: { class: "string", vendor: "string", architecture: "string", device: "string", description: "string" },
};

const whole: Outline = {
  fields: { format: { literal: format } },
  optional: {
    layers: { values: { values: "string" } },
    tuned: {
      fields: {
        compiler: "string",
        adapter,
        features: { each: "string" },
        batch: "number",
        clock: "string",
        works: { values: { values: work } },
      },
    },
  },
};

/** @throws CliError `no-such-file`, `unreadable`, `not-text`, `json-format`, `schedule-format` */
export function readScheduleFile(path: string): ScheduleFile {
  const parsed = parseJson(readText(path, "the schedule"), path);
  try {
    check(parsed, whole, "the file");
  } catch (error) {
    throw notASchedule(path, (error as Error).message);
  }
  const stranger = Object.keys(parsed as object).find((name) => !["format", "layers", "tuned"].includes(name));
  if (stranger !== undefined) throw notASchedule(path, `expected \`layers\` or \`tuned\`, found \`${stranger}\``);
  return parsed as ScheduleFile;
}

const notASchedule = (path: string, why: string): CliError =>
  new CliError(
    "schedule-format",
    `\`${path}\` is no schedule: ${why}`,
    `\`cnnc tune\` writes one; by hand: { "format": "${format}", "layers": { "portable": { "conv1": "naive: one output at a time" } } }`,
  );

/**
 * The choices of a file that was read, if they may be used at all.
 *
 * @throws CliError `schedule-version`, `schedule-adapter`
 */
export function choicesOf({ layers = {}, tuned }: ScheduleFile, path: string): Choices {
  if (!tuned) return { layers, works: {} };
  if (tuned.compiler !== version()) {
    throw new CliError(
      "schedule-version",
      `\`${path}\` was measured with cnnc ${tuned.compiler}, and this is ${version()}: its kernels may be others`,
      `measure anew: \`cnnc tune FILE -o ${path}\``,
    );
  }
  const foreign = Object.keys(tuned.works).find((variant) => classOf(variant) !== tuned.adapter.class);
  if (foreign !== undefined) {
    throw new CliError(
      "schedule-adapter",
      `\`${path}\` has measurements for the variant \`${foreign}\` that were made on a ${tuned.adapter.class} adapter`,
      "each class of adapters is tuned on one of its own",
    );
  }
  const works = Object.entries(tuned.works).map(([variant, all]) => [
    variant,
    Object.fromEntries(Object.entries(all).map(([key, { kernel }]) => [key, kernel])),
  ]);
  return { layers, works: Object.fromEntries(works) };
}

export const classOf = (variant: string): string | undefined =>
  deviceModels.find((model) => variantName(model) === variant)?.device;
