import { escapeControls } from "../../grammar/escape.ts";
import { closest } from "../../grammar/suggest.ts";
import type { Compiled } from "../compile.ts";
import { type Choices, type Misfit, type Resolved, resolve } from "../lower/choices.ts";
import { variantName } from "../lower/devices.ts";
import type { Choose } from "../lower/lower.ts";
import { CliError } from "./errors.ts";
import type { Output } from "./output.ts";
import { choicesOf, readScheduleFile, type ScheduleFile } from "./schedule-file.ts";
import { count } from "./text.ts";

interface Schedule {
  readonly path: string;
  readonly file: ScheduleFile;
  readonly choices: Choices;
}

/** A file of choices, as it is before anything is compiled. @throws CliError as `readScheduleFile` and `choicesOf` */
export function readSchedule(path: string): Schedule {
  const file = readScheduleFile(path);
  return { path, file, choices: choicesOf(file, path) };
}

/**
 * The network with the kernels that were chosen, and with the cheapest where nobody has.
 *
 * @param predicted the network without the choices
 * @throws CliError `schedule-…` for a choice that somebody has written and that cannot be had
 */
export function applySchedule(
  { path, file, choices }: Schedule,
  predicted: Compiled,
  again: (choose: Choose) => Compiled,
  output: Output,
): { readonly compiled: Compiled; readonly decided: Resolved["decided"] } {
  const resolved = resolve(predicted.lowered, choices);
  checkChoices(path, file, resolved, output);
  const compiled = again(resolved.choose);
  const made = new Set(compiled.program.variants.map(({ name }) => name));
  for (const { model, steps } of predicted.lowered) {
    const variant = variantName(model);
    // What was measured goes to the plain variant by itself.
    const byHand = steps.some(({ decision }) => resolved.decided(variant, decision.work) === "layer");
    if (made.has(variant) || !byHand) continue;
    const plain = variantName({ ...model, subgroups: false });
    const why = `with the choices of \`${escapeControls(path)}\` no kernel of the variant \`${variant}\` needs subgroups, so it is left out`;
    output.note(`warning: ${why}: make them for \`${plain}\``);
  }
  return { compiled, decided: resolved.decided };
}

/** Says what of a file cannot be had. @throws CliError `schedule-…` for a choice that somebody has written */
function checkChoices(path: string, file: ScheduleFile, resolved: Resolved, output: Output): void {
  const [first, ...others] = resolved.misfits;
  if (first) {
    const { message, help } = misfitText(first);
    const more = others.length === 0 ? "" : ` (and ${count(others.length, "other choice")} of it)`;
    throw new CliError(`schedule-${first.kind}`, `\`${path}\`: ${message}${more}`, help);
  }
  if (resolved.stale.length === 0) return;
  const names = resolved.stale.map(({ variant, key }) => {
    const { layers, kernel } = file.tuned!.works[variant]![key]!;
    return `\n  ${escapeControls(`${variant}: ${layers[0]} as ${kernel}`)}`;
  });
  const shown = names.length > 4 ? [...names.slice(0, 3), `\n  and ${names.length - 3} more`] : names;
  const what = count(names.length, "measured kernel");
  output.note(
    `warning: \`${escapeControls(path)}\` has ${what} that this network has no use for, left out:${shown.join("")}`,
  );
}

function misfitText(misfit: Misfit): { message: string; help: string } {
  const { variant } = misfit;
  switch (misfit.kind) {
    case "variant": {
      const near = closest(variant, misfit.variants);
      const help = near ? `did you mean \`${near}\`?` : `it is one of ${misfit.variants.join(", ")}`;
      return { message: `there is no variant \`${variant}\``, help };
    }
    case "layer": {
      const near = closest(misfit.layer, misfit.layers);
      const help = near ? `did you mean \`${near}\`?` : `there are ${misfit.layers.join(", ")}`;
      return { message: `variant \`${variant}\` has no kernel for a layer \`${misfit.layer}\``, help };
    }
    case "choice": {
      const message = `\`${misfit.layer}\` cannot run as \`${misfit.found}\` in variant \`${variant}\``;
      return { message, help: `it can as ${misfit.legal.map((name) => `\`${name}\``).join(", ")}` };
    }
    case "conflict":
      return {
        message: `\`${misfit.layer}\` and \`${misfit.other}\` do the same work in variant \`${variant}\`, and share one kernel`,
        help: "say it of one of them only",
      };
  }
}
