import { readFileSync, writeFileSync } from "node:fs";
import { type Case, randomNetworks } from "./cases.ts";
import { type Kill, limit } from "./kill.ts";
import type { Mutant } from "./mutant.ts";

const file = new URL("TABLE.md", import.meta.url);

/** How a mutant was killed, and how by random networks alone: or how many of those it survived. */
export interface Entry {
  readonly kill: Kill;
  readonly byChance: Kill | number;
}

/** The case that kills a mutant, by which law, and the variant whose kernels it was seen in, if it was in kernels. */
export interface Row {
  readonly case: Case;
  readonly law: string;
  readonly variant?: string;
}

/** The mutants as the table has them, by `keyOf`. */
export function recorded(): Map<string, Row> {
  const text = readFileSync(file, "utf8");
  const cases = new Map(
    [...text.matchAll(/^## Case (\d+)\n\n(.*)\n\n```cnn\n([\s\S]*?)\n```$/gm)].map(([, number, how, net]) => [
      number,
      readCase(how!, `${net}\n`),
    ]),
  );
  const row = /^\| ([^|]+) \| ([^|]+) \| (\w[\w ]*) \| \d+ \| [\d–]+ \| \[(\d+)\]\S* \| (.*) \|$/gm;
  return new Map(
    [...text.matchAll(row)].map(([, of, name, law, number, message]): [string, Row] => {
      const variant = /is wrong in variant ([\w-]+):/.exec(message!)?.[1];
      const known = { case: cases.get(number!)!, law: law! };
      return [`${of}: ${name}`, variant === undefined ? known : { ...known, variant }];
    }),
  );
}

const describeCase = ({ batch, fuse, apart, kernel, code }: Case): string =>
  [
    `batch ${batch}`,
    fuse ? "fused" : "not fused",
    !apart && "layers in one kernel",
    kernel !== undefined && `\`${kernel}\` where a layer can have it`,
    code !== undefined && `the example of ${code}`,
  ]
    .filter(Boolean)
    .join(", ");

function readCase(how: string, text: string): Case {
  const kernel = /`(.*)`/.exec(how)?.[1];
  const code = /CNN\d+/.exec(how)?.[0];
  return {
    text,
    batch: Number(/batch (\d+)/.exec(how)![1]),
    fuse: !how.includes("not fused"),
    apart: !how.includes("layers in one kernel"),
    ...(kernel === undefined ? {} : { kernel }),
    ...(code === undefined ? {} : { code }),
  };
}

/** `order` numbers the cases. */
export function writeTable(kills: ReadonlyMap<Mutant, Entry>, order: readonly Case[]): void {
  const used = order.filter((each) => [...kills.values()].some(({ kill }) => kill.case === each));
  const rows = [...kills].map(([{ of, name }, { kill, byChance }]) => {
    const { law, needed, case: each, message } = kill;
    const chance = typeof byChance === "number" ? "–" : byChance.needed;
    const number = used.indexOf(each) + 1;
    const said = message.split("\n")[0]!.replaceAll("|", "\\|");
    return `| ${of} | ${name} | ${law} | ${needed} | ${chance} | [${number}](#case-${number}) | ${said} |`;
  });
  const cases = used.map(
    (each, n) => `## Case ${n + 1}\n\n${describeCase(each)}\n\n\`\`\`cnn\n${each.text.trimEnd()}\n\`\`\``,
  );
  writeFileSync(file, `${[head(kills), table(rows), ...cases].join("\n\n")}\n`);
}

const table = (rows: readonly string[]): string =>
  [
    "| where | bug | law | cases | random | killed by | what the law says |",
    "|---|---|---|---|---|---|---|",
    ...rows,
  ].join("\n");

function head(kills: ReadonlyMap<Mutant, Entry>): string {
  const count = (values: readonly string[]) => {
    const counts = new Map<string, number>();
    for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
    return [...counts].map(([value, n]) => `${value} ${n}`).join(", ");
  };
  const most = Math.max(...[...kills.values()].map(({ kill }) => kill.needed));
  return `# The tests, tested

Written by \`npm run mutants\`, which tries them all; \`spec/mutants/mutants.spec.ts\` kills a few of each file again, each
by its case. A mutant is the compiler, or what it made, with one bug put in; it is killed by the first law that is
broken. \`cases\` counts those that the bug changes anything in, the last one killing: at most ${limit} are allowed, ${most} were
needed. \`random\` counts the same among ${randomNetworks} random networks alone; – where they have not seen it.

${kills.size} mutants. By place: ${count([...kills.keys()].map(kindOf))}. By law: ${count([...kills.values()].map(({ kill }) => kill.law))}.`;
}

/** \`shape of conv\` is a kind for all operators. */
const kindOf = ({ of }: Mutant): string => (/^(\w+) of /.exec(of)?.[1] ? "operators" : of);
