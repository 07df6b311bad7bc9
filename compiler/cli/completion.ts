import type { Command } from "commander";
import { diagnostics } from "../../grammar/diagnostics.ts";
import { closest } from "../../grammar/suggest.ts";
import { libraryNames } from "../check/library.ts";
import { surfaceOperators } from "../operators/index.ts";
import { CliError, exit } from "./errors.ts";
import type { Output } from "./output.ts";

/** `cnnc completion SHELL`: a script for the shell, made of what the command line itself says of its commands. */
export function completion(shell: string, program: Command, output: Output): number {
  const write = writers[shell];
  if (!write) {
    const meant = closest(shell, Object.keys(writers));
    const help = meant === undefined ? undefined : `did you mean \`${meant}\`?`;
    throw new CliError("unknown-shell", `expected bash, zsh or fish, found \`${shell}\``, help);
  }
  const script = write(program.commands.map(described));
  output.print(script);
  output.result({ ok: true, shell, script, diagnostics: [] });
  return exit.good;
}

interface Described {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly { readonly flag: string; readonly summary: string; readonly values: readonly string[] }[];
  /** Words that may stand there instead of a file. */
  readonly words: readonly string[];
}

/** Words that only the command itself knows. */
const words: Readonly<Record<string, readonly string[]>> = {
  explain: [...surfaceOperators.map(({ name }) => name), ...libraryNames(), ...diagnostics.map(({ code }) => code)],
  completion: ["bash", "zsh", "fish"],
};

const described = (command: Command): Described => ({
  name: command.name(),
  summary: command.summary(),
  options: command.options.map((option) => ({
    flag: option.long ?? option.flags,
    summary: option.description,
    values: option.argChoices ?? [],
  })),
  words: words[command.name()] ?? [],
});

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

function bash(commands: readonly Described[]): string {
  const cases = commands.map(
    ({ name, options, words: own }) =>
      `    ${name}) words=${quoted([...own, ...options.map(({ flag }) => flag)].join(" "))} ;;`,
  );
  const values = commands.flatMap(({ name, options }) =>
    options
      .filter((option) => option.values.length > 0)
      .map(
        (option) =>
          `    ${name}\\ ${option.flag}) COMPREPLY=($(compgen -W ${quoted(option.values.join(" "))} -- "$word")); return ;;`,
      ),
  );
  return `_cnnc() {
  local word=\${COMP_WORDS[COMP_CWORD]} words
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W ${quoted(commands.map(({ name }) => name).join(" "))} -- "$word"))
    return
  fi
  case "\${COMP_WORDS[1]} \${COMP_WORDS[COMP_CWORD-1]}" in
${values.join("\n")}
  esac
  case \${COMP_WORDS[1]} in
${cases.join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word") $(compgen -f -- "$word"))
}
complete -o filenames -F _cnnc cnnc`;
}

/** zsh reads bash's scripts. */
const zsh = (commands: readonly Described[]): string => `autoload -Uz bashcompinit && bashcompinit\n${bash(commands)}`;

function fish(commands: readonly Described[]): string {
  const first = commands.map(
    ({ name, summary }) => `complete -c cnnc -n __fish_use_subcommand -a ${name} -d ${quoted(summary)}`,
  );
  const rest = commands.flatMap(({ name, options, words: own }) => {
    const here = `complete -c cnnc -n ${quoted(`__fish_seen_subcommand_from ${name}`)}`;
    return [
      ...options.map(({ flag, summary, values }) => {
        const long = `${here} -l ${flag.replace(/^--/, "")} -d ${quoted(summary)}`;
        return values.length > 0 ? `${long} -xa ${quoted(values.join(" "))}` : long;
      }),
      ...(own.length > 0 ? [`${here} -a ${quoted(own.join(" "))}`] : []),
    ];
  });
  return ["complete -c cnnc -n __fish_use_subcommand -f", ...first, ...rest].join("\n");
}

const writers: Readonly<Record<string, (commands: readonly Described[]) => string>> = { bash, zsh, fish };
