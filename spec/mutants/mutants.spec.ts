import { describe, expect, test } from "vitest";
import type { KernelLaw } from "../verify/report.ts";
import { type Case, cases, made, randomCases } from "./cases.ts";
import { mutants, share } from "./index.ts";
import { kill } from "./kill.ts";
import { firstBroken } from "./laws.ts";
import { keyOf, type Mutant } from "./mutant.ts";
import { type Entry, recorded, writeTable } from "./table.ts";

/** Laws of the verifier that only kernels with guard bands are held to. */
const memoryLaws = new Set<string>(["guard", "rerun", "poison"] satisfies KernelLaw[]);

/** `npm test` kills so many of each file again, evenly spaced in it; `npm run mutants` tries all. */
const perFile = 4;

if (process.env.UPDATE_MUTANTS) {
  const asked = new RegExp(process.env.MUTANTS ?? "");
  const tried = mutants.filter((mutant) => asked.test(keyOf(mutant)));

  test("every mutant is killed, and the table says by what", { timeout: 3_600_000 }, async () => {
    expect(tried, `no name matches ${asked}`).not.toEqual([]);
    const [order, random] = [cases(), randomCases()];
    const kills = new Map<Mutant, Entry>();
    const left: string[] = [];
    for (const [n, mutant] of tried.entries()) {
      const entry = await entryOf(mutant, order, random);
      const how = typeof entry === "string" ? entry : `${entry.kill.law}, ${entry.kill.needed}`;
      console.log(`${n + 1}/${tried.length} ${keyOf(mutant)}: ${how}`);
      if (typeof entry === "string") left.push(`${keyOf(mutant)}: ${entry}`);
      else kills.set(mutant, entry);
    }
    expect(left).toEqual([]);
    if (tried.length === mutants.length) writeTable(kills, order);
  });
} else {
  const known = recorded();
  const shared = share(perFile);

  test("the table has every mutant and no other: `npm run mutants` writes it", () => {
    expect([...known.keys()].sort()).toEqual(mutants.map(keyOf).sort());
  });

  test("without a bug no law is broken in any of their cases", { timeout: 120_000 }, async () => {
    const rows = shared.flatMap((mutant) => known.get(keyOf(mutant)) ?? []);
    for (const each of new Set(rows.map((row) => row.case))) {
      const own = rows.filter((row) => row.case === each);
      const variants = new Set(own.flatMap(({ variant }) => variant ?? []));
      // Guard bands cost every kernel a second compilation: only where a mutant was seen by them.
      const guards = own.some(({ law }) => memoryLaws.has(law)) ? [false, true] : [false];
      expect(await firstBroken(made(each), each, { variants: [...variants], guards }), each.text).toBeUndefined();
    }
  });

  describe(`killed by its case: ${perFile} of each file`, () => {
    test.each(shared.map((mutant) => [keyOf(mutant), mutant] as const))("%s", async (key, mutant) => {
      const row = known.get(key);
      expect(
        row && (await kill(mutant, [row.case], row.variant)),
        "`npm run mutants` finds another case",
      ).toMatchObject({ needed: 1 });
    });
  });
}

/** How a mutant is killed, or why it is not. */
async function entryOf(mutant: Mutant, order: readonly Case[], random: readonly Case[]): Promise<Entry | string> {
  try {
    const found = await kill(mutant, order);
    if (typeof found === "number") return `SURVIVES ${found} cases`;
    return { kill: found, byChance: await kill(mutant, random) };
  } catch (error) {
    return `IS NO MUTANT: ${(error as Error).message}`;
  }
}
