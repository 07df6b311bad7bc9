import { escapeControls } from "../../../grammar/escape.ts";
import { deviceClass } from "../../../runtime/device.ts";
import type { Compiled } from "../../compile.ts";
import { resolve } from "../../lower/choices.ts";
import { deviceModels, variantName } from "../../lower/devices.ts";
import { type Lowered, lower } from "../../lower/lower.ts";
import { featuresOf } from "../../lower/program.ts";
import type { Adapted } from "../device.ts";
import { CliError } from "../errors.ts";
import type { Output } from "../output.ts";
import { version } from "../package.ts";
import type { Tuned } from "../schedule-file.ts";
import type { Ready } from "../source.ts";

// What measurements hold for: an adapter, a variant, and what a file has of them already.

/**
 * The device model that this adapter would run, with subgroups where it has them, or the one that was asked for.
 *
 * @throws CliError `unknown-variant`, `tune-class`, `missing-feature`
 */
export function pickModel({ lowered }: Compiled, { adapter, name }: Adapted, wanted: string | undefined): Lowered {
  const kind = deviceClass(adapter.info);
  const subgroups = adapter.features.has("subgroups");
  if (wanted === undefined) {
    return lowered.find(({ model }) => model.device === kind && model.subgroups === subgroups)!;
  }
  const found = lowered.find(({ model }) => variantName(model) === wanted);
  if (!found) {
    const names = deviceModels.map(variantName).join(", ");
    throw new CliError("unknown-variant", `programs have no variant \`${wanted}\``, `it is one of ${names}`);
  }
  if (found.model.device !== kind) {
    const why = `variant \`${wanted}\` is not for ${name}: what is measured there says nothing of the devices that run it`;
    throw new CliError(
      "tune-class",
      why,
      `tune it on a ${found.model.device === "software" ? "software adapter: `--software`" : "GPU"}`,
    );
  }
  if (found.model.subgroups && !subgroups)
    throw new CliError("missing-feature", `variant \`${wanted}\` wants subgroups, and ${name} has none`);
  return found;
}

type Conditions = Omit<Tuned, "clock" | "works">;

/** What holds now. */
export function conditions({ adapter }: Adapted, { model }: Lowered, batch: number): Conditions {
  const { vendor, architecture, device, description } = adapter.info;
  return {
    compiler: version(),
    adapter: { class: model.device, vendor, architecture, device, description },
    features: adapter.features.has("subgroups") ? ["subgroups"] : [],
    batch,
  };
}

/** What the file has from an earlier time under the same conditions. @throws CliError `tune-file` where it is from elsewhere */
export function knownWorks(tuned: Tuned | undefined, path: string, now: Conditions, output: Output): Tuned["works"] {
  if (!tuned) return {};
  if (tuned.compiler !== now.compiler) {
    output.note(`note: ${escapeControls(`\`${path}\` was measured with cnnc ${tuned.compiler}`)}: it is measured anew`);
    return {};
  }
  const same = (part: "adapter" | "features" | "batch") => JSON.stringify(tuned[part]) === JSON.stringify(now[part]);
  if (same("adapter") && same("features") && same("batch")) return tuned.works;
  const { vendor, architecture, description } = tuned.adapter;
  const where = [vendor, architecture].filter((word) => word !== "").join(" ") || description;
  const what = same("batch") ? `on ${where}, which is not this adapter` : `for batch ${tuned.batch}`;
  throw new CliError("tune-file", `\`${path}\` was measured ${what}`, "name another file with `-o`");
}

/**
 * A variant with subgroups is left out of a program if no kernel needs them, and such a device runs the plain one: then
 * that one gets the choices too.
 */
export function alsoPlain(tuned: Tuned, { compiled, source }: Ready, { model }: Lowered, fuse: boolean): Tuned {
  if (!model.subgroups) return tuned;
  const variant = variantName(model);
  const plain = variantName({ ...model, subgroups: false });
  const works = tuned.works[variant]!;
  const kernels = Object.fromEntries(Object.entries(works).map(([key, { kernel }]) => [key, kernel]));
  const { choose } = resolve(compiled.lowered, { layers: {}, works: { [variant]: kernels } });
  if (featuresOf(lower(compiled.graph, source, model, { choose, fuse })).length > 0) return tuned;
  return { ...tuned, works: { ...tuned.works, [plain]: { ...tuned.works[plain], ...works } } };
}
