#!/usr/bin/env node
import { CommanderError } from "commander";
import { commandLine } from "./commands.ts";
import { exit } from "./errors.ts";
import { openOutput, reportError } from "./output.ts";

/** A reader that has gone (`cnnc run … | head`) is no error. */
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit();
  });
}

const json = process.argv.some(
  (word, i, all) => word === "--format=json" || (word === "--format" && all[i + 1] === "json"),
);
const output = openOutput(json);
for (const event of ["uncaughtException", "unhandledRejection"] as const) {
  process.on(event, (thrown) => process.exit(reportError(thrown, output)));
}

try {
  await commandLine(output).parseAsync();
} catch (error) {
  // Commander has said what it has to say; help and version end here too.
  process.exitCode =
    error instanceof CommanderError
      ? error.exitCode === 0
        ? exit.good
        : usageError(error)
      : reportError(error, output);
}

function usageError({ code, message }: CommanderError): number {
  output.result({
    ok: false,
    diagnostics: [],
    error: { code: code.replace("commander.", "usage-"), message: message.replace(/^error: /, "") },
  });
  return exit.usage;
}
